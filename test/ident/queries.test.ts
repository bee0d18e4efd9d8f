import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely';
import { expect, test } from 'vitest';
import type { AnyTables, Connection } from '../../src/ident/connection/connection.ts';
import { Queries } from '../../src/ident/connection/queries.ts';
import { VirtualClock } from '../support/clock/virtual-clock.ts';

const db = new Kysely<AnyTables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (of) => new SqliteIntrospector(of),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** Each statement takes the milliseconds that it selects. */
function connectionOf(clock: VirtualClock, told: [from: number, to: number][]): Connection {
  return {
    db,
    flavor: 'sqlite',
    target: { address: '', database: '', user: '' },
    read: async ({ parameters: [ms] }) => {
      const from = clock.elapsed;
      await clock.sleep(Number(ms));
      if (Number(ms) === 0) throw new Error('refused');
      told.push([from, clock.elapsed]);
      return [];
    },
    close: async () => undefined,
  };
}

test('statements that are asked for side by side go one after the other, and each has its peace', async () => {
  const clock = new VirtualClock();
  const told: [from: number, to: number][] = [];
  const connection = connectionOf(clock, told);
  const queries = new Queries({ connection, clock, log: { warn: () => undefined } });
  queries.pace();
  const asked = [100, 0, 300, 50].map((ms) => queries.run('any', sql`select ${ms}`));
  const ends = await Promise.allSettled(asked);
  expect(ends.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(told).toEqual([
    [0, 100],
    [200, 500],
    [800, 850],
  ]);
});
