import type { Clock } from '../../clock.ts';
import { wholeStateOf } from '../backup/whole-state-of.ts';
import { StateError } from '../file/errors.ts';
import { changeOwner } from '../file/owner.ts';
import type { StateKeySource } from '../file/state-key.ts';
import { openState, type State } from '../open-state.ts';
import { isDamage } from '../postgres/copy/copy-differs.ts';
import { lockOut } from './lock-out.ts';

interface Accepting {
  readonly clock: Clock;
  /** Notes it in the state itself, where that can be opened. */
  readonly note: (state: State) => Promise<void>;
}

/**
 * The place is this installation's from now on, whosever it was. What lies there may be damaged or have lost its key: a
 * restore, which is the cure, asks whose the place is. Where there is no state, none is made.
 *
 * @returns why the state could not be opened and told of it; null: it was told, or is not there.
 * @throws StateError STATE_LOCKED while somebody is at work there; what else keeps a sound state from being opened
 */
export async function acceptPlace(
  { owner, ...place }: StateKeySource & { readonly owner: string },
  { clock, note }: Accepting,
): Promise<StateError | null> {
  const whole = await wholeStateOf(place, clock);
  try {
    if (!(await whole.isThere())) {
      changeOwner(place.file, owner);
      return null;
    }
    const held = await lockOut(whole);
    try {
      const state = await openOrWhyNot(place, clock);
      if (state instanceof StateError) {
        changeOwner(place.file, owner);
        return state;
      }
      await using _ = state;
      changeOwner(place.file, owner);
      await note(state);
      return null;
    } finally {
      for (const one of held) one.release();
    }
  } finally {
    await whole.close();
  }
}

async function openOrWhyNot(place: StateKeySource, clock: Clock): Promise<State | StateError> {
  try {
    return await openState(place, clock);
  } catch (error) {
    if (error instanceof StateError && isForRestore(error)) return error;
    throw error;
  }
}

const forRestore: ReadonlySet<string> = new Set([
  'STATE_UNREADABLE',
  'STATE_KEY_MISSING',
  'STATE_KEY_WRONG',
  'STATE_KEY_WEAK',
]);

const isForRestore = (error: StateError): boolean => isDamage(error) || forRestore.has(error.code);
