import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileClinics } from '../../src/cli/actions/fleet/file-clinics.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { clinicsFile } from '../../src/config/given/undecided-clinics.ts';
import { type ConfigPart, loadEach } from '../../src/config/load-config.ts';
import { judgeSessions } from '../../src/doctor/checks/state/server.ts';
import {
  claimsOf,
  clash,
  digestOf,
  type IdentityConfig,
  identityOf,
} from '../../src/fleet/clinic/identity.ts';
import type { OwnRead } from '../../src/fleet/clinic/own-clinics.ts';
import { readHistory, restored, saved } from '../../src/fleet/history.ts';
import { fitness, notAdded } from '../../src/fleet/machine/fitness.ts';
import { clinicState } from '../../src/fleet/machine/lateness.ts';
import {
  classes,
  classOf,
  freePlaces,
  type PassClass,
  takingOrder,
} from '../../src/fleet/machine/places.ts';
import { sessionsOf } from '../../src/fleet/sessions.ts';
import type { ClinicRow } from '../../src/fleet/tables/overview.ts';
import { temporaryFolder } from '../cli/cli-harness.ts';

describe('the places of a machine', () => {
  const places = fc.integer({ min: 2, max: 200 });

  /** Passes begin and end in any order, each only where there is a place for it. */
  const story = fc.record({
    places,
    steps: fc.array(fc.tuple(fc.constantFrom(...classes), fc.boolean()), { maxLength: 400 }),
  });

  test('long passes never hold more than half, those that may hang a quarter, and one is for two-minute passes alone', () => {
    fc.assert(
      fc.property(story, ({ places, steps }) => {
        const running: Record<PassClass, number> = { quick: 0, long: 0, troubled: 0 };
        for (const [kind, begins] of steps) {
          if (begins && freePlaces(places, running, kind) > 0) running[kind] += 1;
          else if (!begins && running[kind] > 0) running[kind] -= 1;
          const { quick, long, troubled } = running;
          expect(quick + long + troubled).toBeLessThanOrEqual(places);
          expect(long).toBeLessThanOrEqual(places / 2);
          expect(troubled).toBeLessThanOrEqual(Math.max(1, places / 4));
          expect(long + troubled).toBeLessThanOrEqual(places - 1);
        }
      }),
    );
  });

  test('each class may begin on a machine that does nothing, however few places it has', () => {
    fc.assert(
      fc.property(places, fc.constantFrom(...classes), (places, kind) => {
        expect(freePlaces(places, { quick: 0, long: 0, troubled: 0 }, kind)).toBeGreaterThan(0);
      }),
    );
  });

  test('each class is asked for first in its turn, and all of them in each round', () => {
    fc.assert(
      fc.property(fc.nat(), (turn) => {
        const firsts = classes.map((_, at) => takingOrder(turn + at)[0]);
        expect(firsts.toSorted()).toEqual(classes.toSorted());
        expect(takingOrder(turn).toSorted()).toEqual(classes.toSorted());
      }),
    );
  });

  test('a clinic whose passes fail one after the other is of the class that may hang, whatever is due', () => {
    expect(classOf({ failures: 0, isLong: false })).toBe('quick');
    expect(classOf({ failures: 1, isLong: true })).toBe('long');
    for (const isLong of [true, false]) expect(classOf({ failures: 2, isLong })).toBe('troubled');
  });
});

test('what passes have taught goes to another machine, however its clocks stand', () => {
  const time = fc.integer({ min: 1_000_000_000, max: 2_000_000_000_000 });
  const ago = fc.integer({ min: 0, max: 900_000_000 });
  const failures = fc.nat({ max: 50 });
  fc.assert(
    fc.property(
      ...([time, time, time, time, time, ago, failures, fc.nat({ max: 90_000_000 })] as const),
      (server, wallA, monoA, wallB, monoB, begunAgo, failed, later) => {
        const begun = { wall: wallA - begunAgo, monotonic: monoA - begunAgo };
        const history = {
          ...{ incremental: { begun, failures: failed }, deep: null },
          ...{ lastDeepAt: null, firstLoadDone: false, restUntil: 0 },
        };
        const kept = saved(history, { wall: wallA, monotonic: monoA, server });
        const there = restored(kept, { wall: wallB, monotonic: monoB, server: server + later });
        expect(there.incremental?.failures).toBe(failed);
        expect(monoB - (there.incremental?.begun.monotonic ?? 0)).toBe(begunAgo + later);
        expect(wallB - (there.incremental?.begun.wall ?? 0)).toBe(begunAgo + later);
        expect(there.deep).toBeNull();
      },
    ),
  );
});

