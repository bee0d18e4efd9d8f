import { type CommandDeclaration, integerArgument } from '../../command.ts';

export const declarePlan: CommandDeclaration = (parent, { text, action }) => {
  const { pass, plan: words } = text;
  parent
    .command('plan')
    .description(words.description)
    .option('--deep', pass.deep)
    .option('--verbose', words.verbose)
    .option('--limit <N>', words.limit, integerArgument(1, 10_000, text), 20)
    .option('--reveal', pass.reveal)
    .option('--allow-mass-change <N>', pass.allowMassChange, integerArgument(1, 1_000_000, text))
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../../actions/start/plan.ts')).plan));
};
