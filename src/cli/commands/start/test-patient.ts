import type { CommandDeclaration } from '../../command.ts';
import { sourceOption } from '../../source/chosen-source.ts';
import { patientArgument } from '../../source/patient-argument.ts';

export const declareTestPatient: CommandDeclaration = (parent, { text, action }) => {
  const { pass, patient: words } = text;
  parent
    .command('test')
    .description(words.description)
    .requiredOption('--patient-id <N>', words.patientId, patientArgument(text))
    .option(...sourceOption(text))
    .option('--dry-run', words.dryRun)
    .option('--reveal', pass.reveal)
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../../actions/start/test-patient.ts')).testPatient));
};
