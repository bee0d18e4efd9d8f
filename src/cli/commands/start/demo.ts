import { Option } from 'commander';
import { type CommandDeclaration, integerArgument } from '../../command.ts';

export const declareDemo: CommandDeclaration = (parent, { text, action }) => {
  const words = text.demo;
  const fleet = text.demoFleet;
  parent
    .command('demo')
    .description(words.description)
    .option('--patients <N>', words.patients, integerArgument(1, 100_000, text), 1000)
    .option('--sources <N>', words.sources, integerArgument(1, 5, text), 1)
    .option('--visits', words.visits)
    .addOption(
      new Option('--clinics <N>', fleet.option)
        .argParser(integerArgument(1, 20, text))
        .conflicts(['sources', 'visits']),
    )
    .option('--replicas <N>', fleet.replicas, integerArgument(2, 5, text), 2)
    .option('--once', words.once)
    .action(action(async () => (await import('../../actions/start/demo.ts')).demo));
};
