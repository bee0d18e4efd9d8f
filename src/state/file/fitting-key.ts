import type { Meta } from '../account/meta.ts';
import { StateError, stateErrors } from './errors.ts';
import {
  keyCheckOf,
  knownKeys,
  nextKeyFile,
  type StateKeySource,
  stateKeys,
  takeNextKey,
} from './state-key.ts';

/**
 * The key that this state was made with; a new state takes the one at hand.
 *
 * @param state for people: where it is.
 * @throws StateError STATE_KEY_MISSING, STATE_KEY_WRONG
 */
export async function fittingKey(
  meta: Meta,
  source: StateKeySource,
  state: string,
): Promise<string> {
  const { keyFile } = source;
  for (let again = false; ; again = true) {
    const check = await meta.get('keyCheck');
    if (check !== undefined && knownKeys(source).length === 0) {
      throw new StateError(stateErrors.keyMissing({ state, keyFile }));
    }
    const keys = stateKeys(source);
    const [first] = keys;
    if (check === undefined && first !== undefined) {
      await meta.set('keyCheck', keyCheckOf(first.key));
      return first.key;
    }
    const fitting = keys.find(({ key }) => keyCheckOf(key) === check);
    if (fitting !== undefined) {
      if (fitting.from === nextKeyFile(keyFile)) takeNextKey(keyFile);
      return fitting.key;
    }
    // A restore may have exchanged both between our two looks.
    if (again) {
      throw new StateError(stateErrors.keyWrong({ state, source: first?.from ?? keyFile }));
    }
  }
}
