import { type CommandDeclaration, integerArgument } from '../../command.ts';

export const declareDemo: CommandDeclaration = (parent, { text, action }) => {
  const words = text.demo;
  parent
    .command('demo')
    .description(words.description)
    .option('--patients <N>', words.patients, integerArgument(1, 100_000, text), 1000)
    .option('--sources <N>', words.sources, integerArgument(1, 5, text), 1)
    .option('--visits', words.visits)
    .option('--once', words.once)
    .action(action(async () => (await import('../../actions/start/demo.ts')).demo));
};
