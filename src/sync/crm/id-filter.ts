import type { Clock } from '../../clock.ts';
import type { State } from '../../state/open-state.ts';

interface Known {
  readonly state: Pick<State, 'meta'>;
  readonly clock: Clock;
}

/** How long a filter that was ignored is not tried again. */
const ignoredForMs = 24 * 3_600_000;

/** Whether lists were seen to ignore `filter[id]` lately: it is a paid option of the account, for all that it lists. */
export async function isIdFilterIgnored({ state, clock }: Known): Promise<boolean> {
  const ignoredAt = await state.meta.get('idFilterIgnoredAt');
  return ignoredAt !== undefined && Math.abs(clock.now() - ignoredAt) < ignoredForMs;
}

export const noteIdFilterIgnored = ({ state, clock }: Known): Promise<void> =>
  state.meta.set('idFilterIgnoredAt', clock.now());
