import type { PostgresPool } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { firstSource } from '../../../src/contact/model/patient-key.ts';
import type { FleetTables } from '../../../src/fleet/tables/fleet-tables.ts';
import { FleetWatchers } from '../../../src/fleet/watch/fleet-watchers.ts';
import type { ServiceFacts } from '../../../src/health/facts.ts';
import { silentLogger } from '../../../src/log/logger.ts';
import { goodFacts, hour, minute } from '../../service/watch/fake-service.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { type ScriptedServer, scriptedServer } from '../../support/http/scripted-server.ts';
import type { FleetGround } from '../fleet-ground.ts';
import { watchedClinic } from './watched-clinic.ts';

const lookMs = 30_000;
const noAccess = {
  pauses: [{ reason: 'auth', since: 0, code: 'AMO_UNAUTHORIZED', actor: 'service' }],
} as const;

let ground: FleetGround;
let pool: PostgresPool;
let tables: FleetTables;
let number: number;

beforeAll(async () => {
  ({ ground, pool, tables, number } = await watchedClinic());
});
afterAll(async () => {
  await pool.end();
  await ground[Symbol.asyncDispose]();
});

let hook: ScriptedServer;
let clock: VirtualClock;
/** No message is answered before. */
let held: Promise<void>;
beforeEach(async () => {
  held = Promise.resolve();
  hook = await scriptedServer(() => held.then(() => ({ json: {} })));
  clock = new VirtualClock();
  clock.hold();
});
afterEach(async () => {
  clock.stop();
  await hook[Symbol.asyncDispose]();
  await ground.sql(
    'truncate ident_amocrm.fleet_alerts, ident_amocrm.fleet_watch, ident_amocrm.fleet_machines cascade',
  );
});

/** One machine of the fleet, as far as it watches clinics. */
interface Machine {
  /** In the eyes of the others it is gone. */
  silent(): Promise<unknown>;
  /** It was gone, and knows what it knew. */
  back(): Promise<Machine>;
  claim(): Promise<void>;
  /** Its file says so of the clinic from now on. */
  reload(language: 'ru' | 'en'): void;
  /** What has to be told is on its way. */
  setOut(): Promise<void>;
  /** It has arrived. */
  look(): Promise<void>;
}

async function machine(name: string): Promise<Machine> {
  const told = (language: 'ru' | 'en') => [
    {
      number,
      own: {
        config: {
          alerts: { language, name: 'Ромашка', webhookUrl: hook.url, evening: true },
          timeZone: 'Europe/Moscow',
          sync: { deepHours: { morning: 8, evening: 20 } },
        },
      },
    },
  ];
  const clinics = { told: told('ru') };
  const watchers = new FleetWatchers({
    ...{ machine: name, rows: tables.watch, clock, log: silentLogger(), clinics },
  });
  const lives = (seconds: number) =>
    ground.sql(`insert into ident_amocrm.fleet_machines (machine, host, pid, version, places, seen_at)
      values ('${name}', '${name}', 1, '0', 2, now() + interval '${seconds} seconds')
      on conflict (machine) do update set seen_at = excluded.seen_at`);
  await lives(3_600);
  const self: Machine = {
    silent: () => lives(-60),
    back: async () => {
      await lives(3_600);
      return self;
    },
    claim: () => tables.watch.claim(name, [number]),
    reload: (language) => {
      clinics.told = told(language);
    },
    setOut: () => watchers.look(),
    look: async () => {
      await watchers.look();
      await watchers.idle();
    },
  };
  return self;
}

/** Both look each half a minute for so long, while the clinic is so. */
async function pass(
  machines: readonly Machine[],
  ms: number,
  over: Partial<ServiceFacts> = {},
): Promise<void> {
  for (let passed = 0; passed <= ms; passed += lookMs) {
    await show(over);
    await Promise.all(machines.map((one) => one.claim().then(() => one.look())));
    await clock.advance(lookMs);
  }
}

const show = async (over: Partial<ServiceFacts>, hours: readonly Hour[] = []): Promise<void> => {
  await tables.watch.show(number, {
    ...{ facts: goodFacts(clock.now(), over), hours: [...hours] },
    at: Date.now(),
  });
};
type Hour = { at: number; created: number; updated: number; rejected: number };

const told = () => hook.requests.map(({ body }) => body);

