import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import type { Patient } from '../../src/contact/patient.ts';
import type { DatabaseConfig } from '../../src/ident/connection.ts';
import type { Ident } from '../../src/ident/ident.ts';
import { loadProfile } from '../../src/ident/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import { answerAsIdent, type TdsIdent, type TdsPatient } from '../support/tds-ident.ts';
import {
  startTdsServer,
  type TdsAnswer,
  type TdsScript,
  type TdsServer,
} from '../support/tds-server.ts';

const tables = {
  Persons: {
    ID: 'int',
    Surname: 'nvarchar',
    Birthday: 'datetime',
    Passport: 'nvarchar',
    DateTimeChanged: 'datetime',
  },
  Patients: {
    ID_Persons: 'int',
    CardNumber: 'int',
    Advance: 'decimal',
    Debt: 'money',
    SmsRefusal: 'bit',
    Status: 'int',
    DateTimeChanged: 'datetime2',
  },
};

const patient = (id: number): TdsPatient => ({ id, cells: { surname: ['nvarchar', `Р${id}`] } });
const many = (count: number) => Array.from({ length: count }, (_, index) => patient(index * 3 + 1));

interface Warning {
  readonly [key: string]: unknown;
}

async function setUp(script: TdsScript | TdsIdent, config: Partial<DatabaseConfig> = {}) {
  const answer = 'tables' in script ? answerAsIdent(script) : script.answer;
  const login = 'login' in script ? script.login : undefined;
  const server = await startTdsServer(login ? { answer, login } : { answer });
  const warnings: Warning[] = [];
  const waits: number[] = [];
  const clock: Clock = {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: async (ms) => void waits.push(ms),
  };
  const ident = await createIdent({
    database: {
      client: 'mssql',
      host: '127.0.0.1',
      port: server.port,
      database: 'PZ',
      user: 'reader',
      password: 'Пароль-1',
      encrypt: false,
      ...config,
    },
    profile: await loadProfile('sample'),
    excluded: new Set(['passport']),
    pageSize: 100,
    clock,
    log: { warn: (fields: object) => void warnings.push({ ...fields }) },
  });
  onTestFinished(async () => {
    await ident.close();
    await server[Symbol.asyncDispose]();
  });
  return { ident, server, warnings, waits };
}

async function everyone(ident: Ident): Promise<readonly Patient[]> {
  const all: Patient[] = [];
  for await (const page of ident.all()) all.push(...page);
  return all;
}

const asked = (server: TdsServer, part: string) =>
  server.statements.filter(({ sql }) => sql.includes(part));

/** Answers as IDENT, but by what `first` says, as long as it says something. */
function interrupted(ident: TdsIdent, first: (sql: string) => TdsAnswer | null): TdsScript {
  const answer = answerAsIdent(ident);
  return { answer: (statement) => first(statement.sql) ?? answer(statement) };
}

