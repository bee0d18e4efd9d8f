import type { Clinic, ClinicConfig } from '../../clinic/clinic.ts';
import { beginFirstLoad } from '../../clinic/first-load.ts';
import type { FleetTables } from '../../fleet/tables/fleet-tables.ts';
import type { ClinicRow } from '../../fleet/tables/overview.ts';
import { heldCount } from '../../service/held-count.ts';
import { outsideFacts } from '../../service/outside-facts.ts';
import { pauseService, requestPass, resumeService } from '../../service/person-actions.ts';
import type { Service } from '../../service/service.ts';
import type { ServiceEvents } from '../../service/service-events.ts';

interface FleetServiceParts {
  readonly clinic: Clinic;
  readonly config: Pick<ClinicConfig, 'sync'>;
  readonly number: number;
  readonly seen: Pick<FleetTables, 'clinic'>;
  readonly due: Pick<FleetTables['due'], 'dueNow'>;
  readonly events: ServiceEvents;
}

/**
 * The service of a clinic of a fleet, which is whichever machine makes its next pass: what people want goes into the
 * clinic's state, and the clinic is due at once.
 */
export function fleetService(parts: FleetServiceParts): Service {
  const { clinic, config, number, seen, due, events } = parts;
  const counted = heldCount(clinic);
  events.subscribe(({ type }) => {
    if (type === 'pass-ended') counted.forget();
  });
  const wake = () => due.dueNow(number);
  const service: Service = {
    facts: async (reads) => {
      const { state, clock, timeZone, sources } = clinic;
      const { intervalMs, deepHours } = config.sync;
      const access = await clinic.access();
      const fleet = fleetView(await seen.clinic(number), clock.now());
      const view = { state, clock, timeZone, sources, access, fleet, intervalMs, deepHours };
      const by = reads ?? state;
      const facts = await outsideFacts({ ...view, reads: by, counted: () => counted.read(by) });
      return { ...facts, access };
    },
    holdFirstLoad: async (actor) => {
      const { unasked, firstLoadDone } = await service.facts();
      if (!firstLoadDone && unasked === null) await pauseService(clinic, actor);
    },
    begin: async (actor) => {
      await beginFirstLoad(clinic, actor);
      await resumeService(clinic, actor, ['user']);
      await requestPass(clinic, { kind: 'incremental', allowed: null, actor });
      await wake();
    },
    // A pass under way sees it by itself, and so does the next one.
    pause: async (actor) => {
      await pauseService(clinic, actor);
      await wake();
    },
    resume: async (actor, reasons) => {
      await resumeService(clinic, actor, reasons);
      await wake();
    },
    runNow: async (request) => {
      await requestPass(clinic, request);
      await wake();
    },
    subscribe: (listener) => events.subscribe(listener),
  };
  return service;
}

/** What the tables tell of a clinic's passes, by this machine's clock; `row` null: it is in the fleet no more. */
function fleetView(row: ClinicRow | null, now: number) {
  const by = row?.by ?? null;
  return {
    service: by && { ...by, command: 'fleet run' },
    nextAt: now + Math.max(0, Math.round(row?.dueInMs ?? 0)),
    running: row?.running ?? null,
  };
}
