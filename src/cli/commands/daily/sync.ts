import { type CommandDeclaration, integerArgument } from '../../command.ts';
import { sourceOption } from '../../source/chosen-source.ts';

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
    .option(...sourceOption(text))
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../../actions/daily/sync.ts')).sync));
};
