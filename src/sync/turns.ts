import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

/** Items that are worked on without a pause: some ten milliseconds. */
const inOneTurn = 50;

/** The items one by one, with a pause now and then: a request that has its slot must go out at that time. */
export async function* inTurns<T>(items: readonly T[]): AsyncGenerator<T, void> {
  for (const [at, item] of items.entries()) {
    if (at % inOneTurn === inOneTurn - 1) await turnOfTheLoop();
    yield item;
  }
}
