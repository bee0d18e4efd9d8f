import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { pauseReasons } from '../../src/state/record/pause-reasons.ts';
import { Site } from './site.ts';

const folder = fileURLToPath(new URL('../../deploy/prometheus/', import.meta.url));
const rulesFile = join(folder, 'ident-amocrm.rules.yml');
const tool = 'promtool';
const promtool = (...words: readonly string[]) => promisify(execFile)(tool, words);
const hasPromtool = (() => {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const annotation = z.string().min(10);
const rulesSchema = z.object({
  groups: z.tuple([
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z.string(),
          labels: z.object({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.object({
            summary_ru: annotation,
            description_ru: annotation,
            summary_en: annotation,
            description_en: annotation,
          }),
        }),
      ),
    }),
  ]),
});
const [{ rules }] = rulesSchema.parse(parse(readFileSync(rulesFile, 'utf8'))).groups;

describe('the rules for Prometheus', () => {
  it('ask for nothing that a scrape does not show', async () => {
    await using site = await Site.open();
    const at = site.clock.now();
    site.service.truth = {
      rejected: { count: 1, oldestAt: at },
      uncertain: { count: 1, oldestAt: at },
    };
    const { body } = await site.get('/metrics');
    const series = body.split('\n').filter((line) => !line.startsWith('#'));
    const asked = rules.flatMap(({ expr }) => [
      ...expr.matchAll(/(ident_amocrm_\w+)(?:\{(.*?)\})?/g),
    ]);
    expect(asked.length).toBeGreaterThanOrEqual(rules.length - 1);
    for (const [, name = '', labels = ''] of asked) {
      const isShown = series.some(
        (line) => /^\w+/.exec(line)?.[0] === name && line.includes(labels),
      );
      expect(isShown, `${name}{${labels}}`).toBe(true);
    }
  });

  it('speak Russian and English, and call for a person at each reason for a pause', () => {
    for (const { annotations } of rules) {
      expect(annotations.summary_ru).toMatch(/[а-я]/);
      expect(annotations.summary_en + annotations.description_en).not.toMatch(/[а-яё]/i);
    }
    const exprs = rules.map(({ expr }) => expr);
    for (const reason of pauseReasons) {
      expect(exprs).toContain(`ident_amocrm_paused{reason="${reason}"} == 1`);
    }
  });
});

/** Series by name and labels; values as promtool writes them, a minute apart. */
type Series = Readonly<Record<string, string>>;

const well: Series = {
  up: '1x2000',
  ident_amocrm_state_readable: '1x2000',
  ident_amocrm_crm_throttled_seconds_total: '0+1x2000',
  ...Object.fromEntries(pauseReasons.map((reason) => [pausedBy(reason), '0x2000'])),
  ...Object.fromEntries(
    ['stale', 'database', 'rejected', 'rejected-many', 'token', 'deep'].map((code) => [
      incident(code),
      '0x2000',
    ]),
  ),
};

function incident(code: string): string {
  return `ident_amocrm_incident{code="${code}"}`;
}

function pausedBy(reason: string): string {
  return `ident_amocrm_paused{reason="${reason}"}`;
}

interface Case {
  readonly name: string;
  /** What is otherwise than well. */
  readonly series: Series;
  readonly at: string;
  readonly fires: readonly string[];
}

