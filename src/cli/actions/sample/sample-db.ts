import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatabaseConfig } from '../../../ident/connection/connection.ts';
import { openWritable } from '../../../ident/open-connection.ts';
import { formatNumber } from '../../../report/format.ts';
import { createSampleDatabase } from '../../../sandbox/sample-db/create.ts';
import { mutateSampleDatabase } from '../../../sandbox/sample-db/mutate.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext, Settings } from '../../context.ts';
import { chosenSource, type SourceOption } from '../../source/chosen-source.ts';
import { createProgress } from '../../terminal/progress.ts';

interface FileOption extends SourceOption {
  readonly file?: string;
}

interface CreateOptions extends FileOption {
  readonly patients: number;
  readonly seed: number;
}

interface MutateOptions extends FileOption {
  readonly changes: number;
  readonly seed: number;
}

export async function create(context: CliContext, options: CreateOptions): Promise<CommandEnd> {
  const { output, signal, language, text } = context;
  const { database, log } = await target(context, options, 'ident-amocrm sample-db create');
  if (database.file !== undefined) mkdirSync(dirname(database.file), { recursive: true });
  await using connection = await openWritable(database, { log });
  const { patients, seed } = options;
  {
    using progress = createProgress(output, text.sampleDb.progress, context);
    await createSampleDatabase(connection, {
      patients,
      seed,
      onProgress: (done) => {
        // It is one transaction: what throws here leaves the database as empty as it was.
        signal.throwIfAborted();
        progress.show({ done, total: patients });
      },
    });
  }
  const where = connection.target.address;
  log.info({ patients, seed, database: where }, 'sample database made');
  output.data(text.sampleDb.created(formatNumber(patients, language), patients, where));
  if (database.client === 'sqlite') {
    output.data(`${text.sampleDb.useIt}\nDB_CLIENT=sqlite\nDB_FILE=${where}`);
  }
  return { result: { patients, seed, database: where } };
}

export async function mutate(context: CliContext, options: MutateOptions): Promise<CommandEnd> {
  const { output, language, text } = context;
  const { database, log } = await target(context, options, 'ident-amocrm sample-db mutate');
  await using connection = await openWritable(database, { log });
  const { changes, seed } = options;
  const { kinds, patientIds } = await mutateSampleDatabase(connection, { changes, seed });
  log.info({ changes, seed, patients: patientIds.length }, 'sample database changed');
  output.data(text.sampleDb.mutated(formatNumber(changes, language), changes));
  return { result: { changes, seed, kinds, patients: patientIds.length } };
}

/** `--file`, else the database of the settings: then these are demanded. */
async function target(
  context: CliContext,
  options: FileOption,
  command: string,
): Promise<Settings<never> & { readonly database: DatabaseConfig }> {
  const { file } = options;
  if (file !== undefined) {
    const settings = await context.settings();
    return { ...settings, database: { client: 'sqlite', file: resolve(context.cwd, file) } };
  }
  const settings = await context.settings('ident');
  const chosen = chosenSource(settings.config.sources, options, command);
  return { ...settings, database: chosen.connection };
}
