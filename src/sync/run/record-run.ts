import { failureOf, type RunFailure } from '../../app-error.ts';
import { GuardError } from '../errors.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import { PassCounts } from '../pass/pass-counts.ts';
import { FindingLog } from './finding-log.ts';

/** What a run takes down while it works. */
export interface RunBook {
  readonly runId: number;
  readonly counts: PassCounts;
  readonly findings: FindingLog;
}

/** Runs `work` as a run of its own beside the passes; a failure is recorded too, then thrown. */
export async function recordRun<T>(
  { state, clock, amo, log }: SyncSetup,
  mode: string,
  work: (book: RunBook) => Promise<T>,
): Promise<T> {
  const begun = clock.monotonic();
  const before = amo.counters.requests;
  const runId = await state.runs.start(mode, clock.now());
  const findings = new FindingLog(runId, state.findings);
  const book: RunBook = { runId, counts: new PassCounts(), findings };
  const finish = (outcome: 'ok' | 'stopped' | 'failed', failure: RunFailure | null) =>
    state.transaction(async (tx) => {
      await findings.write(tx.findings);
      await tx.runs.finish(runId, {
        ...{ mode, outcome, failure },
        endedAt: clock.now(),
        counts: {
          ...book.counts.toJSON(),
          requests: amo.counters.requests - before,
          durationMs: Math.round(clock.monotonic() - begun),
        },
      });
    });
  try {
    const done = await work(book);
    await finish('ok', null);
    return done;
  } catch (error) {
    const failure = failureOf(error);
    // What ended the run is what has to be told, also when the store will not take it down any more.
    await finish(error instanceof GuardError ? 'stopped' : 'failed', failure).catch(() =>
      log.error({ runId, code: failure.errorCode }, 'the run could not be recorded'),
    );
    throw error;
  }
}
