import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { firstSource } from '../../src/contact/model/patient-key.ts';
import { gravest } from '../../src/health/incident.ts';
import { unready } from '../../src/health/standing.ts';
import { Site } from './site.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const rules: unknown = parse(read('deploy/prometheus/ident-amocrm.rules.yml'));

describe.each(['docs/metrics.ru.md', 'docs/metrics.en.md'])('%s', (path) => {
  const page = read(path);

  it('names every metric with its labels, and none that is not there', async () => {
    await using site = await Site.open();
    const at = site.clock.now();
    site.service.truth = {
      rejected: { count: 1, oldestAt: at },
      uncertain: { count: 1, oldestAt: at },
      deals: {
        ...{ linked: 3, deleted: 1, doubled: 1, led: 1, waiting: { quiet: 1 } },
        ...{ late: { count: 1, oldestAt: at }, rejected: { count: 1, oldestAt: at } },
        foreign: { count: 1, oldestAt: at },
        ...{ lookedAt: at, auditedAt: at },
      },
      sourceAges: [{ number: firstSource, name: 'IDENT', carriedAt: at }],
      coverage: {
        sources: [{ number: firstSource, name: 'IDENT', censusAt: at, places: { linked: 1 } }],
        doubted: false,
      },
    };
    const { body } = await site.get('/metrics');
    const shown = [...body.matchAll(/^# TYPE ident_amocrm_(\w+)/gm)].map(([, name = '']) => name);
    const section = page.slice(page.indexOf('| `build_info'), page.indexOf('## Prometheus'));
    const told = [...section.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)(?:\{([\w,]+)\})?`/g)].map(([, name = '', labels = '']) => ({
        name,
        labels,
      })),
    );
    expect(told.map(({ name }) => name).toSorted()).toEqual(shown.toSorted());
    for (const { name, labels } of told.filter((one) => one.labels !== '')) {
      const [line = ''] =
        body.match(new RegExp(`^ident_amocrm_${name}(?:_count)?\\{.*`, 'm')) ?? [];
      // Nobody has asked amoCRM for anything yet.
      if (name === 'crm_requests_total') continue;
      const found = [...line.matchAll(/(\w+)="/g)].map(([, label]) => label);
      expect(found, name).toEqual(labels.split(','));
    }
  });

  it('names every incident with how grave it is at its worst', () => {
    for (const [code, severity] of Object.entries(gravest)) {
      expect(page).toContain(`| \`${code}\` | ${severity} |`);
    }
  });

  it('names every reason not to be ready', () => {
    const [section = ''] = /`reason`:.*?\n\n/s.exec(page) ?? [];
    for (const code of unready) expect(section).toContain(`\`${code}\``);
  });

  it('names every rule for Prometheus', () => {
    const names = [...JSON.stringify(rules).matchAll(/"alert":"(\w+)"/g)].map(([, name]) => name);
    expect(names.length).toBe(15);
    for (const name of names) expect(page).toContain(`\`${name}\``);
  });
});
