import type { Logger } from 'pino';
import { AppError, logFields, whatEnded } from '../../app-error.ts';
import type { ClinicConfig } from '../../clinic/clinic.ts';
import { backoffMs, type Clock } from '../../clock.ts';
import type { DatabaseMemories } from '../../ident/database-memory.ts';
import { PassLog } from '../../service/loop/pass-log.ts';
import { PassTurn } from '../../service/loop/pass-turn.ts';
import { WakeSignal } from '../../service/loop/wake-signal.ts';
import { PauseKeeper } from '../../service/pauses/pause-keeper.ts';
import { endsByPerson } from '../../service/pauses/pause-rules.ts';
import { deepSchedule } from '../../service/schedule/deep-schedule.ts';
import { type PassKind, retryMs } from '../../service/schedule/next-passes.ts';
import { PassRecord } from '../../service/schedule/pass-record.ts';
import type { ServiceListener } from '../../service/service-event.ts';
import { ServiceEvents } from '../../service/service-events.ts';
import { factsReader } from '../../service/service-facts.ts';
import type { SharedConnections } from '../../state/postgres/open-server.ts';
import type { SyncSetup } from '../../sync/pass/pass-context.ts';
import { expectedMode, kindOf } from '../../sync/pass/pass-kind.ts';
import { restoredCircuits, savedCircuits, settingsMarks } from '../circuits.ts';
import { openClinic } from '../clinic/open-clinic.ts';
import { FleetError, fleetErrors } from '../errors.ts';
import { restored, type SavedHistory, saved } from '../history.ts';
import type { BegunTurn, EndedTurn } from '../tables/due-times.ts';
import { type HealthKeeper, shownOf } from '../watch/health-keeper.ts';
import { classOf, type PassClass } from './places.ts';
import type { Silence } from './silence.ts';
import { ofTheServer, TurnCourse } from './turn-course.ts';

