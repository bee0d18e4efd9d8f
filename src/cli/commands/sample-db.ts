import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatabaseConfig } from '../../ident/connection.ts';
import { type CommandDeclaration, type CommandEnd, integerArgument } from '../command.ts';
import type { CliContext, Settings } from '../context.ts';
import { formatNumber } from '../locale/format.ts';

interface FileOption {
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

const maxCount = 1_000_000;
const maxSeed = 2_147_483_647;

export const declareSampleDb: CommandDeclaration = (parent, { text, action }) => {
  const words = text.sampleDb;
  const count = integerArgument(1, maxCount, text);
  const seed = integerArgument(0, maxSeed, text);
  const sampleDb = parent.command('sample-db').description(words.description);
  sampleDb
    .command('create')
    .description(words.createDescription)
    .requiredOption('--patients <N>', words.patients, count)
    .requiredOption('--seed <S>', words.seed, seed)
    .option('--file <F>', words.file)
    .action(action(create));
  sampleDb
    .command('mutate')
    .description(words.mutateDescription)
    .requiredOption('--changes <N>', words.changes, count)
    .requiredOption('--seed <S>', words.seed, seed)
    .option('--file <F>', words.file)
    .action(action(mutate));
};

async function create(context: CliContext, options: CreateOptions): Promise<CommandEnd> {
  const { output, signal, language, text } = context;
  const { database, log } = await target(context, options);
  const { createProgress } = await import('../progress.ts');
  const { openWritable } = await import('../../ident/connection.ts');
  const { createSampleDatabase } = await import('../../sandbox/sample-db/create.ts');
  if (database.file !== undefined) mkdirSync(dirname(database.file), { recursive: true });
  const connection = await openWritable(database, { log });
  try {
    using progress = createProgress(output, text.sampleDb.progress, context);
    await createSampleDatabase(connection, {
      patients: options.patients,
      seed: options.seed,
      onProgress: (done) => {
        // It is one transaction: what throws here leaves the database as empty as it was.
        signal.throwIfAborted();
        progress.show({ done, total: options.patients });
      },
    });
  } finally {
    await connection.close();
  }
  const { patients, seed } = options;
  const where = connection.target.address;
  log.info({ patients, seed, database: where }, 'sample database made');
  output.data(text.sampleDb.created(formatNumber(patients, language), patients, where));
  if (database.client === 'sqlite') {
    output.data(`${text.sampleDb.useIt}\nDB_CLIENT=sqlite\nDB_FILE=${where}`);
  }
  return { result: { patients, seed, database: where } };
}

async function mutate(context: CliContext, options: MutateOptions): Promise<CommandEnd> {
  const { output, language, text } = context;
  const { database, log } = await target(context, options);
  const { openWritable } = await import('../../ident/connection.ts');
  const { mutateSampleDatabase } = await import('../../sandbox/sample-db/mutate.ts');
  const connection = await openWritable(database, { log });
  try {
    const { changes, seed } = options;
    const { kinds, patientIds } = await mutateSampleDatabase(connection, { changes, seed });
    log.info({ changes, seed, patients: patientIds.length }, 'sample database changed');
    output.data(text.sampleDb.mutated(formatNumber(changes, language), changes));
    return { result: { changes, seed, kinds, patients: patientIds.length } };
  } finally {
    await connection.close();
  }
}

/** `--file`, else the database of the settings: then these are demanded. */
async function target(
  context: CliContext,
  { file }: FileOption,
): Promise<Settings<never> & { readonly database: DatabaseConfig }> {
  if (file !== undefined) {
    const settings = await context.settings();
    return { ...settings, database: { client: 'sqlite', file: resolve(context.cwd, file) } };
  }
  const settings = await context.settings('ident');
  return { ...settings, database: settings.config.ident.connection };
}
