import type { CommandDeclaration } from '../../command.ts';

export const declareHealthcheck: CommandDeclaration = (parent, { text, action }) => {
  parent
    .command('healthcheck')
    .description(text.healthcheck.description)
    .action(action(async () => (await import('../../actions/service/healthcheck.ts')).healthcheck));
};
