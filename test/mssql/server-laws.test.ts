import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { PatientId } from '../../src/contact/model/patient-key.ts';
import type { DatabaseConfig } from '../../src/ident/connection/connection.ts';
import type { Ident } from '../../src/ident/ident.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import { connected, execute, missingSettings, mssqlSettings } from './settings.ts';

const config = mssqlSettings();

/** What only the real server can say: rowversions, DATETIME's ticks, money, refusals. */
describe('laws of SQL Server', () => {
  if (config) laws(config);
  else it.skip(missingSettings, () => {});
});

const drop = ['Receptions', 'Patients', 'Persons'].map(
  (table) => `if object_id(N'${table}', N'U') is not null drop table [${table}]`,
);

function laws(database: DatabaseConfig): void {
  const change = (...statements: string[]) =>
    connected(database, (connection) => execute(connection, ...statements));

  async function reading<T>(
    work: (ident: Ident) => Promise<T>,
    settings: DatabaseConfig = database,
  ): Promise<T> {
    const ident = await createIdent({
      database: settings,
      profile: await loadProfile('sample'),
      excluded: new Set(),
      clock: systemClock,
      log: { warn: () => {} },
    });
    return await work(ident).finally(() => ident.close());
  }

  beforeAll(() =>
    change(
      `create table [Persons] ([ID] int not null primary key, [Surname] nvarchar(50) null,
         [Birthday] date null, [DateTimeChanged] datetime null)`,
      `create table [Patients] ([ID_Persons] int not null primary key, [Advance] money null,
         [Debt] decimal(28, 4) null, [RowVer] rowversion)`,
      `insert into [Persons] values (1, N'Ё', '1931-05-15', '2026-01-01T10:00:00.003'),
         (2, null, null, '2026-01-01T10:00:00.007')`,
      `insert into [Patients] ([ID_Persons], [Advance], [Debt])
         values (1, 1050.5, 99999999999999999999.9999), (2, -0.01, null)`,
    ),
  );

  afterAll(() => change(...drop));

  it('money and long decimals come exactly', async () => {
    const page = await reading((ident) => ident.byIds([1, 2] as PatientId[]));
    expect(page).toMatchObject([
      {
        id: 1,
        surname: 'Ё',
        birthday: '1931-05-15',
        advance: '1050.5',
        debt: '99999999999999999999.9999',
      },
      { id: 2, surname: null, birthday: null, advance: '-0.01', debt: null },
    ]);
  });

  it('a rowversion tells an update that moves no stamp', async () => {
    const { next } = await reading((ident) => ident.changedSince(null));
    expect(next.sources['Patients.RowVer']).toMatch(/^0x[0-9A-F]{16}$/);
    await change('update [Patients] set [Advance] = 7 where [ID_Persons] = 2');
    const scan = await reading((ident) => ident.changedSince(next));
    expect(scan).toMatchObject({ reset: null });
    expect(scan.ids).toContain(2);
  });

  it('a rowversion of receptions tells a visit that moves no stamp', async () => {
    await change(
      `create table [Receptions] ([ID] int not null primary key, [ID_Patients] int null,
         [ReceptionEnded] datetime null, [ReceptionCanceled] datetime null, [Comment] nvarchar(100) null,
         [RowVersion] rowversion)`,
      'insert into [Receptions] ([ID], [ID_Patients]) values (1, 1), (2, 2)',
    );
    const { next } = await reading((ident) => ident.changedSince(null));
    expect(next.sources['Receptions.RowVersion']).toMatch(/^0x[0-9A-F]{16}$/);
    await change(`update [Receptions] set [Comment] = N'Ё' where [ID] = 2`);
    const scan = await reading((ident) => ident.changedSince(next));
    expect(scan).toMatchObject({ reset: null });
    expect(scan.ids).toContain(2);
    await change('drop table [Receptions]');
  });

  it('a rowversion behind the cursor means a restored database', async () => {
    const { next } = await reading((ident) => ident.changedSince(null));
    const sources = { ...next.sources, 'Patients.RowVer': '0xFFFFFFFFFFFFFFFF' };
    const scan = await reading((ident) => ident.changedSince({ ...next, sources }));
    expect(scan).toMatchObject({ ids: [], reset: 'restored' });
  });

  it('the ticks of DATETIME lose no row at a cursor', async () => {
    const { next } = await reading((ident) => ident.changedSince(null));
    expect(next.sources['Persons.DateTimeChanged']).toBe('2026-01-01T10:00:00.007');
    expect((await reading((ident) => ident.changedSince(next))).ids).toEqual(
      expect.arrayContaining([1, 2]),
    );
  });

  it('a wrong password is told as such', async () => {
    const wrong = { ...database, password: 'certainly-not-this-one' };
    await expect(reading((ident) => ident.server(), wrong)).rejects.toMatchObject({
      code: 'IDENT_LOGIN_FAILED',
    });
  });

  it('a database that is not there is told as such', async () => {
    const wrong = { ...database, database: 'no_such_database_7f3a' };
    await expect(reading((ident) => ident.server(), wrong)).rejects.toMatchObject({
      code: 'IDENT_DATABASE_DENIED',
    });
  });
}
