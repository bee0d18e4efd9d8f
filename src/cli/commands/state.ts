import type { CommandDeclaration } from '../command.ts';

const actions = () => import('../actions/daily/state.ts');

export const declareState: CommandDeclaration = (parent, { text, action }) => {
  const { pass, state: words } = text;
  const state = parent.command('state').description(words.description);
  state
    .command('backup')
    .description(words.backupDescription)
    .requiredOption('--to <FILE>', words.to)
    .action(action(async () => (await actions()).backup));
  state
    .command('restore')
    .description(words.restoreDescription)
    .requiredOption('--from <FILE>', words.from)
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await actions()).restore));
  state
    .command('migrate')
    .description(words.migrateDescription)
    .requiredOption('--to <URL>', words.moveTo)
    .action(action(async () => (await actions()).migrate));
  state
    .command('accept-owner')
    .description(words.acceptOwnerDescription)
    .action(action(async () => (await actions()).acceptOwner));
  state
    .command('check')
    .description(words.checkDescription)
    .action(action(async () => (await actions()).check));
};