test('of two machines one calls a clinic’s people, and once; when it is gone, the other one tells that it is over, and tells nobody again', async () => {
  const [one, other] = [await machine('one'), await machine('other')];
  await pass([one, other], 10 * minute, noAccess);
  expect(told()).toMatchObject([{ event: 'trouble', kind: 'auth', clinic: 'Ромашка' }]);

  await one.silent();
  await pass([other], 10 * minute, noAccess);
  expect(told()).toHaveLength(1);
  await pass([other], 10 * minute);
  expect(told()).toMatchObject([{ event: 'trouble' }, { event: 'recovered', kind: 'auth' }]);

  // Whoever comes back finds that another one watches.
  await pass([await machine('one'), other], 10 * minute, noAccess);
  expect(told()).toHaveLength(3);
});

test('a machine that the others hold for dead calls nobody', async () => {
  const frozen = await machine('frozen');
  await frozen.claim();
  await show(noAccess);
  await frozen.look();
  await frozen.silent();
  for (let at = 0; at < 10; at += 1) {
    await clock.advance(lookMs);
    await frozen.look();
  }
  expect(told()).toEqual([]);
  await pass([await machine('other')], 5 * minute, noAccess);
  expect(told()).toHaveLength(1);
});

/** 20:40 of the clinic, which `one` watches; the evening's audit has ended. */
async function evening(one: Machine): Promise<void> {
  await clock.advance(11 * hour + 40 * minute);
  const lastDeepAt = clock.now();
  const censusAt = lastDeepAt;
  const well = {
    lastDeepAt,
    coverage: {
      sources: [{ number: firstSource, name: 'IDENT', censusAt, places: { linked: 120 } }],
      doubted: false,
    },
  };
  await one.claim();
  await show(well, [{ at: lastDeepAt - hour, created: 3, updated: 5, rejected: 0 }]);
}

test('the evening’s digest that is on its way when the file is read anew is sent once', async () => {
  const one = await machine('one');
  await evening(one);
  const answer = Promise.withResolvers<void>();
  held = answer.promise;
  await one.setOut();
  await vi.waitUntil(() => told().length > 0);
  for (const language of ['en', 'ru', 'en'] as const) {
    one.reload(language);
    await one.setOut();
  }
  answer.resolve();
  for (let at = 0; at < 3; at += 1) {
    await one.look();
    await clock.advance(lookMs);
  }
  expect(told()).toMatchObject([{ event: 'evening' }]);
});

test('of two machines one sends the evening’s digest, and the next one none again', async () => {
  const [one, other] = [await machine('one'), await machine('other')];
  await evening(one);
  for (const each of [one, other]) await each.look();
  expect(told()).toMatchObject([{ event: 'evening', title: 'Итог дня: новых 3, изменено 5' }]);
  await one.silent();
  await other.claim();
  for (let at = 0; at < 4; at += 1) {
    await clock.advance(lookMs);
    await other.look();
  }
  expect(told()).toHaveLength(1);
});

test('a clinic that no machine may carry over is told of, and so is one whose state cannot be worked with', async () => {
  const one = await machine('one');
  await pass([one], 5 * minute, { lastIncrementalAt: clock.now() - hour });
  expect(told()).toMatchObject([{ event: 'trouble', kind: 'off' }]);
  await tables.watch.hide(number, 'FLEET_STATE_GONE');
  for (let at = 0; at < 4; at += 1) {
    await one.look();
    await clock.advance(lookMs);
  }
  expect(told().at(-1)).toMatchObject({ kind: 'state', code: 'FLEET_STATE_GONE' });
});

test('a clinic that no pass has ever seen, and that no machine may carry over, is told of at once', async () => {
  const one = await machine('one');
  for (let at = 0; at < 4; at += 1) {
    await one.claim();
    await one.look();
    await clock.advance(lookMs);
  }
  expect(told()).toMatchObject([{ event: 'trouble', kind: 'unserved', severity: 'critical' }]);
});

test('whoever watches a clinic again asks anew who was told of what meanwhile', async () => {
  const [one, other] = [await machine('one'), await machine('other')];
  await pass([one], 5 * minute, noAccess);
  await pass([one], 5 * minute);
  expect(told()).toMatchObject([{ event: 'trouble' }, { event: 'recovered' }]);
  // The first one hears of nothing for a while; the other one tells of the next trouble, and is gone at once.
  await one.silent();
  await pass([other], 5 * minute, noAccess);
  expect(told()).toHaveLength(3);
  await other.silent();
  await pass([await one.back()], 10 * minute, noAccess);
  expect(told()).toHaveLength(3);
});
