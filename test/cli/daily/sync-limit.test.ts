import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { CliRun } from '../cli-harness.ts';
import { Clinic } from '../clinic.ts';

const stamp = `DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')`;
interface Report {
  readonly runId: number;
  readonly created: number;
  readonly updated: number;
  readonly deferred: number;
  readonly unchanged: number;
  readonly findings: Readonly<Record<string, number>>;
}

describe('sync --limit 20', () => {
  const runs: Record<string, CliRun> = {};
  const report = (name: string) => runs[name]?.json as Report;

  beforeAll(async () => {
    const ends: (() => Promise<void>)[] = [];
    const life = { onTestFinished: (end: () => Promise<void>) => void ends.push(end) };
    const { clinic } = await Clinic.withSandbox(300, life, { quick: true });
    clinic.sql(`update Persons set Birthday = 'gestern'`);
    await clinic.run('fields', 'create');
    runs['first load'] = await clinic.run('sync', '--limit', '20', '--json');
    runs['rest'] = await clinic.run('sync', '--json');
    clinic.sql(`update Persons set City = 'Тверь', ${stamp}`);
    runs['changes'] = await clinic.run('sync', '--limit', '20', '--json');
    runs['deep'] = await clinic.run('sync', '--deep', '--limit', '20', '--json');
    for (const end of ends.reverse()) await end();
  });

  test('a first load with a limit warns of the patients that it makes, not of those that it leaves', () => {
    expect(report('first load')).toMatchObject({
      ...{ created: 20, deferred: 280, unreadable: 20 },
      findings: { unreadable: 20 },
    });
    expect(runs['first load']?.stderr).toContain('20/20');
  });

  test('an incremental pass with a limit warns of the patients that it writes, not of those that it leaves', () => {
    expect(report('changes')).toMatchObject({
      ...{ updated: 20, deferred: 280, unchanged: 0, unreadable: 20 },
      findings: { unreadable: 20 },
    });
  });

  test('a deep pass with a limit warns of the patients that it writes or finds in order, not of those that it leaves', () => {
    expect(report('deep')).toMatchObject({
      ...{ updated: 20, unchanged: 20, deferred: 260, unreadable: 40 },
    });
  });

  test('a pass without a limit warns of everybody', () => {
    expect(report('rest')).toMatchObject({ created: 280, unreadable: 300 });
  });
});

test('what people changed in amoCRM is said to be restored where a limited pass restores it', async () => {
  const { clinic, sandbox } = await Clinic.withSandbox(30, { onTestFinished }, { quick: true });
  await clinic.run('fields', 'create');
  await clinic.run('sync');
  for (const { id } of sandbox.crm.contacts())
    sandbox.crm.edit(id, { fields: { Город: 'Другой' } });
  const first = (await clinic.run('sync', '--deep', '--limit', '4', '--json')).json as Report;
  expect(first).toMatchObject({ updated: 4, findings: { drifted: 4 } });
});
