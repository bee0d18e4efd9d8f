import { type CommandDeclaration, integerArgument } from '../../command.ts';
import { sourceOption } from '../../source/chosen-source.ts';

const actions = () => import('../../actions/start/fields.ts');

export const declareFields: CommandDeclaration = (parent, { text, action }) => {
  const { pass, fields: words } = text;
  const fields = parent.command('fields').description(words.description);
  fields
    .command('check')
    .description(words.checkDescription)
    .action(action(async () => (await actions()).check));
  fields
    .command('create')
    .description(words.createDescription)
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await actions()).create));
  fields
    .command('clear')
    .description(words.clearDescription)
    .argument('<KEY>', words.key)
    .option('--allow-mass-change <N>', pass.allowMassChange, integerArgument(1, 1_000_000, text))
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await actions()).clear));
  fields
    .command('confirm')
    .description(words.confirmDescription)
    .argument('<KEY>', words.confirmKey)
    .option(...sourceOption(text))
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../../actions/start/fields-confirm.ts')).confirm));
};
