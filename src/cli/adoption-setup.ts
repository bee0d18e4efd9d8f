import type { State } from '../state/open-state.ts';
import type { AdoptionSetup } from '../sync/account/adopt-account.ts';
import type { CliContext, Settings } from './context.ts';
import { sayForWhom } from './pass-lock.ts';

/** How a command makes an account the state's own. */
export function adoptionSetup(
  context: CliContext,
  { config }: Settings<'state'>,
  state: State,
  { acceptAccount = false }: { readonly acceptAccount?: boolean },
): AdoptionSetup {
  const { clock, signal } = context;
  return {
    ...{ state, clock, signal, acceptAccount },
    source: config.state,
    actor: 'cli',
    onWait: sayForWhom(context, config.timeZone),
  };
}
