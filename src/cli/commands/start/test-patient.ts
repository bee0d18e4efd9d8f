import { type CommandDeclaration, integerArgument } from '../../command.ts';

export const declareTestPatient: CommandDeclaration = (parent, { text, action }) => {
  const { pass, patient: words } = text;
  parent
    .command('test')
    .description(words.description)
    .requiredOption(
      '--patient-id <N>',
      words.patientId,
      integerArgument(1, 999_999_999_999_999, text),
    )
    .option('--dry-run', words.dryRun)
    .option('--reveal', pass.reveal)
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../../actions/start/test-patient.ts')).testPatient));
};
