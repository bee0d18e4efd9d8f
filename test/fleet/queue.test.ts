import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Jobs } from '../../src/fleet/queue/jobs.ts';
import { poolOf } from '../../src/state/postgres/connections.ts';
import { FleetGround } from './fleet-ground.ts';

const schema = 'ident_amocrm_jobs';
const patience = { timeout: 40_000, interval: 100 };

let ground: FleetGround;

beforeAll(async () => {
  ground = await FleetGround.make();
});
afterAll(() => ground[Symbol.asyncDispose]());

const silent = pino({ level: 'silent' });

/** A machine's door to the queue. */
async function machine({ log = silent, most = 2 }: { log?: pino.Logger; most?: number } = {}) {
  const pool = poolOf({ ...ground.server, schema: 'ident_amocrm' }, { most });
  const stack = new AsyncDisposableStack();
  stack.defer(() => pool.end());
  try {
    const jobs = stack.use(await Jobs.open(pool, log));
    return { jobs, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

interface JobRow {
  readonly state: string;
  readonly beat: number | null;
  readonly begun: number | null;
  readonly over: number | null;
}

/** What the queue has of a clinic, the oldest first; moments are the server's, s. */
const jobsOf = async (number: number) =>
  await ground.sql<JobRow>(
    `select state::text, extract(epoch from heartbeat_on)::float8 as beat,
        extract(epoch from started_on)::float8 as begun, extract(epoch from completed_on)::float8 as over
      from ${schema}.job where singleton_key = '${number}:write' order by created_on, id`,
  );

const installed = async () =>
  (await ground.sql<{ version: number }>(`select version from ${schema}.version`))[0]?.version;

async function migrate() {
  const pool = poolOf({ ...ground.server, schema: 'ident_amocrm' }, { most: 2 });
  try {
    await Jobs.migrate(pool);
  } finally {
    await pool.end();
  }
}

describe('a machine makes no table of the queue', () => {
  test('where there is none it says which command makes them', async () => {
    await expect(machine()).rejects.toMatchObject({ code: 'FLEET_NOT_MIGRATED' });
    expect(await ground.sql(`select 1 from pg_namespace where nspname = '${schema}'`)).toEqual([]);
  });

  test('where they are older it leaves them as they are', async () => {
    await migrate();
    const current = (await installed()) ?? 0;
    await ground.sql(`update ${schema}.version set version = ${current - 1}`);
    try {
      await expect(machine()).rejects.toMatchObject({ code: 'FLEET_NOT_MIGRATED' });
      expect(await installed()).toBe(current - 1);
    } finally {
      await ground.sql(`update ${schema}.version set version = ${current}`);
    }
  });

  test('where a newer version has made them it says so', async () => {
    const current = (await installed()) ?? 0;
    await ground.sql(`update ${schema}.version set version = ${current + 1}`);
    try {
      await expect(machine()).rejects.toMatchObject({ code: 'FLEET_NEWER' });
      await expect(migrate()).rejects.toMatchObject({ code: 'FLEET_NEWER' });
      expect(await installed()).toBe(current + 1);
    } finally {
      await ground.sql(`update ${schema}.version set version = ${current}`);
    }
  });
});

/** Whoever changes a table that is in use may be the one whom a deadlock ends. */
const renamed = (from: string, to: string) =>
  vi.waitUntil(
    () =>
      ground.sql(`alter table ${schema}.job rename column ${from} to ${to}`).then(
        () => true,
        () => false,
      ),
    patience,
  );

test('work of the queue that fails half-way leaves its connection to others as it was', async () => {
  const said: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void said.push(line) });
  await using one = await machine({ log, most: 1 });
  // The look at silent passes, a transaction in one text, cannot end.
  await renamed('heartbeat_on', 'elsewhere');
  try {
    await vi.waitUntil(() => said.some((line) => line.includes('the queue stumbled')), patience);
  } finally {
    await renamed('elsewhere', 'heartbeat_on');
  }
  await one.jobs.send([{ number: 9, class: 'quick' }]);
  const [job] = await one.jobs.take('quick', 1, []);
  expect(job).toMatchObject({ number: 9 });
  await one.jobs.done(job?.id ?? '');
});

describe.concurrent('the queue does by its own tables what was chosen for it', () => {
  test('a pass that was taken is in it with a heartbeat of 10 s, no second try, a day to end and an hour of rest', async () => {
    await using one = await machine();
    await one.jobs.send([{ number: 1, class: 'quick' }]);
    await one.jobs.take('quick', 1, []);
    const [row] = await ground.sql(
      `select policy, retry_limit, heartbeat_seconds, expire_seconds, deletion_seconds,
          extract(epoch from keep_until - created_on)::integer as kept, dead_letter
        from ${schema}.job where singleton_key = '1:write'`,
    );
    expect(row).toEqual({
      ...{ policy: 'exclusive', retry_limit: 0, heartbeat_seconds: 10, expire_seconds: 86_400 },
      ...{ deletion_seconds: 3_600, kept: 3_600, dead_letter: null },
    });
  });

  test('a pass that falls silent is over after 10 s and within 16, and only then may another one be sent', async () => {
    await using one = await machine();
    await one.jobs.send([{ number: 2, class: 'quick' }]);
    const [job] = await one.jobs.take('quick', 1, [1, 3, 4, 5]);
    await one.jobs.send([{ number: 2, class: 'quick' }]);
    expect(await jobsOf(2)).toHaveLength(1);
    await vi.waitUntil(async () => (await jobsOf(2))[0]?.state === 'failed', patience);
    const [row] = await jobsOf(2);
    // Its taking was its only sign of life.
    const silent = (row?.over ?? 0) - (row?.begun ?? 0);
    expect(silent).toBeGreaterThanOrEqual(10);
    // A look of any machine every 5 s, and what a loaded machine needs for it.
    expect(silent).toBeLessThan(16);
    expect(await one.jobs.beat([job?.id ?? ''])).toEqual([job?.id]);
    await one.jobs.send([{ number: 2, class: 'quick' }]);
    expect((await jobsOf(2)).map(({ state }) => state)).toEqual(['failed', 'created']);
  });

  test('a sign of life every few seconds keeps a pass for as long as it lasts', async () => {
    await using one = await machine();
    await one.jobs.send([{ number: 3, class: 'long' }]);
    const [job] = await one.jobs.take('long', 1, []);
    const id = job?.id ?? '';
    // Longer than a silent one would be kept.
    await vi.waitUntil(
      async () => {
        expect(await one.jobs.beat([id])).toEqual([]);
        const [row] = await jobsOf(3);
        return (row?.beat ?? 0) - (row?.begun ?? 0) > 15.5;
      },
      { ...patience, interval: 2_000 },
    );
    expect((await jobsOf(3)).map(({ state }) => state)).toEqual(['active']);
  });

  test('two machines look after the queue every 5 s, not each of them for itself', async () => {
    await using _one = await machine();
    await using _other = await machine();
    const stamps = new Set<number>();
    await vi.waitUntil(async () => {
      const [row] = await ground.sql<{ at: number | null }>(
        `select extract(epoch from monitor_claim_on)::float8 as at from ${schema}.queue where name = 'passes'`,
      );
      if (row?.at != null) stamps.add(row.at);
      return stamps.size === 3;
    }, patience);
    const looks = [...stamps].toSorted((a, b) => a - b);
    const gaps = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
    for (const gap of gaps) {
      expect(gap).toBeGreaterThanOrEqual(5);
      expect(gap).toBeLessThan(10);
    }
  });

  test('what is finished is deleted after an hour, and not before', async () => {
    await using one = await machine();
    for (const number of [4, 5]) {
      await one.jobs.send([{ number, class: 'troubled' }]);
      const [job] = await one.jobs.take('troubled', 1, []);
      await one.jobs.done(job?.id ?? '');
    }
    await ground.sql(
      `update ${schema}.job set completed_on = now() - case singleton_key
          when '4:write' then interval '61 minutes' else interval '58 minutes' end
        where singleton_key in ('4:write', '5:write')`,
    );
    // As if nobody had cleared up for ten minutes.
    await ground.sql(`update ${schema}.queue set maintain_on = now() - interval '11 minutes'`);
    await vi.waitUntil(async () => (await jobsOf(4)).length === 0, patience);
    expect((await jobsOf(5)).map(({ state }) => state)).toEqual(['completed']);
  });
});
