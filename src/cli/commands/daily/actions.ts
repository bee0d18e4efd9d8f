import { type CommandDeclaration, integerArgument } from '../../command.ts';

export const declareActions: CommandDeclaration = (parent, { text, action }) => {
  const words = text.actions;
  parent
    .command('actions')
    .description(words.description)
    .option('--limit <N>', words.limit, integerArgument(1, 10_000, text), 20)
    .action(action(async () => (await import('../../actions/daily/actions.ts')).actions));
};
