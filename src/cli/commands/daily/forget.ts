import { type CommandDeclaration, integerArgument } from '../../command.ts';

export const declareForget: CommandDeclaration = (parent, { text, action }) => {
  const { pass, forget: words } = text;
  parent
    .command('forget')
    .description(words.description)
    .requiredOption(
      '--patient-id <N>',
      words.patientId,
      integerArgument(1, 999_999_999_999_999, text),
    )
    .option('--undo', words.undo)
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../../actions/daily/forget.ts')).forget));
};
