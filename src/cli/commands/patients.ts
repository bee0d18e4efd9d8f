import { type CommandDeclaration, integerArgument } from '../command.ts';
import { patientArgument, sourceOption } from '../source/chosen-source.ts';

const actions = () => import('../actions/daily/rejected.ts');

/** What people decide of single patients. */
export const declarePatients: CommandDeclaration = (parent, { text, action }) => {
  const { forget, pass, rejected: words } = text;
  const rejected = parent.command('rejected').description(words.description);
  rejected
    .command('list')
    .description(words.listDescription)
    .option('--limit <N>', words.limit, integerArgument(1, 1_000_000, text))
    .option('--reason <CODE>', words.reason)
    .action(action(async () => (await actions()).list));
  rejected
    .command('retry')
    .description(words.retryDescription)
    .option('--patient-id <N>', words.patientId, patientArgument(text))
    .option(...sourceOption(text))
    .action(action(async () => (await actions()).retry));
  rejected
    .command('separate')
    .description(words.separateDescription)
    .requiredOption('--patient-id <N>', words.separatePatientId, patientArgument(text))
    .option(...sourceOption(text))
    .action(action(async () => (await actions()).separate));
  rejected
    .command('export')
    .description(words.exportDescription)
    .option('--file <F.csv>', words.file)
    .action(action(async () => (await actions()).exportRows));
  parent
    .command('forget')
    .description(forget.description)
    .requiredOption('--patient-id <N>', forget.patientId, patientArgument(text))
    .option(...sourceOption(text))
    .option('--undo', forget.undo)
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../actions/daily/forget.ts')).forget));
};
