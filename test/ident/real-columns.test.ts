import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Patient } from '../../src/contact/model/patient.ts';
import type { PatientInput } from '../../src/contact/model/table.ts';
import type { Ident } from '../../src/ident/ident.ts';
import { openWritable } from '../../src/ident/open-connection.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';
import { realColumns } from '../support/real-columns.ts';
import { confirmed, realColumnsSuite } from './suites/real-columns-suite.ts';

const quiet = { warn: () => {} };

describe('a database with the columns of a working clinic', () => {
  realColumnsSuite(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'real-ident-'));
    return {
      config: { client: 'sqlite', file: join(folder, 'ident.db') },
      close: () => rm(folder, { recursive: true }),
    };
  });
});

async function clinic() {
  const folder = await mkdtemp(join(tmpdir(), 'real-ident-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'ident.db');
  const writer = await openWritable({ client: 'sqlite', file }, { log: quiet });
  await createSampleDatabase(writer, { patients: 60, seed: 5 });
  await writer.close();
  const database = new DatabaseSync(file);
  for (const statement of realColumns('sqlite')) database.exec(statement);
  onTestFinished(() => database.close());
  const reading = async <T>(work: (ident: Ident) => Promise<T>): Promise<T> => {
    const ident = await createIdent({
      database: { client: 'sqlite', file },
      profile: await loadProfile('ident'),
      ...{ excluded: new Set(), pageSize: 50, clock: systemClock, log: quiet },
    });
    try {
      return await work(ident);
    } finally {
      await ident.close();
    }
  };
  return { database, reading };
}

describe('a database with fewer columns than a working clinic has', () => {
  it('where it never had a mark of returns, sums go without it and say so', async () => {
    const { database, reading } = await clinic();
    database.exec('alter table OrderServiceRelation drop column ID_Returns');
    const { fields } = await reading((ident) => ident.probe());
    expect(fields.get('visits_sum')).toMatchObject({
      status: 'computed',
      without: ['OrderServiceRelation.ID_Returns'],
    });
  });
});

describe('a computed value that loses one of its columns', () => {
  const lost = async (statement: string, input: PatientInput) => {
    const { database, reading } = await clinic();
    const { origins } = await reading((ident) => ident.probe(confirmed));
    database.exec(statement);
    return await reading(async (ident) => {
      const probe = await ident.probe({ ...confirmed, origins });
      const values: Patient[PatientInput][] = [];
      for await (const page of ident.all()) values.push(...page.map((patient) => patient[input]));
      return { report: probe.inputs.get(input), values: new Set(values) };
    });
  };

  it.each([
    ['alter table OrderServiceRelation rename column DiscountSum to Discount', 'visitsSum'],
    ['alter table OrderServiceRelation drop column IsWarranty', 'visitsSum'],
    ['alter table OrderServiceRelation drop column ID_Returns', 'visitsSum'],
    ['alter table Orders rename to OrdersClosedToTheLogin', 'branch'],
    ['alter table Receptions drop column CheckIssued', 'visits'],
    ['drop table Receptions', 'firstVisit'],
    ['alter table Patients drop column InitialBalance', 'advance'],
    ['alter table Persons drop column DateTimeChanged', 'changedAt'],
  ] as const)('%s: %s is unreadable for everybody, never less', async (statement, input) => {
    const { report, values } = await lost(statement, input);
    expect(report).toMatchObject({ status: 'lost', source: null });
    expect(values).toEqual(new Set([undefined]));
  });
});
