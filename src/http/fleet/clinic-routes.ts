import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../clock.ts';
import type { KnownClinic } from '../../fleet/tables/clinic-rows.ts';
import type { ApiRoutes } from '../api/api-routes.ts';
import { fleetRoutes } from '../api/contract/fleet.ts';
import { paths, type RouteName, sharedRoutes } from '../api/contract/paths.ts';
import { formRoutes } from '../api/contract/set-up/form.ts';
import { ApiError, apiErrors } from '../api/errors.ts';
import type { Call, Handlers } from '../api/handlers.ts';
import { streamEvents } from '../api/live/event-stream.ts';
import type { ClinicDesks } from './clinic-desks.ts';
import type { ClinicStreams } from './clinic-streams.ts';
import type { JobKind } from './shared-jobs.ts';

interface ClinicRoutesParts {
  readonly desks: Pick<ClinicDesks, 'of'>;
  readonly streams: Pick<ClinicStreams, 'begin'>;
  /** That a request names: whoever asks was let in to it. */
  readonly clinicOf: (request: FastifyRequest) => KnownClinic | undefined;
  readonly clock: Clock;
}

type AnyHandler = (given: object, call: Call) => Promise<unknown>;

/** Every route of a clinic's own page, answered by the clinic that the request names. */
export function ofClinics(
  parts: ClinicRoutesParts,
): Required<Pick<ApiRoutes, 'handlers' | 'stream'>> {
  const { desks, streams, clinicOf, clock } = parts;
  const number = (request: FastifyRequest) => clinicOf(request)?.number ?? 0;
  // The settings of a fleet stand in its file: no page asks for them.
  const apart: ReadonlySet<string> = new Set([
    ...[...sharedRoutes, 'events'],
    ...[...Object.keys(fleetRoutes), ...Object.keys(formRoutes)],
  ]);
  const answered = (name: RouteName): AnyHandler => {
    return async (given, call) => {
      const { api, jobs } = await desks.of(number(call.request));
      const job = jobOf[name];
      if (job !== undefined) {
        const latest = await jobs.latest(job);
        // What another machine is at is not begun once more.
        if (name === job || latest.state === 'running') return latest;
      }
      // Each takes what its route's schemas parse.
      const all = { ...api.handlers, ...api.downloads } as Readonly<Record<string, AnyHandler>>;
      const handler = all[name];
      if (handler === undefined) throw new ApiError(apiErrors.notFound);
      return await handler(given, call);
    };
  };
  const names = (Object.keys(paths) as RouteName[]).filter((name) => !apart.has(name));
  return {
    // Each is the handler of its own route.
    handlers: Object.fromEntries(names.map((name) => [name, answered(name)])) as Partial<Handlers>,
    stream: async (call, session) => {
      const { api, clinic, watch, left } = await desks.of(number(call.request));
      // Whoever went while the clinic was opened is told nothing, and never says that it is gone.
      if (call.request.raw.destroyed) {
        call.reply.hijack();
        return;
      }
      const allowed = streams.begin(session.user, () => clinicOf(call.request)?.name);
      const ended = AbortSignal.any([session.ended, allowed.ended, left, clinic.signal]);
      const watched = watch.begin();
      const stop = () => {
        watched();
        allowed.stop();
      };
      call.request.raw.once('close', stop);
      try {
        streamEvents(call, { events: api.events, clock, ended });
      } catch (error) {
        stop();
        throw error;
      }
    },
  };
}

/** What is counted for longer than a request lasts: asked for, and begun. */
const jobOf: Readonly<Partial<Record<RouteName, JobKind>>> = {
  ...{ plan: 'plan', makePlan: 'plan' },
  ...{ cohort: 'cohort', countCohort: 'cohort' },
};
