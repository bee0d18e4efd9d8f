import type { Clinic } from '../clinic/clinic.ts';
import { beginFirstLoad } from '../clinic/first-load.ts';
import type { FirstLoadPolicy } from '../config/load-config.ts';
import { PassLoop } from './loop/pass-loop.ts';
import { WakeSignal } from './loop/wake-signal.ts';
import { PauseKeeper } from './pauses/pause-keeper.ts';
import { pauseService, requestPass, resumeService } from './person-actions.ts';
import { deepSchedule } from './schedule/deep-schedule.ts';
import type { Timetable } from './schedule/next-passes.ts';
import { PassRecord } from './schedule/pass-record.ts';
import type { Service } from './service.ts';
import type { ServiceEvents } from './service-events.ts';
import { factsReader } from './service-facts.ts';

interface ServiceOptions {
  /** Its signal ends the service. */
  readonly clinic: Clinic;
  readonly intervalMs: number;
  readonly firstLoad: FirstLoadPolicy;
  readonly deepHours: { readonly morning: number; readonly evening: number };
  /** Where the line to amoCRM tells of its requests, too. */
  readonly events: ServiceEvents;
  readonly onAlive?: () => void;
  /** How often it looks for what other processes put into the state; default 1 s. */
  readonly pollMs?: number;
}

interface ServiceHandle {
  readonly service: Service;
  readonly timetable: Timetable;
  /**
   * Works until the signal is aborted; then what is in flight gets its answer, or stays an intent.
   *
   * @throws StateError STATE_REPLACED: only a new start reads the other key.
   */
  run(): Promise<void>;
}

/** Puts the service together; nothing runs before {@link ServiceHandle.run}. */
export async function createService(options: ServiceOptions): Promise<ServiceHandle> {
  const { clinic, events, intervalMs, firstLoad } = options;
  const timetable: Timetable = {
    intervalMs,
    deep: deepSchedule(options.deepHours, clinic.timeZone),
  };
  const wakeSignal = new WakeSignal();
  const pauses = new PauseKeeper(clinic, events);
  const record = new PassRecord(clinic, timetable);
  const loop = new PassLoop({
    clinic,
    record,
    pauses,
    events,
    wakeSignal,
    firstLoad,
    onAlive: options.onAlive ?? (() => undefined),
    pollMs: options.pollMs ?? 1_000,
  });
  await record.prepare();
  await pauses.look();
  const wake = () => wakeSignal.wake();
  const service: Service = {
    facts: factsReader(clinic, { intervalMs, loop, record, events, startedAt: clinic.clock.now() }),
    holdFirstLoad: async (actor) => {
      const { unasked, firstLoadDone } = await service.facts();
      if (firstLoadDone || unasked !== null) return;
      await service.pause(actor);
    },
    begin: async (actor) => {
      await beginFirstLoad(clinic, actor);
      await resumeService(clinic, actor, ['user']);
      await service.runNow({ kind: 'incremental', allowed: null, actor });
    },
    pause: (actor) => pauseService(clinic, actor).then(wake),
    resume: (actor, reasons) => resumeService(clinic, actor, reasons).then(wake),
    runNow: (request) => requestPass(clinic, request).then(wake),
    subscribe: (listener) => events.subscribe(listener),
  };
  return { service, timetable, run: () => loop.run() };
}
