import type { Instant } from '../../amocrm/limiter/limiter-state.ts';
import { whatEnded } from '../../app-error.ts';
import type { Clinic } from '../../clinic/clinic.ts';
import { unaskedSources } from '../../clinic/first-load.ts';
import type { FirstLoadPolicy } from '../../config/load-config.ts';
import type { SourceNumber } from '../../contact/model/patient-key.ts';
import type { RunningPass } from '../../health/facts.ts';
import { describeHolder, type LockHolder } from '../../state/processes/pass-lock.ts';
import type { PassRequest } from '../../state/record/pass-requests.ts';
import { type FirstLoad, passesBetween } from '../../sync/pass/first-load.ts';
import type { SyncSetup } from '../../sync/pass/pass-context.ts';
import { ServiceError, serviceErrors } from '../errors.ts';
import type { PauseKeeper } from '../pauses/pause-keeper.ts';
import type { PassKind } from '../schedule/next-passes.ts';
import type { PassRecord } from '../schedule/pass-record.ts';
import type { ServiceEvents } from '../service-events.ts';
import { attended } from './attended.ts';
import { endedBy } from './ended-by.ts';
import type { PassLog } from './pass-log.ts';
import { type PassEnd, runOnePass, runPassBetween } from './pass-runner.ts';
import type { WakeSignal } from './wake-signal.ts';

export interface PassTurnParts {
  readonly clinic: Clinic;
  readonly record: PassRecord;
  readonly pauses: PauseKeeper;
  readonly firstLoad: FirstLoadPolicy;
  readonly events: ServiceEvents;
  /** Of whoever wants that it looks at once. */
  readonly wakeSignal: WakeSignal;
  /** Told that it goes on, during a pass too: what a watchdog waits for. */
  readonly onAlive: () => void;
  /** How often it looks for what others put into the state. */
  readonly pollMs: number;
  /** Whether both sides are the clinic's own, before anything of them is read or written; throws where they are not. */
  readonly admit?: (setup: SyncSetup) => Promise<void>;
  /** Whether what is due may begin here; absent: whatever it is. */
  readonly mayBegin?: (kind: PassKind) => Promise<boolean>;
  /** How long another process may keep the pass lock before the turn is given up; absent: for ever. */
  readonly patienceMs?: number;
}

/** An allowance that waited longer for the service is not what a person meant any more. */
const allowanceHoldsMs = 10 * 60_000;

/** Looks at clock, pauses and requests, and runs the pass that is due, one at a time. */
export class PassTurn {
  readonly #parts: PassTurnParts;
  readonly #log: PassLog;
  #running: RunningPass | null = null;
  #waitsFor: LockHolder | null = null;
  /** As of the last look: sources that wait for a person's word. */
  #unasked: ReadonlySet<SourceNumber> = new Set();

  constructor(parts: PassTurnParts, log: PassLog) {
    this.#parts = parts;
    this.#log = log;
  }

  get running(): RunningPass | null {
    return this.#running;
  }

  get waitsFor(): LockHolder | null {
    return this.#waitsFor;
  }