describe('a login to SQL Server', () => {
  it('is made with the settings, read-only intent and our name', async () => {
    const { ident, server } = await setUp({ tables, patients: [] });
    expect(await ident.server()).toEqual({
      version: 'Microsoft SQL Server 2012 (SP4) - 11.0.7001.0 (X64)',
      identity: 'SRV\\SQLEXPRESS/PZ',
      now: '2026-06-01T12:00:00.000',
    });
    expect(server.logins).toEqual([
      {
        user: 'reader',
        password: 'Пароль-1',
        database: 'PZ',
        application: 'ident-amocrm',
        readOnlyIntent: true,
      },
    ]);
  });

  it('yields to the work of the clinic: low deadlock priority, short waits for locks', async () => {
    const { ident, server } = await setUp({ tables, patients: [] });
    await ident.server();
    expect(server.statements.slice(0, 2).map(({ sql }) => sql)).toEqual([
      'SET DEADLOCK_PRIORITY LOW',
      'SET LOCK_TIMEOUT 5000',
    ]);
  });

  it('goes on with a warning when the server refuses a session setting', async () => {
    const refusal = { number: 2812, message: 'Could not find' };
    const script = interrupted({ tables, patients: many(2) }, (sql) =>
      sql.startsWith('SET LOCK') ? { error: refusal } : null,
    );
    const { ident, warnings } = await setUp(script);
    expect(await everyone(ident)).toHaveLength(2);
    expect(warnings).toEqual([expect.objectContaining({ setting: 'SET LOCK_TIMEOUT 5000' })]);
  });

  it('with a wrong password says so, once, without the words of the server', async () => {
    const login = () => [{ number: 18456, message: "Login failed for user 'reader'." }];
    const { ident, server } = await setUp({ login, answer: () => 'ok' });
    await expect(ident.server()).rejects.toMatchObject({
      code: 'IDENT_LOGIN_FAILED',
      exit: 2,
      retryable: false,
      fault: { number: 18456, state: 1, class: 14 },
    });
    expect(server.logins).toHaveLength(1);
  });

  it('to a database that is not there names the database, not the password', async () => {
    const login = () => [
      { number: 4060, class: 11, message: 'Cannot open database' },
      { number: 18456, message: 'Login failed' },
    ];
    const { ident, server } = await setUp({ login, answer: () => 'ok' });
    await expect(ident.server()).rejects.toMatchObject({ code: 'IDENT_DATABASE_DENIED' });
    expect(server.logins).toHaveLength(1);
  });

  it('comes without read-only intent where the server refuses that', async () => {
    const { ident, server, warnings } = await setUp({
      login: ({ readOnlyIntent }) =>
        readOnlyIntent ? [{ number: 982, message: 'no readable secondary' }] : [],
      answer: answerAsIdent({ tables, patients: many(1) }),
    });
    expect(await everyone(ident)).toHaveLength(1);
    expect(server.logins.map((login) => login.readOnlyIntent)).toEqual([true, false]);
    expect(warnings).toEqual([{ number: 982 }]);
  });

  it('to a server without encryption is not made in the clear unless told', async () => {
    const { ident, server } = await setUp({ tables, patients: [] }, { encrypt: true });
    await expect(ident.server()).rejects.toMatchObject({ code: 'IDENT_TLS_FAILED' });
    expect(server.logins).toEqual([]);
  });

  it('to a port where nobody listens is told at once, through the logger alone', async () => {
    const printed = vi.spyOn(console, 'error');
    const { ident, server, waits } = await setUp({ tables, patients: [] });
    await server[Symbol.asyncDispose]();
    await expect(ident.server()).rejects.toMatchObject({ code: 'IDENT_UNREACHABLE', exit: 5 });
    expect(waits).toEqual([]);
    expect(printed).not.toHaveBeenCalled();
  });

  it('to a server that says nothing is given up in time', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo; // listening on a port, not on a pipe
    const config = { port, connectionTimeoutMs: 100 };
    const { ident } = await setUp({ tables, patients: [] }, config);
    await expect(ident.server()).rejects.toMatchObject({ code: 'IDENT_UNREACHABLE' });
    silent.close();
  });
});

describe('rows from SQL Server', () => {
  it('of every type become values, and a wall clock is bent by no time zone', async () => {
    const { ident } = await setUp({
      tables,
      patients: [
        {
          id: 7,
          cells: {
            surname: ['nvarchar', ' Ёлкина 🦷'],
            birthday: ['datetime', '1931-05-15T00:00:00'],
            cardNumber: ['int', 42],
            advance: ['decimal', '1050.5'],
            debt: ['nvarchar', '99999999999999.9900'],
            smsRefusal: ['bit', true],
            status: ['int', 2],
            changedAt: ['datetime2', '2026-05-21T23:59:59.9999999'],
          },
        },
        { id: 8, cells: {} },
      ],
    });
    const [full, empty] = await everyone(ident);
    expect(full).toMatchObject({
      surname: ' Ёлкина 🦷',
      birthday: '1931-05-15',
      cardNumber: '42',
      advance: '1050.5',
      debt: '99999999999999.99',
      smsRefusal: true,
      status: 'archived',
      changedAt: '2026-05-21T23:59:59',
    });
    expect(empty).toMatchObject({ surname: null, birthday: null, debt: null, smsRefusal: null });
    expect(full?.city).toBeUndefined();
  });

  it('come by pages of keys, each patient once', async () => {
    const { ident, server } = await setUp({ tables, patients: many(250) });
    const ids = (await everyone(ident)).map(({ id }) => id);
    expect(ids).toEqual(many(250).map(({ id }) => id));
    const pages = asked(server, 'order by "t"."ID_Persons"');
    expect(pages.map(({ parameters }) => parameters.map(({ value }) => value))).toEqual([
      [],
      [298],
      [598],
    ]);
  });

  it('are asked for in the syntax of 2012, on one core, and never a column that is off', async () => {
    const { ident, server } = await setUp({ tables, patients: many(1) });
    await everyone(ident);
    const [page] = asked(server, 'order by "t"."ID_Persons"');
    expect(page?.sql).toMatch(/option \(maxdop 1\)$/);
    expect(page?.sql).toMatch(/convert\(varchar\(41\), "t"\."Debt", 2\)/);
    const all = server.statements.map(({ sql }) => sql).join('\n');
    expect(all).not.toMatch(/Passport/i);
    expect(all).not.toMatch(/\b(offset|fetch|limit|string_agg|concat_ws|trim)\b/i);
    expect(all).not.toMatch(/\b(insert|update|delete|merge|create|exec)\b/i);
  });
});

