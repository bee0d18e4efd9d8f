import type { DatabaseConfig } from '../ident/connection/connection.ts';
import type { SettingReader } from './setting-reader.ts';

/** The clinic's database, and where its fields come from. */
export interface IdentConfig {
  readonly connection: DatabaseConfig;
  /** `ident`, `sample`, or the absolute path of a profile file. */
  readonly profile: string;
}

/** `undefined` when something is wrong; the reader knows what. */
export function identConfig(read: SettingReader): IdentConfig | undefined {
  const client = read.get('DB_CLIENT');
  const connection = client === 'sqlite' ? sqlite(read) : sqlServer(read);
  return connection === undefined ? undefined : { connection, profile: profile(read, client) };
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
