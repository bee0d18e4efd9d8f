import type { CommandDeclaration } from '../../command.ts';

export const declareDoctor: CommandDeclaration = (parent, { text, action }) => {
  parent
    .command('doctor')
    .description(text.doctor.description)
    .action(action(async () => (await import('../../actions/start/doctor.ts')).doctor));
};
