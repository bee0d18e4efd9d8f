import type { CommandDeclaration } from '../../command.ts';

export const declareRun: CommandDeclaration = (parent, { text, action }) => {
  parent
    .command('run')
    .description(text.run.description)
    .option('--stay', text.run.stay)
    .action(action(async () => (await import('../../actions/service/run.ts')).run));
};
