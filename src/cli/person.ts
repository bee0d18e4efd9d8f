import { hostname, userInfo } from 'node:os';
import type { Actions } from '../state/record/actions.ts';
import type { Person } from '../state/record/pauses.ts';
import type { CliContext } from './context.ts';

/**
 * Whoever types commands, as the log of actions names them: the login of the computer, and which computer. Behind `sudo`
 * everybody works under the service's name.
 */
export function personAtTerminal({ env }: Pick<CliContext, 'env'>): Person {
  return { actor: 'cli', who: `${env['SUDO_USER'] || loginName()}@${hostname()}` };
}

/** A container may run under a number that has no name. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '?');
  }
}

/** Writes down what a person did by a command: codes, ids and numbers, no values. */
export async function noteAction(
  context: Pick<CliContext, 'clock' | 'env'>,
  { actions }: { readonly actions: Pick<Actions, 'add'> },
  action: string,
  subject: string | null = null,
): Promise<void> {
  const { clock } = context;
  await actions.add({ at: clock.now(), actor: personAtTerminal(context), action, subject });
}
