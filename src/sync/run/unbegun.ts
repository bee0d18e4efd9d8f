import { failureOf } from '../../app-error.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import { expectedMode, kindOf, type PassMode } from '../pass/pass-kind.ts';

/** A pass that did not come as far as to be recorded as a run. */
interface Unbegun {
  readonly mode: PassMode;
  /** Wall ms. */
  readonly startedAt: number;
  readonly error: unknown;
}

/** The history tells of it, too. The caller holds the pass lock. Never rejects. */
export async function recordUnbegun(
  { state, clock, log }: Pick<SyncSetup, 'state' | 'clock' | 'log'>,
  { mode, startedAt, error }: Unbegun,
): Promise<void> {
  const failure = failureOf(error);
  try {
    const listedAs = await expectedMode(state, kindOf(mode, false));
    await state.runs.couldNotBegin(listedAs, failure, { startedAt, endedAt: clock.now() });
  } catch {
    // What kept the pass from beginning is what has to be told; the caller does.
    log.error({ code: failure.errorCode }, 'the run could not be recorded');
  }
}
