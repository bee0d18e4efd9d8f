import { hashPassword } from '../../../http/sign-in/password-hash.ts';
import { builtInUser, type Role } from '../../../roles.ts';
import { foldedName, type User, userNameSchema } from '../../../state/account/users.ts';
import { openState, type State } from '../../../state/open-state.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { noteAction } from '../../person.ts';
import { newPassword, type PasswordSource } from '../../terminal/new-password.ts';
import { UsageError } from '../../usage-error.ts';
import { usersJson, usersTable } from '../../views/users-view.ts';

interface AddOptions extends Omit<PasswordSource, 'password'> {
  readonly role: Role;
  readonly clinics?: readonly string[];
  /** `--no-password`: false. */
  readonly password: boolean;
}

/** Who may open the page, besides the user of its password. */
export async function list(context: CliContext): Promise<CommandEnd> {
  const { config } = await context.settings('state', 'dashboard');
  await using state = await openState(config.state, context.clock);
  const users = await state.users.all();
  const kept = (await state.meta.get('dashboardPassword')) !== undefined;
  const hasBuiltIn = kept || config.dashboard.password !== undefined;
  context.output.data(usersTable(context, users, { hasBuiltIn, timeZone: config.timeZone }));
  return { result: { users: usersJson(users) } };
}

export async function add(
  context: CliContext,
  options: AddOptions,
  given: string,
): Promise<CommandEnd> {
  const command = 'ident-amocrm users add';
  const { config } = await context.settings('state', 'dashboard');
  const name = checkedName(given, command);
  const { role, clinics = null } = options;
  if (clinics !== null && config.clinic === null) {
    throw new UsageError((said) => said.users.noClinics, command);
  }
  await using state = await openState(config.state, context.clock);
  if ((await state.users.find(name)) !== null) {
    throw new UsageError((said) => said.users.known(name), command);
  }
  const password = options.password
    ? await hashPassword(await newPassword(context, options, command))
    : null;
  const since = context.clock.now();
  await change(context, state, { name, role, clinics, password, since }, 'add-user');
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
  await using state = await opened(context);
  const user = await knownUser(state, given, command);
  const hashed = await hashPassword(await newPassword(context, options, command));
  await change(context, state, { ...user, password: hashed }, 'set-user-password');
  context.output.data(context.text.users.passwordSet(user.name));
  return { result: { set: user.name } };
}

export async function role(
  context: CliContext,
  options: { readonly role: Role },
  given: string,
): Promise<CommandEnd> {
  await using state = await opened(context);
  const user = await knownUser(state, given, 'ident-amocrm users role');
  await change(context, state, { ...user, role: options.role }, 'set-user-role');
  const { output, text } = context;
  output.data(text.users.roleSet(user.name, text.users.roles[options.role]));
  return { result: { user: user.name, role: options.role } };
}

export async function remove(
  context: CliContext,
  _options: object,
  given: string,
): Promise<CommandEnd> {
  await using state = await opened(context);
  const { name } = await knownUser(state, given, 'ident-amocrm users remove');
  await state.transaction(async (tx) => {
    await tx.users.remove(name);
    await noteAction(context, tx, 'remove-user', name);
  });
  context.output.data(context.text.users.removed(name));
  return { result: { removed: name } };
}

async function opened(context: CliContext): Promise<State> {
  const { config } = await context.settings('state');
  return await openState(config.state, context.clock);
}

async function change(
  context: CliContext,
  state: State,
  user: User,
  action: string,
): Promise<void> {
  await state.transaction(async (tx) => {
    await tx.users.set(user);
    await noteAction(context, tx, action, user.name);
  });
}

function checkedName(given: string, command: string): string {
  const name = userNameSchema.safeParse(given);
  if (!name.success) throw new UsageError((said) => said.users.badName, command);
  if (foldedName(name.data) === builtInUser) {
    throw new UsageError((said) => said.users.builtIn, command);
  }
  return name.data;
}

async function knownUser(state: State, given: string, command: string): Promise<User> {
  const user = await state.users.find(given);
  if (user !== null) return user;
  throw new UsageError(
    ({ users: said }) =>
      foldedName(given) === builtInUser ? said.builtIn : said.unknown(given.trim()),
    command,
  );
}
