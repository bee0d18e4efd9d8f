import { CompiledQuery } from 'kysely';
import { describe, it } from 'vitest';
import type { Connection } from '../../src/ident/connection/connection.ts';
import { tableNames } from '../../src/sandbox/sample-db/schema.ts';
import { readerSuite } from '../ident/suites/reader-suite.ts';
import { realColumnsSuite } from '../ident/suites/real-columns-suite.ts';
import { dropRealColumns } from '../support/real-columns.ts';
import { connected, execute, missingSettings, mssqlSettings } from './settings.ts';

const config = mssqlSettings();

/** The suites make the sample in the database, and drop the sample's tables again. */
describe.each([
  ['the reader on SQL Server', readerSuite],
  ['a database with the columns of a working clinic, on SQL Server', realColumnsSuite],
])('%s', (_, suite) => {
  if (config) {
    suite(async () => {
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
  await execute(connection, ...dropRealColumns);
  // The mark goes last, so that a broken-off dropping can be taken up again.
  for (const table of tableNames.filter((name) => name !== 'SampleDatabase')) {
    await execute(connection, `if object_id(N'${table}', N'U') is not null drop table [${table}]`);
  }
  await execute(connection, 'drop table [SampleDatabase]');
}
