import { type CommandDeclaration, integerArgument } from '../../command.ts';

export const declareSandbox: CommandDeclaration = (parent, { text, action }) => {
  const words = text.sandbox;
  parent
    .command('sandbox')
    .description(words.description)
    .requiredOption('--port <P>', words.port, integerArgument(0, 65_535, text))
    .option('--file <F>', words.file)
    .action(action(async () => (await import('../../actions/sample/sandbox.ts')).sandbox));
};
