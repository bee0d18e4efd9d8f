import type { Clinic } from '../clinic/clinic.ts';
import { type CountedPatients, countPatients } from '../health/read-facts.ts';
import type { StateReads } from '../state/open-state.ts';

/** Counting the patients reads all of them: a page that is looked at every second does not, but after a pass. */
const holdsMs = 5_000;

interface HeldCount {
  /** @param state by which connections it is read. */
  readonly read: (state: StateReads) => Promise<CountedPatients>;
  /** They may be others by now. */
  readonly forget: () => void;
}

/** Counts the patients anew when the last count is some seconds old. */
export function heldCount({ clock, sources }: Pick<Clinic, 'clock' | 'sources'>): HeldCount {
  let held: { readonly at: number; readonly patients: Promise<CountedPatients> } | null = null;
  const forget = () => {
    held = null;
  };
  const read = (state: StateReads) => {
    const at = clock.monotonic();
    if (held === null || at - held.at >= holdsMs) {
      held = { at, patients: countPatients(state, sources) };
      // Another try may do better; this one's failure is the caller's.
      held.patients.catch(forget);
    }
    return held.patients;
  };
  return { read, forget };
}
