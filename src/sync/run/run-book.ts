import { failureOf, type RunFailure } from '../../app-error.ts';
import type { RunOutcome } from '../../state/record/runs.ts';
import { noteAsked, type Reach } from '../guard/asking/asked.ts';
import {
  type StoppedChange,
  stoppedCounts,
  stoppedFindings,
} from '../guard/asking/stopped-change.ts';
import { GuardError } from '../guard/errors.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import { PassCounts } from '../pass/pass-counts.ts';
import { expectedMode, kindOf, type PassMode } from '../pass/pass-kind.ts';
import { FindingLog } from './findings/finding-log.ts';

interface RunListing {
  /** What it is listed as: `incremental`, `deep`, `plan`, `patients`, `clear`, `forget`. */
  readonly mode: string;
  /** False for a run within another one of the same process. */
  readonly alone?: boolean;
  /** How large a mass change a person allowed for it. */
  readonly allowed?: number | undefined;
}

/** How a run ended before its time. */
export interface RunBreak {
  readonly outcome: RunOutcome;
  readonly failure: RunFailure;
  /** What the guard stopped, and for whom. */
  readonly stopped: StoppedChange;
}

export interface RunTotals {
  /** Requests to amoCRM. */
  readonly requests: number;
  readonly durationMs: number;
}

/** One run in the history: what it counts and finds while it works, and how it came to its end. */
export class RunBook {
  readonly runId: number;
  /** It may turn out to be another than it was listed as when it began. */
  mode: string;
  counts = new PassCounts();
  /** What it looks at, for a pass that the guard may stop; null: nobody will be asked later for what it was stopped for. */
  reach: Reach | null = null;
  readonly findings: FindingLog;
  /** What the run works with; what it asks of amoCRM is counted apart from all others. */
  readonly setup: SyncSetup;
  readonly #begun: number;

  private constructor(setup: SyncSetup, runId: number, mode: string) {
    this.setup = { ...setup, amo: setup.amo.apart() };
    this.runId = runId;
    this.mode = mode;
    this.findings = new FindingLog(runId, setup.state.findings);
    this.#begun = setup.clock.monotonic();
  }

  static async open(setup: SyncSetup, { mode, ...options }: RunListing): Promise<RunBook> {
    return new RunBook(setup, await setup.state.runs.start(mode, setup.clock.now(), options), mode);
  }

  /** What was written before a pass began anew stays written, and told. */
  async beginAnew(): Promise<void> {
    await this.findings.beginAnew(done);
    this.counts = this.counts.begunAnew();
  }

  async close(outcome: RunOutcome, broken?: Omit<RunBreak, 'outcome'>): Promise<RunTotals> {
    const { state, clock, amo, ident } = this.setup;
    const { requests, throttled } = amo.counters;
    const totals = { requests, durationMs: Math.round(clock.monotonic() - this.#begun) };
    // Tells later whether a pass that failed had reached IDENT.
    const queryMs = Math.ceil(ident.queryMs);
    const stopped: StoppedChange = broken?.stopped ?? new Map();
    await state.transaction(async (tx) => {
      await this.findings.write(tx.findings);
      await tx.findings.add(this.runId, stoppedFindings(stopped));
      if (this.reach !== null) await noteAsked(tx, stopped, this.reach);
      await tx.runs.finish(this.runId, {
        mode: this.mode,
        endedAt: clock.now(),
        outcome,
        failure: broken?.failure ?? null,
        counts: {
          ...this.counts.toJSON(),
          ...totals,
          throttled,
          queryMs,
          ...stoppedCounts(stopped),
        },
      });
      if (this.mode === 'deep') await tx.runs.prune();
    });
    return totals;
  }

  /** What ended the run is what has to be told, also when the store will not take it down any more. */
  async break(why: RunBreak): Promise<void> {
    await this.close(why.outcome, why).catch(() =>
      this.setup.log.error(
        { runId: this.runId, code: why.failure.errorCode },
        'the run could not be recorded',
      ),
    );
  }
}

/** How a run is recorded that this error ended. */
export function breakBy(error: unknown): RunBreak {
  const failure = failureOf(error);
  return error instanceof GuardError
    ? { outcome: 'stopped', failure, stopped: error.patients }
    : { outcome: 'failed', failure, stopped: new Map() };
}

/** Runs `work` as a run of its own beside the passes; a failure is recorded too, then thrown. */
export async function recordRun<T>(
  setup: SyncSetup,
  mode: string,
  work: (book: RunBook) => Promise<T>,
): Promise<T> {
  const book = await RunBook.open(setup, { mode });
  try {
    const value = await work(book);
    await book.close('ok');
    return value;
  } catch (error) {
    await book.break(breakBy(error));
    throw error;
  }
}

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

const done = [
  'found-after-unknown',
  'relinked',
  'merged',
  're-created',
  'adopted',
  'removed',
] as const;
