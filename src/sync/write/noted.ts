import { randomUUID } from 'node:crypto';
import type { Departure } from '../../amocrm/http/api-call.ts';
import type { Clock } from '../../clock.ts';
import type { Repositories } from '../../state/open-state.ts';
import { leavesWithinMs } from '../creates/absence/timing.ts';
import type { Pass } from '../pass/pass-context.ts';
import { updateNote } from './late-updates.ts';
import type { Prepared } from './prepare-update.ts';

/**
 * Writes down what is about to be sent. Where somebody else may take the pass over meanwhile, the request leaves only as
 * long as that is fresh: what is written proves that the pass is still this one's.
 *
 * @param write may be repeated
 */
export async function noted<T>(
  { clock, state }: Pick<Pass, 'clock' | 'state'>,
  write: () => Promise<T>,
): Promise<{ readonly kept: T; readonly departure?: Departure }> {
  let at = instant(clock);
  const kept = await write();
  if (!state.isShared) return { kept };
  // A wall clock may be put back, and the other one stands while a machine sleeps: the older of both counts.
  const ageMs = () => Math.max(clock.now() - at.wall, clock.monotonic() - at.monotonic);
  return {
    kept,
    departure: {
      mayLeave: () => ageMs() <= leavesWithinMs,
      freshen: async () => {
        if (ageMs() <= leavesWithinMs / 2) return;
        const before = instant(clock);
        await write();
        at = before;
      },
    },
  };
}

const instant = (clock: Pick<Clock, 'now' | 'monotonic'>) => ({
  wall: clock.now(),
  monotonic: clock.monotonic(),
});

/**
 * What one request is about to carry, kept until its outcome is known: another process that takes the pass over while
 * this one still lives reads those contacts back. Where nobody can, the proof that this one holds the pass is enough.
 */
export class RequestNote {
  readonly #pass: Pass;
  readonly #batch: readonly Prepared[];
  readonly #request = randomUUID();

  constructor(pass: Pass, batch: readonly Prepared[]) {
    this.#pass = pass;
    this.#batch = batch;
  }

  async write(): Promise<void> {
    const { state, ledger } = this.#pass;
    if (state.isShared) {
      const notes = this.#batch.map(updateNote);
      await ledger.write((tx) => tx.intents.noteUpdates(this.#request, notes));
      return;
    }
    await state.provePassLock();
    await ledger.open();
  }

  async drop(tx?: Repositories): Promise<void> {
    const { state, ledger } = this.#pass;
    if (!state.isShared) return;
    if (tx === undefined) await ledger.write((own) => own.intents.dropNotes(this.#request));
    else await tx.intents.dropNotes(this.#request);
  }
}