const cases: readonly Case[] = [
  { name: 'all is well', series: {}, at: '2h', fires: [] },
  { name: 'down for a moment', series: { up: '1x9 0x2000' }, at: '14m', fires: [] },
  { name: 'down', series: { up: '1x9 0x2000' }, at: '15m', fires: ['IdentAmocrmDown'] },
  ...Object.entries({
    stale: ['3x2000', '2m', 'IdentAmocrmDataStale'],
    database: ['3x2000', '2m', 'IdentAmocrmDatabaseLost'],
    'rejected-many': ['3x2000', '2m', 'IdentAmocrmRejectedMany'],
    rejected: ['2x2000', '1h', 'IdentAmocrmRejected'],
    token: ['2x2000', '1h', 'IdentAmocrmTokenExpiring'],
    deep: ['2x2000', '1h', 'IdentAmocrmDeepPassMissed'],
  }).map(([code, [grade = '', at = '', alert = '']]) => ({
    name: code,
    series: { [incident(code)]: grade },
    at,
    fires: [alert],
  })),
  {
    name: 'what ends by itself',
    series: { [incident('database')]: '1x2000', [incident('deep')]: '1x2000' },
    at: '2h',
    fires: [],
  },
  {
    name: 'access is refused',
    series: { [pausedBy('auth')]: '1x2000' },
    at: '10m',
    fires: ['IdentAmocrmNoAccess'],
  },
  ...Object.entries({
    account: 'IdentAmocrmAccountRefuses',
    circuit: 'IdentAmocrmBlocked',
    guard: 'IdentAmocrmGuard',
    drift: 'IdentAmocrmDrift',
  }).map(([reason, alert]) => ({
    name: reason,
    series: { [pausedBy(reason)]: '1x2000' },
    at: '2m',
    fires: [alert],
  })),
  { name: 'paused by a person', series: { [pausedBy('user')]: '1x2000' }, at: '2h', fires: [] },
  {
    name: 'a forgotten pause',
    series: { [pausedBy('user')]: '1x2000' },
    at: '24h',
    fires: ['IdentAmocrmPauseForgotten'],
  },
  {
    name: 'the state is locked away',
    series: { ident_amocrm_state_readable: '0x2000' },
    at: '5m',
    fires: ['IdentAmocrmStateUnreadable'],
  },
  {
    name: 'throttled most of the time',
    series: { ident_amocrm_crm_throttled_seconds_total: '0+40x2000' },
    at: '60m',
    fires: ['IdentAmocrmThrottled'],
  },
];

const scrape = { job: 'ident-amocrm', instance: 'clinic:8090' };

describe.skipIf(!hasPromtool)(
  'promtool (Debian package prometheus; skipped where it is not installed)',
  () => {
    it('finds the rules well-formed', async () => {
      const { stdout } = await promtool('check', 'rules', rulesFile);
      expect(stdout).toContain(`SUCCESS: ${rules.length} rules found`);
    });

    it('finds the example of a configuration well-formed', async () => {
      const { stdout } = await promtool('check', 'config', join(folder, 'prometheus.yml'));
      expect(stdout).toContain('SUCCESS');
    });

    it('sees each alert fire when it should, and no other with it', async () => {
      expect(new Set(cases.flatMap(({ fires }) => fires))).toEqual(
        new Set(rules.map(({ alert }) => alert)),
      );
      const path = mkdtempSync(join(tmpdir(), 'rules-'));
      const file = join(path, 'cases.yml');
      writeFileSync(file, stringify({ rule_files: [rulesFile], tests: cases.map(toUnitTest) }));
      try {
        const { stdout } = await promtool('test', 'rules', file).catch(
          (error: { stdout: string; stderr: string }) => error,
        );
        expect(stdout).toMatch(/SUCCESS/);
      } finally {
        rmSync(path, { recursive: true });
      }
    });
  },
);

function toUnitTest({ name, series, at, fires }: Case): object {
  return {
    name,
    interval: '1m',
    input_series: Object.entries({ ...well, ...series }).map(([of, values]) => ({
      series: withLabels(of),
      values,
    })),
    alert_rule_test: rules.map((rule) => ({
      eval_time: at,
      alertname: rule.alert,
      exp_alerts: fires.includes(rule.alert)
        ? [{ exp_labels: labelsOf(rule), exp_annotations: rule.annotations }]
        : [],
    })),
  };
}

function withLabels(series: string): string {
  const [name = '', labels = ''] = series.replace('}', '').split('{');
  const all = Object.entries(scrape).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${[...all, ...(labels === '' ? [] : [labels])].join(',')}}`;
}

type Rule = (typeof rules)[number];

/** Those of the series that the rule begins with. */
function labelsOf({ expr, labels }: Rule): object {
  const own = /^[\w(]+\{(\w+)="([^"]+)"\}/.exec(expr);
  const chosen = own === null || own[1] === 'job' ? {} : { [own[1] ?? '']: own[2] };
  return { ...scrape, ...chosen, ...labels };
}
