import type { ApiTools } from './api-tools.ts';
import { type Downloads, downloads } from './areas/downloads.ts';
import { fieldsHandlers } from './areas/fields.ts';
import { outsideHandlers } from './areas/overview/coverage.ts';
import { overviewHandlers } from './areas/overview/overview.ts';
import { patientHandlers } from './areas/patients/patient.ts';
import { recordsHandlers } from './areas/records.ts';
import { rejectedHandlers } from './areas/rejected.ts';
import { runsHandlers } from './areas/runs.ts';
import { FieldsSeen } from './areas/setup/fields-seen.ts';
import { setupHandlers } from './areas/setup/setup.ts';
import { upkeepHandlers } from './areas/upkeep.ts';
import { CohortJob } from './areas/visits/cohort-job.ts';
import { visitsHandlers } from './areas/visits/visits.ts';
import type { fleetRoutes } from './contract/fleet.ts';
import type { doorRoutes } from './contract/session.ts';
import type { formRoutes } from './contract/set-up/form.ts';
import type { Answer, Handlers, JsonRoute } from './handlers.ts';
import { IdentDesk } from './ident-desk.ts';
import { LiveEvents } from './live/live-events.ts';
import { PlanJob } from './plan-job.ts';

type AnsweredElsewhere = keyof (typeof doorRoutes & typeof formRoutes & typeof fleetRoutes);

export interface Api {
  /** All but what sign-in, the form of the set-up and a fleet answer. */
  readonly handlers: Handlers<Exclude<JsonRoute, AnsweredElsewhere>>;
  readonly downloads: Downloads;
  readonly events: LiveEvents;
  /** What is counted for longer than a request lasts, as it stands. */
  readonly jobs: {
    readonly plan: () => Answer<'plan'>;
    readonly cohort: () => Answer<'cohort'>;
  };
  /** Stops listening to the service. */
  close(): void;
}

/** Everything that asks for a sign-in. */
export function createApi(tools: ApiTools): Api {
  const desk = new IdentDesk(tools.clinic, tools.turn);
  const fields = new FieldsSeen();
  const events = new LiveEvents(tools.clinic.clock);
  const plan = new PlanJob(tools.clinic, (state) => events.publish({ type: 'plan', state }));
  const cohort = new CohortJob(tools.clinic, {
    desk,
    onChange: (state) => events.publish({ type: 'cohort', state }),
  });
  return {
    handlers: {
      ...overviewHandlers(tools),
      ...outsideHandlers(tools),
      ...runsHandlers(tools),
      ...patientHandlers(tools, desk),
      ...visitsHandlers(tools, { desk, cohort }),
      ...rejectedHandlers(tools),
      ...fieldsHandlers(tools.clinic, { desk, seen: fields }),
      ...setupHandlers(tools, { desk, plan, fields }),
      ...recordsHandlers(tools),
      ...upkeepHandlers(tools),
    },
    downloads: downloads(tools, tools.latestCohort ?? (async () => cohort.report)),
    events,
    jobs: { plan: () => plan.current, cohort: () => cohort.current },
    close: events.follow(tools.service),
  };
}
