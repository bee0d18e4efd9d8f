import type { SourceName, SourceNumber } from '../contact/model/patient-key.ts';
import type { BranchChoice } from '../ident/branches/branch-choice.ts';
import type { DatabaseConfig } from '../ident/connection/connection.ts';
import type { GivenSource } from './given-settings.ts';
import type { SettingReader } from './setting-reader.ts';

/** A database, and where its fields come from. */
export interface IdentConfig {
  readonly connection: DatabaseConfig;
  /** `ident`, `sample`, or the absolute path of a profile file. */
  readonly profile: string;
  /** Whose patients are carried over; absent: everybody's. */
  readonly branches?: BranchChoice;
}

/** A database of the clinic, known by its name and its number. */
export interface SourceConfig extends IdentConfig {
  readonly name: SourceName;
  readonly number: SourceNumber;
}

/** In the order of the file. What is wrong with them the readers know. */
export function sourceConfigs(given: readonly GivenSource[]): readonly SourceConfig[] {
  return given.flatMap((source) => sourceConfig(source) ?? []);
}

function sourceConfig({ name, number, read }: GivenSource): SourceConfig | undefined {
  const client = read.get('DB_CLIENT');
  const connection = client === 'sqlite' ? sqlite(read) : sqlServer(read);
  return connection === undefined
    ? undefined
    : { name, number, connection, profile: profile(read, client), ...branches(read) };
}

function branches(read: SettingReader): Pick<IdentConfig, 'branches'> {
  const names = read.get('BRANCHES');
  const withoutVisits = read.get('BRANCHES_EMPTY') === 'include';
  return names === undefined ? {} : { branches: { names, withoutVisits } };
}

function profile(read: SettingReader, client: DatabaseConfig['client']): string {
  const chosen = read.get('IDENT_PROFILE');
  if (chosen === undefined) return client === 'sqlite' ? 'sample' : 'ident';
  return chosen === 'ident' || chosen === 'sample' ? chosen : read.path(chosen);
}

function sqlite(read: SettingReader): DatabaseConfig {
  return { client: 'sqlite', file: read.path(read.get('DB_FILE')) };
}

function sqlServer(read: SettingReader): DatabaseConfig | undefined {
  const address = read.need('DB_HOST');
  const user = read.need('DB_USER');
  const password = read.need('DB_PASSWORD');
  const instance = read.get('DB_INSTANCE') ?? address?.instance;
  const domain = read.get('DB_DOMAIN');
  const rest = {
    database: read.get('DB_NAME'),
    port: address?.port ?? read.get('DB_PORT'),
    ...(instance === undefined ? {} : { instance }),
    ...(domain === undefined ? {} : { domain }),
    encrypt: read.get('DB_ENCRYPT'),
    trustCertificate: read.get('DB_TRUST_CERTIFICATE'),
    tlsMin: read.get('DB_TLS_MIN'),
    connectionTimeoutMs: read.get('DB_CONNECTION_TIMEOUT') * 1000,
    commandTimeoutMs: read.get('DB_COMMAND_TIMEOUT') * 1000,
  };
  return address === undefined || user === undefined || password === undefined
    ? undefined
    : { client: 'mssql', host: address.host, user, password, ...rest };
}