  /** When the next passes will be; null while a person's word is waited for. Wall ms. */
  get next(): PassRecord['next'] | null {
    const { pauses, record, clinic } = this.#parts;
    const { clock } = clinic;
    const tryAt = pauses.nextTryAt;
    if (tryAt === null || this.#isUnasked) return null;
    const earliest = clock.now() + Math.max(tryAt - clock.monotonic(), 0);
    const { incrementalAt, deepAt } = record.next;
    return {
      incrementalAt: Math.max(incrementalAt, earliest),
      deepAt: Math.max(deepAt, earliest),
    };
  }

  /** Runs what is due, if anything is. @throws StateError; what a pass itself ends with is learned from. */
  async take(): Promise<void> {
    if ((await this.#due()) !== null) await this.#passUnderLock();
  }

  /** Nobody has asked for anybody yet: nothing is read or written. */
  get #isUnasked(): boolean {
    return this.#unasked.size === this.#parts.clinic.sources.length;
  }

  async #due(): Promise<PassKind | null> {
    const kind = await this.#wanted();
    const { mayBegin } = this.#parts;
    return kind === null || mayBegin === undefined || (await mayBegin(kind)) ? kind : null;
  }

  /** A person's request counts in spite of pauses: trying is how they find out. */
  async #wanted(): Promise<PassKind | null> {
    const { clinic, pauses, record, firstLoad } = this.#parts;
    const { state, clock } = clinic;
    const removed = await pauses.look();
    if (removed.length > 0) record.forgive();
    this.#unasked = await unaskedSources(clinic, firstLoad);
    if (this.#isUnasked) return null;
    const wished = await state.passRequests.wanted();
    if (wished !== null) return record.rests ? null : wished;
    const tryAt = pauses.nextTryAt;
    return tryAt === null || clock.monotonic() < tryAt ? null : record.due;
  }

  async #passUnderLock(): Promise<void> {
    const { clinic, record, events, patienceMs } = this.#parts;
    const { state, log, clock } = clinic;
    const over = new AbortController();
    const isOurs = new AbortController();
    const signal = AbortSignal.any([clinic.signal, over.signal]);
    if (patienceMs !== undefined) {
      clock.sleep(patienceMs, AbortSignal.any([over.signal, isOurs.signal])).then(
        () => over.abort(new ServiceError(serviceErrors.lockedForLong)),
        () => undefined,
      );
    }
    const waiting = state.passLock.acquire({
      command: 'run',
      wait: true,
      signal,
      onWait: (holder) => {
        this.#waitsFor = holder;
        const since = holder && new Date(holder.since).toISOString();
        log.info({ holder: describeHolder(holder), since }, 'waiting for another process');
      },
      // The lock is ours by then. Given up here, the wait would begin anew with each turn, and no pass would ever come.
      onFellBack: () => {
        isOurs.abort();
        log.warn('the state fell back: waiting for what may be on its way');
      },
    });
    const tell = async () => events.emit({ type: 'turn', at: clock.now() });
    const held = await attended(this.#parts, waiting, tell).finally(() => {
      this.#waitsFor = null;
      over.abort();
    });
    try {
      // While we waited, the other process may have done it, or somebody may have paused us.
      await record.remember();
      const kind = await this.#due();
      if (kind !== null) await this.#pass(kind);
    } finally {
      held.release();
    }
  }

  async #pass(kind: PassKind): Promise<void> {
    const { clinic, pauses, record, events } = this.#parts;
    const { state, signal, clock } = clinic;
    const requests = await state.passRequests.all();
    const allowed = allowedBy(requests, clock.now());
    const stop = new AbortController();
    const end = () => stop.abort(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    const wasPaused = pauses.has('user');
    const over = { signal: stop.signal, withheld: this.#unasked };
    const look = async () => {
      await pauses.look();
      if (!wasPaused && pauses.has('user')) stop.abort(new ServiceError(serviceErrors.paused));
    };
    this.#running = { mode: kind, since: clock.now(), progress: null };
    const onProgress = (progress: NonNullable<RunningPass['progress']>) => {
      if (this.#running !== null) this.#running = { ...this.#running, progress };
      events.emit({ type: 'pass-progress', progress });
    };
    const othersWait = () => record.mayCutIn;
    const betweenPages = async (firstLoad: FirstLoad | null) => {
      if (!othersWait()) return;
      const turn = record.now;
      // What it met, the deep pass or the next one will meet too: only those decide on pauses.
      for (const within of passesBetween(firstLoad))
        await this.#told('incremental', () => runPassBetween(clinic, within, over), turn);
    };
    const { admit } = this.#parts;
    const between = { betweenPages, othersWait };
    const due = { kind, allowed, ...over, onProgress, ...between, ...(admit && { admit }) };
    try {
      const { outcome } = await this.#told(kind, async () => {
        const ended = await attended(this.#parts, runOnePass(clinic, due), look);
        this.#running = null;
        return ended;
      });
      if (outcome.kind === 'done') await pauses.ended();
      if (outcome.kind === 'failed') await pauses.failed(outcome.error);
      // A pass that ends with the process leaves its requests to the next one; what came meanwhile is another pass.
      if (!signal.aborted) await state.passRequests.fulfil(requests);
    } finally {
      signal.removeEventListener('abort', end);
      this.#running = null;
    }
  }

  /** Runs a pass, tells of it and learns from it. */
  async #told(kind: PassKind, run: () => Promise<PassEnd>, turn?: Instant): Promise<PassEnd> {
    const { clinic, events, record } = this.#parts;
    const since = clinic.clock.now();
    record.begin(kind, turn);
    events.emit({ type: 'pass-started', mode: kind, at: since });
    const end = await run();
    try {
      await this.#learned(kind, end, since);
    } finally {
      this.#tellEnd(end);
    }
    return end;
  }

  async #learned(kind: PassKind, end: PassEnd, since: number): Promise<void> {
    const { record } = this.#parts;
    const { outcome } = end;
    if (outcome.kind === 'failed' && this.#isStop(outcome.error)) {
      record.stopped(kind, end);
      return;
    }
    this.#log.ended(end);
    await record.learn(kind, end, since);
  }

  #tellEnd({ outcome }: PassEnd): void {
    const { clinic, events } = this.#parts;
    events.emit({
      type: 'pass-ended',
      at: clinic.clock.now(),
      ...(outcome.kind === 'done' ? { result: outcome.result } : {}),
      ...(outcome.kind === 'failed' ? this.#failure(outcome.error) : {}),
    });
  }

  #failure(error: unknown) {
    const isStop = endedBy(this.#parts.clinic.signal, error);
    return { errorCode: codeOf(error), ...(isStop && { isStop: true as const }) };
  }

  #isStop(error: unknown): boolean {
    return endedBy(this.#parts.clinic.signal, error) || error instanceof ServiceError;
  }
}

/** The largest mass change that a person allowed lately. */
function allowedBy(requests: readonly PassRequest[], now: number): number | null {
  const fresh = requests.filter(({ askedAt }) => now - askedAt <= allowanceHoldsMs);
  const most = Math.max(0, ...fresh.map(({ allowed }) => allowed ?? 0));
  return most === 0 ? null : most;
}

export function codeOf(thrown: unknown): string {
  const error = whatEnded(thrown);
  return error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL';
}
