import { CompiledQuery } from 'kysely';
import type { Connection, DatabaseConfig } from '../../src/ident/connection/connection.ts';
import { openWritable } from '../../src/ident/open-connection.ts';

/** Why the tests are skipped when they are. */
export const missingSettings =
  'needs TEST_MSSQL_HOST and TEST_MSSQL_DATABASE (an empty database of its own); as the server asks: ' +
  'TEST_MSSQL_PORT, _INSTANCE, _USER, _PASSWORD, _ENCRYPT, _TRUST_CERTIFICATE';

/** The SQL Server that TEST_MSSQL_* name; `null` without them. */
export function mssqlSettings(env: NodeJS.ProcessEnv = process.env): DatabaseConfig | null {
  const {
    TEST_MSSQL_HOST: host,
    TEST_MSSQL_DATABASE: database,
    TEST_MSSQL_PORT: port,
    TEST_MSSQL_INSTANCE: instance,
    TEST_MSSQL_USER: user,
    TEST_MSSQL_PASSWORD: password,
    TEST_MSSQL_ENCRYPT: encrypt,
    TEST_MSSQL_TRUST_CERTIFICATE: trust,
  } = env;
  if (!host || !database) return null;
  return {
    client: 'mssql',
    host,
    database,
    ...(port ? { port: Number(port) } : {}),
    ...(instance ? { instance } : {}),
    user: user ?? 'sa',
    password: password ?? '',
    encrypt: isOn(encrypt),
    trustCertificate: isOn(trust),
  };
}

function isOn(value: string | undefined): boolean {
  return value ? /^(1|true|yes|on)$/i.test(value) : true;
}

export async function connected<T>(
  config: DatabaseConfig,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await openWritable(config, { log: { warn: () => {} } });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

export async function execute(connection: Connection, ...statements: string[]): Promise<void> {
  for (const statement of statements) {
    await connection.db.executeQuery(CompiledQuery.raw(statement));
  }
}
