import type { ApiParts, ApiTools } from './api-tools.ts';
import { downloads } from './areas/downloads.ts';
import { fieldsHandlers } from './areas/fields.ts';
import { outsideHandlers } from './areas/overview/coverage.ts';
import { overviewHandlers } from './areas/overview/overview.ts';
import { patientHandlers } from './areas/patients/patient.ts';
import { recordsHandlers } from './areas/records.ts';
import { rejectedHandlers } from './areas/rejected.ts';
import { runsHandlers } from './areas/runs.ts';
import { FieldsSeen } from './areas/setup/fields-seen.ts';
import { setupHandlers } from './areas/setup/setup.ts';
import { CohortJob } from './areas/visits/cohort-job.ts';
import { visitsHandlers } from './areas/visits/visits.ts';
import type { fleetRoutes } from './contract/fleet.ts';
import type { doorRoutes } from './contract/session.ts';
import type { formRoutes } from './contract/set-up/form.ts';
import type { Handlers, JsonRoute } from './handlers.ts';
import { IdentDesk } from './ident-desk.ts';
import { LiveEvents } from './live/live-events.ts';
import { PlanJob } from './plan-job.ts';

type AnsweredElsewhere = keyof (typeof doorRoutes & typeof formRoutes & typeof fleetRoutes);

export type Api = ReturnType<typeof createApi>;

/** Everything that asks for a sign-in. */
export function createApi(tools: ApiTools) {
  const { clinic, service, turn } = tools;
  const desk = new IdentDesk(clinic, turn);
  const events = new LiveEvents(clinic.clock);
  const plan = new PlanJob(clinic, (state) => events.publish({ type: 'plan', state }));
  const cohort = new CohortJob(clinic, desk, (state) => events.publish({ type: 'cohort', state }));
  const parts: ApiParts = { ...tools, desk, plan, cohort, fields: new FieldsSeen() };
  // All but what sign-in, the form of the set-up and a fleet answer.
  const handlers: Handlers<Exclude<JsonRoute, AnsweredElsewhere>> = {
    ...overviewHandlers(parts),
    ...outsideHandlers(parts),
    ...runsHandlers(parts),
    ...patientHandlers(parts),
    ...visitsHandlers(parts),
    ...rejectedHandlers(parts),
    ...fieldsHandlers(parts),
    ...setupHandlers(parts),
    ...recordsHandlers(parts),
  };
  return {
    handlers,
    downloads: downloads(parts),
    events,
    /** What is counted for longer than a request lasts, as it stands. */
    jobs: { plan: () => plan.current, cohort: () => cohort.current },
    /** Stops listening to the service. */
    close: events.follow(service),
  };
}
