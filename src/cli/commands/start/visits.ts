import { InvalidArgumentError } from 'commander';
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
    .option('--days <N>', words.days, integerArgument(1, 400, text), 30)
    .option(...sourceOption(text))
    .action(action(async () => (await import('../../actions/start/visits-plan.ts')).visitsPlan));
};

/** A day that the calendar has; what else tells dates loads a calendar of its own. */
const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