test('of what a later build wrote that cannot be read the rest holds, and a clinic’s turn begins', () => {
  const incremental = { begunAt: 1_000, failures: 2 };
  const error = { code: 'LATER', exit: 77, retryable: true };
  const circuits = [{ source: 1, failures: 1, until: 2_000, error }];
  expect(readHistory({ incremental, deep: { since: 'later' }, circuits })).toEqual({
    incremental,
    deep: null,
  });
  expect(readHistory({ incremental })).toEqual({ incremental, deep: null });
  expect([readHistory('of another shape'), readHistory(null)]).toEqual([null, null]);
});

const mssql = { client: 'mssql', host: 'srv', database: 'IDENT', port: 1433 } as const;

/** The settings of a clinic, as far as they say who it is. */
function config(over: {
  readonly account?: string;
  readonly host?: string;
  readonly branches?: readonly string[];
  readonly password?: string;
}): IdentityConfig {
  const { account = 'a.amocrm.ru', host = 'srv', branches, password = 'x' } = over;
  return {
    amocrm: {
      ...{ mock: false, baseUrl: `https://${account}`, tags: [] },
      auth: { kind: 'long-lived', token: password },
      rate: { requests: 7, periodMs: 1_000 },
    },
    sources: [
      {
        ...{ name: 'A', number: 1, profile: 'ident' },
        connection: { ...mssql, host, user: 'u', password },
        ...(branches && { branches: { names: branches, withoutVisits: false } }),
      },
    ],
    state: { server: { schema: 'a' } },
  } as unknown as IdentityConfig; // what it is not asked for is left out
}

describe('who a clinic is', () => {
  test('does not change with a secret, or with how a name is written, and does with all else', () => {
    const digest = (over: Parameters<typeof config>[0]) => digestOf(identityOf(config(over)));
    const own = digest({});
    expect(digest({ password: 'another one' })).toBe(own);
    expect(digest({ host: 'SRV' })).toBe(own);
    expect(digest({ account: 'b.amocrm.ru' })).not.toBe(own);
    expect(digest({ host: 'srv2' })).not.toBe(own);
    expect(digest({ branches: ['Центр'] })).not.toBe(own);
    expect(digest({ branches: ['Север', 'Центр'] })).toBe(digest({ branches: ['центр', 'Север'] }));
  });

  test.each([
    [{}, {}, true],
    [{ branches: ['Центр'] }, {}, true],
    [{ branches: ['Центр', 'Север'] }, { branches: ['Север'] }, true],
    [{ branches: ['Центр'] }, { branches: ['Север'] }, false],
    [{ host: 'one' }, { host: 'two' }, false],
  ])('two clinics of %j and %j of databases stand in each other’s way: %s', (one, other, isSo) => {
    const of = (over: Parameters<typeof config>[0]) =>
      claimsOf(identityOf(config(over))).filter(({ kind }) => kind === 'place');
    const clashes = of(one).some((a) => of(other).some((b) => clash(a, b)));
    expect(clashes).toBe(isSo);
  });
});

test('a machine makes passes of those clinics alone that its file names as the fleet does', () => {
  const known = (number: number, name: string, digest = 'd') => ({
    ...{ number, name, digest, schema: `s${number}`, version: 1 },
  });
  const own = (name: string, schema: string, digest = 'd') =>
    ({ name, clinic: { name, digest, identity: { schema } } }) as unknown as OwnRead; // no more of it is looked at
  const fleet = [
    known(1, 'Ромашка'),
    known(2, 'Мак'),
    known(3, 'Лён'),
    known(4, 'Фея'),
    known(5, 'Ива'),
    known(6, 'Клён'),
  ];
  const file = [
    own('ромашка ', 's1'),
    own('Мак', 's2', 'other'),
    { name: 'Фея', fault: 'CONFIG_INVALID' },
    own('Ива', 's5'),
    own('Клён', 's1'),
    own('Новая', 's7'),
  ];
  const found = fitness(fleet, file, new Map([[5, 'STATE_KEY_WRONG']]));
  expect(found.map(({ known: { name }, fault }) => [name, fault])).toEqual([
    ['Ромашка', null],
    ['Мак', 'FLEET_DIFFERS'],
    ['Лён', 'NOT_IN_FILE'],
    ['Фея', 'CONFIG_INVALID'],
    ['Ива', 'STATE_KEY_WRONG'],
    // Another schema is another state, whatever all machines agree on.
    ['Клён', 'FLEET_SCHEMA_MOVED'],
  ]);
  expect(notAdded(fleet, file)).toEqual(['Новая']);
});

