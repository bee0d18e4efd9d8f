import { CompiledQuery } from 'kysely';
import { describe, it } from 'vitest';
import type { Connection } from '../../src/ident/connection.ts';
import { tableNames } from '../../src/sandbox/sample-db/schema.ts';
import { readerSuite } from '../ident/reader-suite.ts';
import { connected, execute, missingSettings, mssqlSettings } from './settings.ts';

const config = mssqlSettings();

/** The suite makes the sample in the database, and drops the sample's tables again. */
describe('the reader on SQL Server', () => {
  if (config) {
    readerSuite(async () => {
      // A run that was broken off leaves its tables; any others make the sample refuse to be made.
      await connected(config, dropSample);
      return { config, close: () => connected(config, dropSample) };
    });
  } else {
    it.skip(missingSettings, () => {});
  }
});

async function dropSample(connection: Connection): Promise<void> {
  const { rows } = await connection.db.executeQuery<{ n: number }>(
    CompiledQuery.raw(`select count(*) as n from sys.tables where name = 'SampleDatabase'`),
  );
  // Without its mark this is no sample: nothing of it is touched.
  if (rows[0]?.n !== 1) return;
  // The mark goes last, so that a broken-off dropping can be taken up again.
  for (const table of tableNames.filter((name) => name !== 'SampleDatabase')) {
    await execute(connection, `if object_id(N'${table}', N'U') is not null drop table [${table}]`);
  }
  await execute(connection, 'drop table [SampleDatabase]');
}
