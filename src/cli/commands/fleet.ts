import type { CommandDeclaration } from '../command.ts';

const set = () => import('../actions/fleet/set-up.ts');

export const declareFleet: CommandDeclaration = (parent, { text, action }) => {
  const words = text.fleet;
  const fleet = parent.command('fleet').description(words.description);
  fleet
    .command('migrate')
    .description(words.migrateDescription)
    .action(action(async () => (await set()).migrate));
  fleet
    .command('add')
    .description(words.addDescription)
    .argument('<name>', words.name)
    .option('--start', words.start)
    .action(action(async () => (await set()).add));
  fleet
    .command('remove')
    .description(words.removeDescription)
    .argument('<name>', words.name)
    .action(action(async () => (await set()).remove));
  fleet
    .command('run')
    .description(words.runDescription)
    .action(action(async () => (await import('../actions/fleet/run.ts')).run));
  fleet
    .command('status')
    .description(words.statusDescription)
    .action(action(async () => (await import('../actions/fleet/status.ts')).status));
};