describe('when SQL Server breaks a statement off', () => {
  const ident: TdsIdent = { tables, patients: many(250) };
  const isSecondPage = (sql: string) => /> @1\s+order by/.test(sql);
  /** Says `answer` to the second page the first `times` times. */
  const failing = (times: number, answer: TdsAnswer) => {
    let failed = 0;
    return interrupted(ident, (sql) => (isSecondPage(sql) && failed++ < times ? answer : null));
  };
  const half: TdsAnswer = {
    columns: [{ name: 'id', type: 'int' }],
    rows: [[301], [304], [307]],
  };

  it.each<[string, TdsAnswer, string]>([
    [
      'a deadlock (1205), even after rows',
      { ...half, error: { number: 1205, class: 13, message: 'deadlock victim: Канарейкина' } },
      'IDENT_DEADLOCK',
    ],
    ['a lock', { error: { number: 1222, class: 16, message: 'locked' } }, 'IDENT_LOCKED'],
    ['a cut in mid-result', { ...half, cutAfter: 2 }, 'IDENT_CONNECTION_LOST'],
  ])('%s repeats the page, and nobody is skipped or doubled', async (_, answer, code) => {
    const { ident, warnings, waits } = await setUp(failing(2, answer));
    const ids = (await everyone(ident)).map(({ id }) => id);
    expect(ids).toEqual(many(250).map(({ id }) => id));
    expect(warnings.filter(({ statement }) => statement === 'patients')).toMatchObject([
      { error: code, waitMs: 1_000 },
      { error: code, waitMs: 3_000 },
    ]);
    expect(waits).toEqual([1_000, 3_000]);
    expect(JSON.stringify(warnings)).not.toContain('Канарейкина');
  });

  it('for the fourth time, the failure is told, with nothing of what the server said', async () => {
    const error = { number: 1205, state: 51, class: 13, message: 'Канарейкина' };
    const { ident, waits } = await setUp(failing(9, { error }));
    const thrown = await everyone(ident).catch((caught: Error) => caught);
    expect(thrown).toMatchObject({
      code: 'IDENT_DEADLOCK',
      exit: 5,
      fault: { number: 1205, state: 51, class: 13 },
    });
    expect(`${JSON.stringify(thrown)}`).not.toContain('Канарейкина');
    expect(waits).toEqual([1_000, 3_000, 10_000]);
  });

  it('a statement that is not answered is given up in time, and the next one goes through', async () => {
    const { ident, warnings } = await setUp(failing(1, 'silence'), { commandTimeoutMs: 150 });
    expect(await everyone(ident)).toHaveLength(250);
    expect(warnings).toMatchObject([{ error: 'IDENT_TIMEOUT' }]);
  });

  it('a server that is away for a moment in the middle of a reading is waited for', async () => {
    let away = 0;
    const server = await startTdsServer({
      login: () => [],
      answer: (statement) => {
        if (isSecondPage(statement.sql) && away++ === 0) return { ...half, cutAfter: 1 };
        return answerAsIdent(ident)(statement);
      },
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { ident: reader, warnings } = await setUp(ident, { port: server.port });
    expect(await everyone(reader)).toHaveLength(250);
    expect(server.logins).toHaveLength(2);
    expect(warnings).toContainEqual(expect.objectContaining({ error: 'IDENT_CONNECTION_LOST' }));
  });

  it('a mistake in a statement is not repeated', async () => {
    const error = { number: 207, class: 16, message: "Invalid column name 'Surname'" };
    const { ident, waits } = await setUp(failing(1, { error }));
    await expect(everyone(ident)).rejects.toMatchObject({
      code: 'IDENT_QUERY_FAILED',
      message: expect.stringContaining('207'),
    });
    expect(waits).toEqual([]);
  });
});

describe('changes on SQL Server', () => {
  const idColumn = { name: 'id', type: 'int' } as const;
  const stampColumn = { name: 'stamp_0', type: 'nvarchar' } as const;

  /** A table of stamps that evaluates what was bound, as SQL Server does: in the column's own type. */
  const stamped = (rows: ReadonlyMap<number, string>, column: string) => {
    return ({ sql, parameters }: { sql: string; parameters: readonly { value: unknown }[] }) => {
      if (!sql.includes(column)) return null;
      if (!sql.includes('group by')) {
        const now = String(parameters[0]?.value);
        const past = [...rows.values()].filter((stamp) => stamp <= now).sort();
        return { columns: [stampColumn], rows: [[past.at(-1) ?? null]] };
      }
      const since = String(parameters[0]?.value);
      const found = [...rows].filter(([, stamp]) => stamp >= since);
      return { columns: [idColumn, stampColumn], rows: found };
    };
  };

  it.each([
    ['datetime', '.003', '.007'],
    ['datetime2', '.0034999', '.0035001'],
  ])('a stamp in %s is bound in its own type and lost to no rounding', async (type, tick, next) => {
    const rows = new Map([
      [1, '2026-06-01T10:00:00'],
      [2, `2026-06-01T10:00:00${tick}`],
    ]);
    const { ident, server } = await setUp({
      tables: {
        ...tables,
        Persons: { ID: 'int', DateTimeChanged: type },
        Patients: { ID_Persons: 'int' },
      },
      patients: [],
      scan: stamped(rows, '"t"."DateTimeChanged"'),
    });
    const { next: cursor } = await ident.changedSince(null);
    expect(cursor.sources).toEqual({
      'Persons.DateTimeChanged': `2026-06-01T10:00:00.003`,
    });
    rows.set(3, `2026-06-01T10:00:00${next}`);
    rows.set(4, `2026-06-01T10:00:00${tick}`);
    const scan = await ident.changedSince(cursor);
    expect(scan.ids).toEqual([1, 2, 3, 4]);
    const [statement] = asked(server, 'group by');
    expect(statement?.sql).toContain(`"t"."DateTimeChanged" >= convert(${type}, @1, 126)`);
    expect(statement?.parameters).toEqual([
      { name: '@1', type: 'nvarchar', value: '2026-06-01T09:00:00' },
    ]);
    // Wherever the cursor goes from here, what is at it or behind it by less than the overlap is read again.
    rows.set(5, '2026-06-01T10:00:00.997');
    const later = await ident.changedSince(scan.next);
    expect(later.ids).toContain(5);
  });

  it('a rowversion is used before any stamp, up to what is surely committed', async () => {
    let rowversion = '0x00000000000007D1';
    const script = (): TdsIdent => ({
      tables: {
        ...tables,
        Patients: { ...tables.Patients, RowVer: 'timestamp' },
        Persons: { ID: 'int' },
      },
      patients: [],
      rowversion,
      scan: ({ sql }) =>
        sql.includes('"RowVer"') ? { columns: [idColumn], rows: [[9], [4], [9]] } : null,
    });
    const { ident, server } = await setUp({
      answer: (statement) => answerAsIdent(script())(statement),
    });
    expect((await ident.probe()).changeSources).toEqual(['rowversion Patients.RowVer']);
    const { next } = await ident.changedSince(null);
    expect(next.sources).toEqual({ 'Patients.RowVer': '0x00000000000007D1' });
    rowversion = '0x00000000000007E0';
    const scan = await ident.changedSince(next);
    expect(scan.ids).toEqual([4, 9]);
    expect(scan.next.sources).toEqual({ 'Patients.RowVer': '0x00000000000007E0' });
    expect(asked(server, '"RowVer"').at(-1)).toMatchObject({
      sql: expect.stringContaining('"t"."RowVer" >= convert(binary(8), @1, 1)'),
      parameters: [{ type: 'nvarchar', value: '0x00000000000007D1' }],
    });
    rowversion = '0x0000000000000100';
    expect(await ident.changedSince(scan.next)).toMatchObject({ ids: [], reset: 'restored' });
  });
});
