import type { CommandDeclaration } from '../../command.ts';

export const declareStatus: CommandDeclaration = (parent, { text, action }) => {
  parent
    .command('status')
    .description(text.status.description)
    .action(action(async () => (await import('../../actions/daily/status/status.ts')).status));
};