test('one clinic alone loads nothing of a fleet, and a fleet’s queue is loaded by its own commands only', () => {
  const src = join(import.meta.dirname, '..', '..', 'src');
  const importing = (pattern: RegExp) =>
    globSync('**/*.ts', { cwd: src })
      .filter((file) => pattern.test(readFileSync(join(src, file), 'utf8')))
      .filter((file) => !/^(fleet|http\/fleet|cli\/actions\/fleet)\//.test(file))
      .toSorted();
  // What is imported for its types alone is not loaded.
  expect(importing(/^import (?!type )[^;]*? from '[^']*\/fleet\/[^']*'/m)).toEqual([
    'cli/demo/fleet/fleet-board.ts',
    'cli/demo/fleet/fleet-world.ts',
    'cli/demo/fleet/play-fleet.ts',
    'cli/people/fleet-people.ts',
    'cli/views/status/fleet-view.ts',
  ]);
  expect(importing(/^import (?!type )[^;]*? from '[^']*\/fleet-(people|view)\.ts'/m)).toEqual([]);
  expect(importing(/from 'pg-boss'|import\('pg-boss'\)/)).toEqual([]);
});

test.each([
  [{ machines: 2, places: 32 }, 220],
  [{ machines: 1, places: 2 }, 40],
])(
  'the machines %j may open %i sessions, and a server that gives fewer is warned of: passes go on while few of them run',
  (fleet, most) => {
    expect(sessionsOf({ ...fleet, hasReads: false })).toBe(most);
    expect(judgeSessions({ most, pages: 5, given: most }).verdict).toBe('ok');
    expect(judgeSessions({ most, pages: 5, given: most - 1 })).toMatchObject({
      ...{ verdict: 'warning', code: 'DOCTOR_FLEET_SESSIONS' },
    });
  },
);

test.each([
  ['nobody', { able: 0, isRunning: true }],
  ['nobody', { ready: false }],
  ['asks', { asks: 'guard', outcome: 'ok' }],
  ['asks', { asks: 'first-load', isRunning: true }],
  // A deep pass that fails every night, and an incremental one that ended well since.
  ['failing', { failures: 3, outcome: 'ok', isRunning: true }],
  ['late', { dueAt: 0 }],
  ['running', { dueAt: 0, isRunning: true }],
  ['waiting', {}],
] as const)('a clinic is %s by %j', (state, over) => {
  const now = 1_000_000;
  const row: ClinicRow = {
    ...{ number: 1, name: 'A', schema: 'a', dueInMs: 1, running: null, by: null },
    ...{ version: 1, ready: true, class: 'quick', failures: 0, asks: null },
    ...{ outcome: 'ok', dueAt: now + 1, begunAt: 0, endedAt: 0, isRunning: false, lastHost: null },
    ...{ able: 1, faults: {}, ...over },
  };
  expect(clinicState(row, now)).toBe(state);
});

test('a file of 300 clinics is read once, and whoever else waits comes between', async () => {
  const folder = temporaryFolder();
  const clinics = Array.from({ length: 300 }, (_, at) =>
    [
      `  - name: Клиника ${at}`,
      `    STATE_SCHEMA: c${at}`,
      '    USE_MOCK_AMOCRM: true',
      '    DB_CLIENT: sqlite',
      `    DB_FILE: ident${at}.db`,
    ].join('\n'),
  );
  const top = 'STATE_URL: postgres://u@localhost/d\nclinics:\n';
  writeFileSync(join(folder, 'clinics.yaml'), `${top}${clinics.join('\n')}\n`);
  const given = { env: { CONFIG_FILE: 'clinics.yaml' }, cwd: folder };
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  const since = performance.now();
  const read = await fileClinics({
    clinicsFile: async () => clinicsFile(given),
    configOfEach: async (...needs: readonly ConfigPart[]) => loadEach({ ...given, needs }),
  } as unknown as CliContext); // no more of it is used
  clearInterval(timer);
  expect(read.clinics).toHaveLength(300);
  expect(turns).toBeGreaterThan(50);
  // A reading for each clinic took more than a minute.
  expect(performance.now() - since).toBeLessThan(20_000);
});