export interface TurnOptions {
  readonly config: ClinicConfig;
  readonly begun: BegunTurn;
  /** The class of the place that it holds. */
  readonly place: PassClass;
  readonly shared: SharedConnections;
  /** What turns of this machine before have learnt of the clinic's databases by the same settings. */
  readonly memories: DatabaseMemories;
  /** Whether both sides are this clinic's and no other's. */
  readonly admit: (setup: SyncSetup) => Promise<void>;
  /** Told of the clinic's health, as it is now and after the pass. */
  readonly health: HealthKeeper;
  /** Told of what happens in the pass. */
  readonly listener: ServiceListener;
  /** How long nobody has answered in it. */
  readonly silence: Pick<Silence, 'longestMs'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Longer than the lock of a machine that fell silent stands. */
const lockPatienceMs = 30_000;
const lockedRetryMs = 30_000;
/**
 * A server that is back, or has taken a session away, is asked soon, since it keeps all its clinics waiting alike; one that
 * ends a clinic's passes again and again is asked ever later: each of them asks amoCRM for its beginning.
 */
const serverRetry = { firstMs: 10_000, mostMs: 120_000 } as const;
/** How often a pass under way looks for what people want. */
const lookMs = 2_000;
/** Whatever is due at once is due a moment later. */
const leastMs = 1_000;

/** What came of a turn. */
export interface TurnEnd {
  readonly next: EndedTurn;
  /** What this machine alone is to blame for: another one may do better. */
  readonly unfit: string | null;
}

/**
 * The clinic is put together, does what is due, and is taken apart again: between its passes it holds no session,
 * and of memory only what spares the next one reading the same rows again. What its passes teach goes with the table of
 * due times. Never rejects.
 */
export async function clinicTurn(options: TurnOptions): Promise<TurnEnd> {
  const { begun, signal, log, config } = options;
  try {
    return { next: await taken(options), unfit: null };
  } catch (thrown) {
    const error = whatEnded(thrown);
    const { failures } = begun;
    const same = {
      failures,
      class: classOf({ failures, isLong: true }),
      history: null,
      asks: null,
    };
    const later = (dueInMs: number, more: Partial<EndedTurn> = {}): TurnEnd => ({
      next: { ...same, outcome: null, dueInMs, ...more },
      unfit: null,
    });
    if (signal.aborted) return later(0);
    const code = error instanceof AppError ? error.code : 'INTERNAL';
    if (code === 'PASS_LOCKED') return later(lockedRetryMs);
    log.error(
      { ...logFields(error), account: config.clinic },
      'the clinic could not take its turn',
    );
    if (ofThisMachine.has(code)) return { ...later(leastMs), unfit: code };
    await options.health.hide(code);
    if (ofTheServer.has(code)) {
      const cutOff = (begun.history?.cutOff ?? 0) + 1;
      const history = { ...(begun.history ?? nothingTaught), cutOff };
      return later(backoffMs(serverRetry, cutOff), { history, outcome: code });
    }
    const more = failures + 1;
    return later(retryMs('incremental', more), {
      failures: more,
      class: classOf({ failures: more, isLong: true }),
      outcome: code,
    });
  }
}

const nothingTaught: SavedHistory = { incremental: null, deep: null };

/** The key lies beside each machine, and each has a version of its own. */
const ofThisMachine: ReadonlySet<string> = new Set([
  'STATE_OLDER',
  'STATE_NEWER',
  'STATE_KEY_MISSING',
  'STATE_KEY_WRONG',
  'STATE_KEY_WEAK',
]);

async function taken(options: TurnOptions): Promise<EndedTurn> {
  const { config, begun, place, shared, memories, admit, clock, log, signal } = options;
  const { server } = config.state;
  if (!begun.hasState) {
    throw new FleetError(fleetErrors.stateGone({ schema: server?.schema ?? '' }));
  }
  const { intervalMs, deepHours, firstLoad } = config.sync;
  const start = clock.monotonic();
  const moment = () => ({
    wall: clock.now(),
    monotonic: clock.monotonic(),
    server: begun.serverMs + clock.monotonic() - start,
  });
  const events = new ServiceEvents(log);
  await using clinic = await openClinic(config, {
    clock,
    log,
    signal,
    shared,
    memories,
    onEvent: (event) => events.emit({ type: 'amocrm', event }),
  });
  const course = new TurnCourse(signal);
  events.subscribe(course.hear);
  const timetable = { intervalMs, deep: deepSchedule(deepHours, clinic.timeZone) };
  const before = restored(begun.history, moment());
  const record = new PassRecord(clinic, timetable, before);
  const marks = settingsMarks(config.sources, clinic.state.key);
  clinic.pace.remember(restoredCircuits(begun.history?.circuits ?? [], moment(), marks));
  const pauses = new PauseKeeper(clinic, events);
  await record.prepare();
  await pauses.look();
  events.subscribe(options.listener);
  let isMisplaced = false;
  // Since the place was given, an hour of deep passes may have struck, or a person asked for one.
  const mayBegin = async (kind: PassKind) => {
    if (place !== 'quick') return true;
    const mode = kind === 'deep' ? kind : await expectedMode(clinic.state, kindOf('auto', false));
    isMisplaced = mode === 'deep';
    return !isMisplaced;
  };
  const turn = new PassTurn(
    {
      clinic,
      record,
      pauses,
      firstLoad,
      events,
      admit,
      wakeSignal: new WakeSignal(),
      mayBegin,
      onAlive: () => undefined,
      pollMs: lookMs,
      patienceMs: lockPatienceMs,
    },
    new PassLog(log, start),
  );
  const facts = factsReader(clinic, {
    intervalMs,
    loop: turn,
    record,
    events,
    startedAt: clock.now(),
  });
  await options.health.during(
    async () => ({ ...(await shownOf(clinic, facts)), at: moment().server }),
    () => turn.take(),
  );
  if (!signal.aborted) await clinic.pace.tried();
  const { next } = turn;
  const history = course.taught(record.history, before);
  const silentMs = course.outcome === 'ok' ? options.silence.longestMs : begun.history?.silentMs;
  const circuits = savedCircuits(clinic.pace.circuits, moment(), marks);
  const isByServer = ofTheServer.has(course.outcome ?? '');
  const cutBefore = begun.history?.cutOff ?? 0;
  const cutOff = isByServer ? cutBefore + 1 : course.outcome === null ? cutBefore : 0;
  const kept = saved(history, moment(), { circuits: [...circuits], silentMs, cutOff });
  const isDeepNext = next !== null && next.deepAt <= next.incrementalAt;
  const failuresOf = (kind: PassKind) => history[kind]?.failures ?? 0;
  const isLong =
    isMisplaced ||
    course.cut.has('deep') ||
    isDeepNext ||
    !history.firstLoadDone ||
    (await clinic.state.meta.get('deepDue')) !== undefined;
  // What was cut off is for another machine, and what does not belong here for another place, at once.
  if (course.cut.size > 0 || isMisplaced) {
    const { failures } = begun;
    const as = { class: classOf({ failures, isLong }), failures, history: kept, asks: null };
    if (!isByServer) return { ...as, outcome: null, dueInMs: 0 };
    return { ...as, outcome: course.outcome, dueInMs: backoffMs(serverRetry, cutOff) };
  }
  // Where a person's word is waited for, it is looked for as often as passes would be made.
  const dueInMs =
    next === null ? intervalMs : Math.min(next.incrementalAt, next.deepAt) - clock.now();
  return {
    dueInMs: Math.max(dueInMs, leastMs),
    outcome: course.outcome,
    history: kept,
    // What is told is the worse of both; its place is that of what comes next.
    failures: Math.max(failuresOf('deep'), failuresOf('incremental')),
    class: classOf({ failures: failuresOf(isDeepNext ? 'deep' : 'incremental'), isLong }),
    asks: next === null ? asksOf(pauses) : null,
  };
}

/** Of a clinic whose next pass nobody can tell: a pause that a person alone ends, or the first load that waits for a word. */
function asksOf({ standing }: PauseKeeper): string {
  return standing.find(({ reason }) => endsByPerson.has(reason))?.reason ?? 'first-load';
}
