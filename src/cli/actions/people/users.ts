import type { Config } from '../../../config/load-config.ts';
import { hashPassword } from '../../../http/sign-in/password-hash.ts';
import { builtInUser, type Role } from '../../../roles.ts';
import { foldedName, type User, userNameSchema } from '../../../state/account/users.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { UsageError } from '../../ends/usage-error.ts';
import { openUserList, type UserList } from '../../people/user-list.ts';
import { newPassword, type PasswordSource } from '../../terminal/new-password.ts';
import { showUsers, usersJson } from '../../views/users-view.ts';

interface AddOptions extends Omit<PasswordSource, 'password'> {
  readonly role: Role;
  readonly clinics?: readonly string[];
  /** `--no-password`: false. */
  readonly password: boolean;
}

/** Who may open the page, besides the user of its password. */
export async function list(context: CliContext): Promise<CommandEnd> {
  await using list = await openUserList(context);
  const { isOfFleet } = list;
  const { dashboard, timeZone } = await pageSettings(context, list);
  const users = await list.users.all();
  const hasBuiltIn = (await list.hasKeptPassword()) || dashboard.password !== undefined;
  showUsers(context, users, { hasBuiltIn, isOfFleet, timeZone });
  return { result: { users: usersJson(users) } };
}

export async function add(
  context: CliContext,
  options: AddOptions,
  given: string,
): Promise<CommandEnd> {
  const command = 'ident-amocrm users add';
  const name = checkedName(given, command);
  const { role, clinics = null } = options;
  await using list = await openUserList(context);
  const config = await pageSettings(context, list);
  if (list.isOfFleet && context.clinic !== undefined) {
    throw new UsageError((said) => said.users.noClinicHere, command);
  }
  if (clinics !== null && !list.isOfFleet && config.clinic === null) {
    throw new UsageError((said) => said.users.noClinics, command);
  }
  if (clinics !== null && list.isOfFleet && role === 'fleet') {
    throw new UsageError((said) => said.users.fleetIsAll, command);
  }
  await list.refuseUnknown(clinics ?? []);
  if ((await list.users.find(name)) !== null) {
    throw new UsageError((said) => said.users.known(name), command);
  }
  const password = options.password
    ? await hashPassword(await newPassword(context, options, command))
    : null;
  const since = context.clock.now();
  await list.set({ name, role, clinics, password, since }, 'add-user');
  const { output, text } = context;
  output.data(text.users.added(name, text.users.roles[role]));
  const hasHeader = config.dashboard.identity !== undefined;
  if (password === null && !hasHeader) output.talk(text.users.onlyByHeader);
  return { result: { added: name, role } };
}

export async function password(
  context: CliContext,
  options: PasswordSource,
  given: string,
): Promise<CommandEnd> {
  const command = 'ident-amocrm users password';
  await using list = await openUserList(context);
  const user = await knownUser(list, given, command);
  const hashed = await hashPassword(await newPassword(context, options, command));
  await list.set({ ...user, password: hashed }, 'set-user-password');
  context.output.data(context.text.users.passwordSet(user.name));
  return { result: { set: user.name } };
}

export async function role(
  context: CliContext,
  options: { readonly role: Role },
  given: string,
): Promise<CommandEnd> {
  await using list = await openUserList(context);
  const user = await knownUser(list, given, 'ident-amocrm users role');
  if (list.isOfFleet && options.role === 'fleet' && user.clinics !== null) {
    throw new UsageError((said) => said.users.fleetIsAll, 'ident-amocrm users role');
  }
  await list.set({ ...user, role: options.role }, 'set-user-role');
  const { output, text } = context;
  output.data(text.users.roleSet(user.name, text.users.roles[options.role]));
  return { result: { user: user.name, role: options.role } };
}

export async function remove(
  context: CliContext,
  _options: object,
  given: string,
): Promise<CommandEnd> {
  await using list = await openUserList(context);
  const { name } = await knownUser(list, given, 'ident-amocrm users remove');
  await list.remove(name, 'remove-user');
  context.output.data(context.text.users.removed(name));
  return { result: { removed: name } };
}

/** Of a fleet what holds for the page is read as of the first clinic that can be read. */
async function pageSettings(
  context: CliContext,
  { isOfFleet }: UserList,
): Promise<Config<'dashboard'>> {
  if (!isOfFleet) return (await context.settings('state', 'dashboard')).config;
  const names = (await context.clinicsFile())?.names ?? [];
  let wrong: unknown;
  for (const name of names) {
    try {
      return await context.configOf(name, 'dashboard');
    } catch (error) {
      wrong ??= error;
    }
  }
  throw wrong;
}

function checkedName(given: string, command: string): string {
  const name = userNameSchema.safeParse(given);
  if (!name.success) throw new UsageError((said) => said.users.badName, command);
  if (foldedName(name.data) === builtInUser) {
    throw new UsageError((said) => said.users.builtIn, command);
  }
  return name.data;
}

async function knownUser(list: UserList, given: string, command: string): Promise<User> {
  const user = await list.users.find(given);
  if (user !== null) return user;
  throw new UsageError(
    ({ users: said }) =>
      foldedName(given) === builtInUser ? said.builtIn : said.unknown(given.trim()),
    command,
  );
}
