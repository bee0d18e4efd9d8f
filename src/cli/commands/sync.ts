import { type CommandDeclaration, type CommandEnd, integerArgument } from '../command.ts';
import type { CliContext } from '../context.ts';
import { inPass } from '../in-pass.ts';

interface SyncCommandOptions {
  readonly deep?: true;
  readonly limit?: number;
  readonly allowMassChange?: number;
  readonly acceptDatabase?: true;
  readonly wait: boolean;
}

export const declareSync: CommandDeclaration = (parent, { text, action }) => {
  const { pass, sync: words } = text;
  const count = integerArgument(1, 1_000_000, text);
  parent
    .command('sync')
    .description(words.description)
    .option('--deep', pass.deep)
    .option('--limit <N>', pass.limit, count)
    .option('--allow-mass-change <N>', pass.allowMassChange, count)
    .option('--accept-database', words.acceptDatabase)
    .option('--no-wait', pass.noWait)
    .action(action(sync));
};

/** One pass: an incremental one where the state allows it, else a deep one; on an empty state the first load. */
async function sync(context: CliContext, options: SyncCommandOptions): Promise<CommandEnd> {
  const { deep, limit, allowMassChange, acceptDatabase, wait } = options;
  const { runPass } = await import('../../sync/pass/run-pass.ts');
  const { passExit, passJson, showPass } = await import('../views/pass-summary.ts');
  const result = await inPass(
    context,
    { command: 'sync', wait, mode: deep ? 'deep' : 'auto' },
    ({ setup }) =>
      runPass(setup, {
        mode: deep ? 'deep' : 'auto',
        acceptDatabase: acceptDatabase ?? false,
        ...(limit === undefined ? {} : { limit }),
        ...(allowMassChange === undefined ? {} : { allowMassChange }),
      }),
  );
  showPass(context, result);
  return { result: passJson(result), exit: passExit(result) };
}
