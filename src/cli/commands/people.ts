import { type Command, InvalidArgumentError, Option } from 'commander';
import { roles } from '../../roles.ts';
import type { CommandDeclaration } from '../command.ts';
import type { Messages } from '../locale/messages.ts';

const actions = () => import('../actions/people/users.ts');

/** Who may open the page. */
export const declarePeople: CommandDeclaration = (parent, { text, action }) => {
  const { password, users: words } = text;
  parent
    .command('password')
    .description(password.description)
    .option('--stdin', password.stdin)
    .option('--remove', password.remove)
    .action(action(async () => (await import('../actions/people/password.ts')).password));
  const users = parent.command('users').description(words.description);
  users
    .command('list')
    .description(words.listDescription)
    .action(action(async () => (await actions()).list));
  withPassword(
    users
      .command('add')
      .description(words.addDescription)
      .argument('<name>', words.name)
      .addOption(new Option('--role <ROLE>', words.role).choices(roles).makeOptionMandatory())
      .option('--clinics <NAMES>', words.clinics, clinicNames(text)),
    text,
  )
    .option('--no-password', words.noPassword)
    .action(action(async () => (await actions()).add));
  withPassword(
    users.command('password').description(words.passwordDescription).argument('<name>', words.name),
    text,
  ).action(action(async () => (await actions()).password));
  users
    .command('role')
    .description(words.roleDescription)
    .argument('<name>', words.name)
    .addOption(new Option('--role <ROLE>', words.role).choices(roles).makeOptionMandatory())
    .action(action(async () => (await actions()).role));
  users
    .command('remove')
    .description(words.removeDescription)
    .argument('<name>', words.name)
    .action(action(async () => (await actions()).remove));
};

function withPassword(command: Command, { users: words }: Messages): Command {
  return command.option('--stdin', words.stdin).option('--file <FILE>', words.file);
}

/** Parser of a list by commas. */
function clinicNames({ users: words }: Messages): (value: string) => readonly string[] {
  return (value) => {
    const names = value.split(',').map((name) => name.trim());
    if (names.some((name) => name === '')) throw new InvalidArgumentError(words.clinicsExpected);
    return names;
  };
}
