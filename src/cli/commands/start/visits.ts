import { InvalidArgumentError, Option } from 'commander';
import { isDay } from '../../../config/types/day.ts';
import { type CommandDeclaration, integerArgument } from '../../command.ts';
import { sourceOption } from '../../source/chosen-source.ts';

export const declareVisits: CommandDeclaration = (parent, { text, action }) => {
  const words = text.visits;
  const visits = parent.command('visits').description(words.description);
  visits
    .command('plan')
    .description(words.planDescription)
    .option('--from <YYYY-MM-DD>', words.from, (day) => {
      if (!isDay(day)) throw new InvalidArgumentError(words.noDay);
      return day;
    })
    .option('--days <N>', words.days, integerArgument(1, 400, text))
    .addOption(
      // Whether one reception has a deal the days of the settings tell, and no others.
      new Option('--reception-id <N>', words.receptionId)
        .argParser(integerArgument(1, 2_147_483_647, text))
        .conflicts(['from', 'days']),
    )
    .option(...sourceOption(text))
    .action(action(async () => (await import('../../actions/visits/visits-plan.ts')).visitsPlan));
  visits
    .command('setup')
    .description(words.setup.description)
    .option('--dry-run', words.setup.dryRun)
    .option('--no-wait', text.pass.noWait)
    .action(action(async () => (await import('../../actions/visits/visits-setup.ts')).visitsSetup));
  visits
    .command('sync')
    .description(words.sync.description)
    .option('--reception-id <N>', words.sync.receptionId, integerArgument(1, 2_147_483_647, text))
    .option(...sourceOption(text))
    .option(
      '--allow-mass-change <N>',
      text.pass.allowMassChange,
      integerArgument(1, 10_000_000, text),
    )
    .option('--dry-run', words.sync.dryRun)
    .option('--no-wait', text.pass.noWait)
    .action(action(async () => (await import('../../actions/visits/visits-sync.ts')).visitsSync));
};
