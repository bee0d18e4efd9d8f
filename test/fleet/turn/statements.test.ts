import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { DatabaseMemories } from '../../../src/ident/database-memory.ts';
import { FleetGround } from '../fleet-ground.ts';
import { type Given, oneTurn, settingsOf } from './one-turn.ts';

let ground: FleetGround;
let known: Required<Given>['known'];

beforeAll(async () => {
  ground = await FleetGround.make();
  await ground.patients('one.db', 20);
  ground.write([{ name: 'one', schema: 'one', sandbox: await ground.account() }]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'one', '--start');
  known = { config: settingsOf(ground, 'one'), memories: new DatabaseMemories(systemClock) };
});
afterAll(() => ground[Symbol.asyncDispose]());

/** A turn of the clinic in which a pass is due, and what it asked the server, one statement after the other. */
async function turn(place: 'long' | 'quick') {
  const statements: string[] = [];
  const { query } = pg.Client.prototype;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    const [asked] = given;
    if (typeof asked === 'string') statements.push(asked);
    else if (isWorded(asked)) statements.push(asked.text);
    return Reflect.apply(query, this, given);
    // One of many signatures is all that the type knows.
  } as never);
  try {
    const { next, shown } = await oneTurn(ground, 'one', { place, known });
    return { outcome: next.outcome, shown, statements };
  } finally {
    spy.mockRestore();
  }
}

const isWorded = (asked: unknown): asked is { readonly text: string } =>
  typeof asked === 'object' && asked !== null && 'text' in asked && typeof asked.text === 'string';

const quickTurn = () =>
  vi.waitUntil(
    async () => {
      const taken = await turn('quick');
      return taken.outcome === null ? false : taken;
    },
    { timeout: 30_000, interval: 500 },
  );

test('a two-minute pass that finds nothing to do asks the server 115 things at most, what is shown of the clinic included', async () => {
  expect((await turn('long')).outcome).toBe('ok');
  // The first one carried everybody over, and the one behind it reads the overlap once: the machine knows it from then on.
  expect((await quickTurn()).outcome).toBe('ok');
  const { outcome, shown, statements } = await quickTurn();
  expect(outcome).toBe('ok');
  expect(shown.map(({ facts }) => [facts.lastPass?.mode, facts.links.linked])).toEqual([
    ['incremental', 20],
  ]);
  expect(statements.length).toBeLessThanOrEqual(115);
});
