import { InvalidArgumentError, Option } from 'commander';
import { isDay } from '../../config/types/day.ts';
import { visitStages } from '../../visits/stage.ts';
import { type CommandDeclaration, integerArgument } from '../command.ts';
import { sourceOption } from '../source/chosen-source.ts';

export const declareVisits: CommandDeclaration = (parent, { text, action }) => {
  const words = text.visits;
  const visits = parent.command('visits').description(words.description);
  visits
    .command('plan')
    .description(words.planDescription)
    .option('--from <YYYY-MM-DD>', words.from, dayArgument(words.noDay))
    .option('--days <N>', words.days, integerArgument(1, 400, text))
    .addOption(
      // Whether one reception has a deal the days of the settings tell, and no others.
      new Option('--reception-id <N>', words.receptionId)
        .argParser(integerArgument(1, 2_147_483_647, text))
        .conflicts(['from', 'days']),
    )
    .option(...sourceOption(text))
    .action(action(async () => (await import('../actions/visits/visits-plan.ts')).visitsPlan));
  const state = ['ledByPeople', 'waiting', 'rejected'] as const;
  const byState = (flag: string, words: string, own: (typeof state)[number]) =>
    // By the state alone: days and stages are IDENT's.
    new Option(flag, words).conflicts(['days', 'stage', ...state.filter((one) => one !== own)]);
  visits
    .command('list')
    .description(words.list.description)
    .option('--days <N>', words.list.days, integerArgument(1, 45, text))
    .addOption(new Option('--stage <stage>', words.list.stage).choices(visitStages))
    .addOption(byState('--led-by-people', words.list.ledByPeople, 'ledByPeople'))
    .addOption(byState('--waiting', words.list.waiting, 'waiting'))
    .addOption(byState('--rejected', words.list.rejected, 'rejected'))
    .option(...sourceOption(text))
    .action(action(async () => (await import('../actions/visits/visits-list.ts')).visitsList));
  visits
    .command('cohort')
    .description(words.cohort.description)
    .option('--from <YYYY-MM-DD>', words.cohort.from, dayArgument(words.noDay))
    .option('--to <YYYY-MM-DD>', words.cohort.to, dayArgument(words.noDay))
    .addOption(new Option('--by <source|branch>', words.cohort.by).choices(['source', 'branch']))
    .option('--csv <FILE>', words.cohort.csv)
    .option('--no-leads', words.cohort.noLeadsOption)
    .option(...sourceOption(text))
    .action(action(async () => (await import('../actions/visits/visits-cohort.ts')).visitsCohort));
  visits
    .command('setup')
    .description(words.setup.description)
    .option('--dry-run', words.setup.dryRun)
    .option('--no-wait', text.pass.noWait)
    .action(action(async () => (await import('../actions/visits/visits-setup.ts')).visitsSetup));
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
    .action(action(async () => (await import('../actions/visits/visits-sync.ts')).visitsSync));
};

const dayArgument = (refusal: string) => (day: string) => {
  if (!isDay(day)) throw new InvalidArgumentError(refusal);
  return day;
};
