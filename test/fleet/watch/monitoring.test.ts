import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PostgresPool } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { firstSource } from '../../../src/contact/model/patient-key.ts';
import { FleetTables } from '../../../src/fleet/tables/fleet-tables.ts';
import { MachineMetrics } from '../../../src/fleet/watch/machine-metrics.ts';
import { poolOf } from '../../../src/state/postgres/connections.ts';
import { goodFacts } from '../../service/watch/fake-service.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import type { FleetGround } from '../fleet-ground.ts';
import { watchedClinic } from './watched-clinic.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const tool = 'promtool';
const annotation = z.string().min(10);
const rulesFile = z.object({
  groups: z.tuple([
    z.object({
      rules: z.array(
        z.object({
          ...{ alert: z.string(), expr: z.string(), for: z.string().optional() },
          labels: z.object({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.object({
            ...{ summary_ru: annotation, description_ru: annotation },
            ...{ summary_en: annotation, description_en: annotation },
          }),
        }),
      ),
    }),
  ]),
});
const [{ rules }] = rulesFile.parse(
  parse(read('deploy/prometheus/ident-amocrm-fleet.rules.yml')),
).groups;

const panel = z.looseObject({
  ...{ id: z.number(), type: z.string(), title: z.string().min(3) },
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.looseObject({ expr: z.string() })).default([]),
});
const dashboard = z.looseObject({
  ...{ uid: z.string(), title: z.string() },
  panels: z.array(panel),
});
const boards = (['ru', 'en'] as const).map((language) =>
  dashboard.parse(JSON.parse(read(`deploy/grafana/ident-amocrm-fleet.${language}.json`))),
);

/** Of an expression, as they would stand in a scrape; what Prometheus makes itself is left out. */
const metricsOf = (expr: string) =>
  [...expr.matchAll(/\b(ident_amocrm|process|nodejs)_\w+/g)].map(([name]) => name);

let scraped: string;
let clock: VirtualClock;
let ground: FleetGround;
let pool: PostgresPool;

beforeAll(async () => {
  const clinic = await watchedClinic();
  const { tables, number } = clinic;
  ({ ground, pool } = clinic);
  await ground.sql(`insert into ident_amocrm.fleet_machines (machine, host, pid, version, places, seen_at)
    values ('one', 'one', 1, '0', 2, now() + interval '1 hour')`);
  await tables.watch.claim('one', [number]);
  clock = new VirtualClock();
  // The server answers in a time of its own.
  clock.hold();
  const at = clock.now();
  const facts = goodFacts(at, {
    pauses: [{ reason: 'auth', since: at, code: 'AMO_UNAUTHORIZED', actor: 'service' }],
    rejected: { count: 1, oldestAt: at },
    uncertain: { count: 1, oldestAt: at },
    sourceAges: [{ number: firstSource, name: 'IDENT', carriedAt: at }],
    coverage: {
      sources: [{ number: firstSource, name: 'IDENT', censusAt: at, places: { linked: 1 } }],
      doubted: false,
    },
  });
  await tables.watch.show(number, { facts, hours: [], at: Date.now() });
  const metrics = new MachineMetrics({
    ...{ machine: 'one', version: '1.2.3', places: 8, tables, clock },
  });
  metrics.began('quick', { lateMs: 1_500, isTakenOver: true });
  const tell = metrics.listener('Ромашка');
  tell({ type: 'pass-started', mode: 'incremental', at });
  tell({
    ...{ type: 'pass-ended', at },
    result: {
      ...{ runId: 1, mode: 'incremental', outcome: 'ok', requests: 1, durationMs: 900 },
      ...{ counts: { created: 2 }, findingCounts: {} },
    },
  });
  const route = 'GET contacts';
  tell({ type: 'amocrm', event: { type: 'request', route, status: 200, ms: 40, write: false } });
  tell({ type: 'amocrm', event: { type: 'throttled', reason: 'paused', waitMs: 2_000 } });
  scraped = await metrics.scrape();
});
afterAll(async () => {
  clock.stop();
  await pool.end();
  await ground[Symbol.asyncDispose]();
});

describe('what a machine of a fleet shows to Prometheus', () => {
  it('holds each metric once, with what it made and how its clinics are', () => {
    const types = [...scraped.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(types).size).toBe(types.length);
    for (const line of [
      'ident_amocrm_fleet_server_up 1',
      'ident_amocrm_fleet_machines 1',
      'ident_amocrm_fleet_take_overs_total 1',
      'ident_amocrm_fleet_clinics_watched 1',
      'ident_amocrm_incident{code="auth",clinic="Ромашка"} 3',
      'ident_amocrm_rows_total{outcome="created",clinic="Ромашка"} 2',
      'ident_amocrm_crm_throttled_seconds_total{clinic="Ромашка"} 2',
    ]) {
      expect(scraped.split('\n')).toContain(line);
    }
    expect(scraped).toMatch(/fleet_lateness_seconds_bucket\{le="2",class="quick"\} 1/);
  });

  it('grows with a clinic by some dozens of lines, not by what might happen in one', () => {
    const lines = scraped.split('\n').filter((line) => line.includes('clinic="'));
    expect(lines.length).toBeLessThan(50);
  });

  it('says that the server is away, and goes on', async () => {
    const lost = poolOf(
      { ...ground.server, port: ground.takePort(), schema: 'ident_amocrm', tls: 'off' },
      { most: 1 },
    );
    const tables = new FleetTables(lost);
    const metrics = new MachineMetrics({
      ...{ machine: 'one', version: '1.2.3', places: 8, tables, clock },
    });
    expect(await metrics.scrape()).toContain('ident_amocrm_fleet_server_up 0\n');
    await lost.end();
  });
});

describe('the alert rules of a fleet and the dashboard for Grafana', () => {
  const shown = () => new Set(scraped.split('\n').map((line) => line.split(/[{ ]/)[0] ?? ''));

  it('ask for nothing that a scrape does not show', () => {
    const asked = [
      ...rules.map(({ expr }) => expr),
      ...boards.flatMap(({ panels }) =>
        panels.flatMap(({ targets }) => targets.map((t) => t.expr)),
      ),
    ].flatMap(metricsOf);
    expect(asked.length).toBeGreaterThan(30);
    expect([...new Set(asked)].filter((name) => !shown().has(name))).toEqual([]);
  });

  it('are the same in both languages but for their words, and no panel covers another', () => {
    const bare = boards.map(({ panels }) =>
      panels.map(({ id, type, gridPos, targets }) => ({
        ...{ id, type, gridPos },
        asked: targets.map(({ expr }) => expr),
      })),
    );
    expect(bare[0]).toEqual(bare[1]);
    const taken = new Set<string>();
    for (const { gridPos } of bare[0] ?? []) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`)).toBe(false);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });

  it.skipIf(spawnSync(tool, ['--version']).status !== 0)(
    'are well-formed to promtool (Debian package prometheus; skipped where it is not installed)',
    () => {
      const file = new URL(
        '../../../deploy/prometheus/ident-amocrm-fleet.rules.yml',
        import.meta.url,
      );
      const checked = spawnSync(tool, ['check', 'rules', fileURLToPath(file)], {
        encoding: 'utf8',
      });
      expect(checked.stdout).toContain(`SUCCESS: ${rules.length} rules found`);
    },
  );

  it.each(['docs/fleet.ru.md', 'docs/fleet.en.md'])(
    'are named in %s, as is each metric that a fleet alone has',
    (path) => {
      const page = read(path);
      for (const { alert } of rules) expect(page).toContain(`\`${alert}\``);
      const own = [...shown()].flatMap(
        (name) => /^ident_amocrm_(fleet_\w+)$/.exec(name)?.[1] ?? [],
      );
      const bare = own.map((name) => name.replace(/_(bucket|sum|count)$/, ''));
      for (const name of new Set(bare))
        expect(page).toMatch(new RegExp(`\`${name}(\\{\\w+\\})?\``));
    },
  );
});
