import { hashPassword } from '../../../http/sign-in/password-hash.ts';
import { openState } from '../../../state/open-state.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { noteAction } from '../../person.ts';
import { newPassword } from '../../terminal/new-password.ts';

interface PasswordOptions {
  readonly stdin?: true;
  readonly remove?: true;
}

/** Sets the dashboard's password; only its hash is kept, and whoever was signed in is signed out. */
export async function password(context: CliContext, options: PasswordOptions): Promise<CommandEnd> {
  const { output, text } = context;
  const words = text.password;
  const settings = await context.settings('state', 'dashboard');
  await using state = await openState(settings.config.state, context.clock);
  const hashed = options.remove
    ? null
    : await hashPassword(await newPassword(context, options, 'ident-amocrm password'));
  await state.transaction(async (tx) => {
    if (hashed === null) await tx.meta.clear('dashboardPassword');
    else await tx.meta.set('dashboardPassword', hashed);
    const action = hashed === null ? 'remove-password' : 'set-password';
    await noteAction(context, tx, action);
  });
  output.data(hashed === null ? words.removed : words.done);
  // Whoever sets one here would wonder why it does not open the page.
  if (settings.config.dashboard.password !== undefined) output.talk(words.overruled);
  return { result: { set: hashed !== null } };
}
