import { type CommandDeclaration, integerArgument } from '../../command.ts';

export const declareAuth: CommandDeclaration = (parent, { text, action }) => {
  const words = text.auth;
  parent
    .command('auth')
    .description(words.description)
    .option('--code <CODE>', words.code)
    .option('--port <P>', words.port, integerArgument(0, 65_535, text))
    .option('--host <ADDRESS>', words.host)
    .option('--accept-account', words.acceptAccount)
    .action(action(async () => (await import('../../actions/start/auth.ts')).auth));
};
