import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

/** Items that are worked on without a pause: some ten milliseconds. */
const inOneTurn = 50;

/** The items in portions, with a pause between two: a request that has its slot must go out at that time. */
export async function* inTurns<T>(items: readonly T[]): AsyncGenerator<readonly T[], void> {
  for (let at = 0; at < items.length; at += inOneTurn) {
    if (at > 0) await turnOfTheLoop();
    yield items.slice(at, at + inOneTurn);
  }
}
