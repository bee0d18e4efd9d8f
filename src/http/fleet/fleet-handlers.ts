import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../clock.ts';
import type { FleetActions } from '../../fleet/people/fleet-actions.ts';
import type { KnownClinic } from '../../fleet/tables/clinic-rows.ts';
import type { FleetTables } from '../../fleet/tables/fleet-tables.ts';
import { hasClinic } from '../../state/account/users.ts';
import { pageOf } from '../api/api-tools.ts';
import type { fleetRoutes } from '../api/contract/fleet.ts';
import { ApiError, apiErrors } from '../api/errors.ts';
import type { HandlersOf } from '../api/handlers.ts';
import type { Accounts } from '../sign-in/accounts.ts';
import type { DesksOptions } from './clinic-desks.ts';
import { clinicListRow, worstFirst } from './clinic-list.ts';

interface FleetHandlerParts extends Pick<DesksOptions, 'clinics'> {
  readonly tables: FleetTables;
  readonly actions: FleetActions;
  readonly accounts: Pick<Accounts, 'find'>;
  /** Of a clinic whose own this machine does not know. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly clinicOf: (request: FastifyRequest) => KnownClinic | undefined;
}

/** What is of the fleet as a whole, for whoever has to do with it. */
export function fleetHandlers(parts: FleetHandlerParts): HandlersOf<typeof fleetRoutes> {
  const { tables, actions, accounts, clinics: own, clock, clinicOf, timeZone } = parts;
  const zones = () => new Map(own.all.map((one) => [one.known.number, one.own?.config.timeZone]));
  return {
    clinics: async (_given, { who }) => {
      const account = who === null ? null : await accounts.find(who);
      if (account === null) return { now: clock.now(), clinics: [] };
      const [{ clinics }, watch] = [await tables.overview(), await tables.watch.all()];
      const watched = new Map(watch.map((row) => [row.number, row]));
      const zoneOf = zones();
      const now = clock.now();
      return {
        now,
        clinics: clinics
          .filter(({ name, ready }) => ready && hasClinic(account, name))
          .map((row) => {
            const { number } = row;
            const zone = zoneOf.get(number) ?? timeZone;
            return clinicListRow({ row, watched: watched.get(number), timeZone: zone }, now);
          })
          .toSorted(worstFirst),
      };
    },
    clinic: async (_given, { request }) => {
      const known = clinicOf(request);
      if (known === undefined) throw new ApiError(apiErrors.notFound);
      return {
        key: known.schema,
        name: known.name,
        timeZone: zones().get(known.number) ?? timeZone,
      };
    },
    machines: async () => {
      const { machines, now } = await tables.overview();
      return {
        now,
        machines: machines.map(
          ({ host, pid, version, isLive, stopped, running, places, lost, startedAt, seenAt }) => ({
            host,
            pid,
            version,
            isLive,
            isStopped: stopped,
            running,
            places,
            lost,
            startedAt: Math.round(startedAt),
            seenAt: Math.round(seenAt),
          }),
        ),
      };
    },
    fleetActions: async ({ query: { limit, before } }) => {
      const { page, next } = pageOf(await actions.latest(limit + 1, before), limit);
      return { actions: page, next };
    },
  };
}
