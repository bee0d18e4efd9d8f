import { CompiledQuery } from 'kysely';
import { describe, it } from 'vitest';
import { type Connection, type DatabaseConfig, openWritable } from '../../src/ident/connection.ts';
import { tableNames } from '../../src/sandbox/sample-db/schema.ts';
import { readerSuite } from '../ident/reader-suite.ts';

/**
 * Against a real SQL Server: `TEST_MSSQL_HOST=… TEST_MSSQL_DATABASE=… npm run test:mssql`. The database must be empty
 * and its own: the suite makes the sample in it and drops the sample's tables again.
 */
const env = process.env;
const host = env['TEST_MSSQL_HOST'];
const database = env['TEST_MSSQL_DATABASE'];

if (!host || !database) {
  describe('the reader on SQL Server', () => {
    it.skip('needs TEST_MSSQL_HOST and TEST_MSSQL_DATABASE (an empty database), and if need be TEST_MSSQL_PORT, _INSTANCE, _USER, _PASSWORD, _ENCRYPT, _TRUST_CERTIFICATE', () => {});
  });
} else {
  describe('the reader on SQL Server', () => {
    const config: DatabaseConfig = {
      client: 'mssql',
      host,
      database,
      ...(env['TEST_MSSQL_PORT'] ? { port: Number(env['TEST_MSSQL_PORT']) } : {}),
      ...(env['TEST_MSSQL_INSTANCE'] ? { instance: env['TEST_MSSQL_INSTANCE'] } : {}),
      user: env['TEST_MSSQL_USER'] ?? 'sa',
      password: env['TEST_MSSQL_PASSWORD'] ?? '',
      encrypt: isOn('TEST_MSSQL_ENCRYPT', true),
      trustCertificate: isOn('TEST_MSSQL_TRUST_CERTIFICATE', true),
    };
    readerSuite(async () => {
      // A run that was broken off leaves its tables; anything else there makes the sample refuse to be made.
      await connected(config, dropSample);
      return { config, close: () => connected(config, dropSample) };
    });
  });
}

async function dropSample(connection: Connection): Promise<void> {
  const { rows } = await connection.db.executeQuery<{ n: number }>(
    CompiledQuery.raw(`select count(*) as n from sys.tables where name = 'SampleDatabase'`),
  );
  // Without its mark this is no sample: nothing of it is touched.
  if (rows[0]?.n !== 1) return;
  for (const table of tableNames) {
    const exists = `if object_id(N'${table}', N'U') is not null`;
    await connection.db.executeQuery(CompiledQuery.raw(`${exists} drop table [${table}]`));
  }
}

async function connected(
  config: DatabaseConfig,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = await openWritable(config, { log: { warn: () => {} } });
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}

function isOn(name: string, byDefault: boolean): boolean {
  const value = env[name]?.toLowerCase();
  return value ? /^(1|true|yes|on)$/.test(value) : byDefault;
}
