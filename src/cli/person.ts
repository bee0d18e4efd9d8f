import { hostname, userInfo } from 'node:os';
import type { State } from '../state/open-state.ts';
import type { Person } from '../state/record/pauses.ts';
import type { CliContext } from './context.ts';

/** Whoever types commands, as the log of actions names them: the login of the computer, and which computer. */
export function personAtTerminal(): Person {
  return { actor: 'cli', who: `${loginName()}@${hostname()}` };
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
  { clock }: Pick<CliContext, 'clock'>,
  { actions }: Pick<State, 'actions'>,
  action: string,
  subject: string | null = null,
): Promise<void> {
  await actions.add({ at: clock.now(), actor: personAtTerminal(), action, subject });
}
