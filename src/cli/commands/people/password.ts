import type { CommandDeclaration } from '../../command.ts';

export const declarePassword: CommandDeclaration = (parent, { text, action }) => {
  const words = text.password;
  parent
    .command('password')
    .description(words.description)
    .option('--stdin', words.stdin)
    .option('--remove', words.remove)
    .action(action(async () => (await import('../../actions/daily/password.ts')).password));
};
