import type { CommandDeclaration } from '../../command.ts';
import { sourceOption } from '../../source/chosen-source.ts';
import { patientArgument } from '../../source/patient-argument.ts';

export const declareForget: CommandDeclaration = (parent, { text, action }) => {
  const { pass, forget: words } = text;
  parent
    .command('forget')
    .description(words.description)
    .requiredOption('--patient-id <N>', words.patientId, patientArgument(text))
    .option(...sourceOption(text))
    .option('--undo', words.undo)
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../../actions/daily/forget.ts')).forget));
};
