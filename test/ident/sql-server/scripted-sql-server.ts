import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import type { Patient } from '../../../src/contact/model/patient.ts';
import type { BranchChoice } from '../../../src/ident/branches/branch-choice.ts';
import type { DatabaseConfig } from '../../../src/ident/connection/connection.ts';
import type { Ident } from '../../../src/ident/ident.ts';
import { loadProfile } from '../../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../../src/ident/reader.ts';
import {
  answerAsIdent,
  type TdsIdent,
  type TdsPatient,
} from '../../support/sql-server/tds-ident.ts';
import {
  startTdsServer,
  type TdsAnswer,
  type TdsScript,
  type TdsServer,
} from '../../support/sql-server/tds-server.ts';

/** Little, but of every type. */
export const tables = {
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
export const many = (count: number) =>
  Array.from({ length: count }, (_, index) => patient(index * 3 + 1));

interface Warning {
  readonly [key: string]: unknown;
}

/** A reader on a SQL Server that follows a script, with what it warned of and waited for. */
export async function setUp(
  script: TdsScript | TdsIdent,
  config: Partial<DatabaseConfig> = {},
  /** Of this machine, where the server listens. */
  address = '127.0.0.1',
  branches?: BranchChoice,
) {
  const answer = 'tables' in script ? answerAsIdent(script) : script.answer;
  const login = 'login' in script ? script.login : undefined;
  const tls = 'tls' in script ? script.tls : undefined;
  const server = await startTdsServer(
    { answer, ...(login && { login }), ...(tls && { tls }) },
    address,
  );
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
    branches,
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

export async function everyone(ident: Ident): Promise<readonly Patient[]> {
  const all: Patient[] = [];
  for await (const page of ident.all()) all.push(...page);
  return all;
}

export const asked = (server: TdsServer, part: string) =>
  server.statements.filter(({ sql }) => sql.includes(part));

/** Answers as IDENT, but by what `first` says, as long as it says something. */
export function interrupted(ident: TdsIdent, first: (sql: string) => TdsAnswer | null): TdsScript {
  const answer = answerAsIdent(ident);
  return { answer: (statement) => first(statement.sql) ?? answer(statement) };
}
