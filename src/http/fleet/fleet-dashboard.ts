import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { FleetActions } from '../../fleet/people/fleet-actions.ts';
import { FleetUsers } from '../../fleet/people/fleet-users.ts';
import type { FleetDatabase } from '../../fleet/tables/fleet-database.ts';
import type { FleetTables } from '../../fleet/tables/fleet-tables.ts';
import { fleetSchema } from '../../fleet/tables/steps.ts';
import { hasClinic } from '../../state/account/users.ts';
import { clinicParam } from '../api/api-routes.ts';
import { byUser } from '../api/api-tools.ts';
import { type RouteName, sharedRoutes } from '../api/contract/paths.ts';
import { type PageOptions, type PageSite, pageSite } from '../dashboard/page-site.ts';
import { type Account, Accounts } from '../sign-in/accounts.ts';
import { hashPassword } from '../sign-in/password-hash.ts';
import { ClinicDesks, type DesksOptions } from './clinic-desks.ts';
import { ofClinics } from './clinic-routes.ts';
import { ClinicStreams } from './clinic-streams.ts';
import { FleetFailures, forgetFailures } from './doors/fleet-failures.ts';
import { FleetSessions } from './doors/fleet-sessions.ts';
import { fleetHandlers } from './fleet-handlers.ts';

export interface FleetDashboardOptions
  extends Omit<PageOptions, 'pageFolder'>,
    Omit<DesksOptions, 'seen'> {
  /** The tables as the pages look at them. */
  readonly seen: FleetTables;
  /** Of whoever looks after the fleet: moments that are no clinic's are shown in it. */
  readonly timeZone: string;
}

/** How often sessions that ended elsewhere, and clinics that nobody looks at, are looked for. */
const lookMs = 2_000;
/** Looks from one forgetting of old failures to sign in to the next. */
const forgetEvery = 30;

/** The page of all clinics of a fleet, as each of its machines serves it: what they know of who is there, they share. */
export async function createFleetDashboard(options: FleetDashboardOptions): Promise<PageSite> {
  const { db, seen, clinics, clock, log, timeZone } = options;
  const key = await siteKey(db);
  const actions = new FleetActions(db);
  const accounts = new Accounts(new FleetUsers(db), sharedHash(options.password, key), null);
  const sessions = new FleetSessions(db, key);

  /** The clinic that a request names; undefined: none of the fleet. */
  const clinicOf = ({ params }: FastifyRequest) => {
    const wanted = (params as Readonly<Record<string, string>>)[clinicParam]; // of an address
    return clinics.all.find(({ known }) => known.schema === wanted)?.known;
  };

  /** What is not one's own is as if it were not there: one hook asks it of every route. */
  const isTheirs = (request: FastifyRequest, name: RouteName) => async (account: Account) => {
    if (name === 'machines' || name === 'fleetActions') return account.clinics === null;
    if (sharedRoutes.has(name)) return true;
    const known = clinicOf(request);
    return known !== undefined && hasClinic(account, known.name);
  };

  return pageSite(options, {
    ...{ accounts, sessions, clock, log, timeZone, key, mode: 'fleet' },
    countFailures: (kind, rules) => new FleetFailures(db, key, { kind, rules }),
    record: async (who, action, subject = '') =>
      await actions.add({
        ...{ at: clock.now(), actor: byUser(who), action, subject: subject || null },
      }),
    routes: (scope, auth) => {
      const desks = new ClinicDesks(options);
      const streams = new ClinicStreams(accounts);
      const over = new AbortController();
      let rounds = 0;
      const watching = lookRound(over.signal, async () => {
        await sessions.look();
        await streams.look();
        await desks.look();
        if (rounds % forgetEvery === 0) await forgetFailures(db);
        rounds += 1;
      });
      scope.addHook('preClose', async () => {
        over.abort();
        await watching;
        await desks[Symbol.asyncDispose]();
      });
      const { handlers, stream } = ofClinics({ desks, streams, clinicOf, clock });
      const parts = { tables: seen, actions, accounts, timeZone, clinics, clock, clinicOf };
      return {
        handlers: { ...handlers, ...fleetHandlers(parts) },
        ...{ stream, hasClinics: true },
        admit: (request, needs, name) => auth.admit(request, needs, isTheirs(request, name)),
        document: () => scope.swagger(),
      };
    },
  });

  async function lookRound(signal: AbortSignal, look: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      // A server that is away for a moment is asked again.
      await look().catch(() => undefined);
      await clock.sleep(lookMs, signal).catch(() => undefined);
    }
  }
}

/** A secret that all machines share, made with the tables of the fleet: by it they know the sessions of each other. */
async function siteKey(db: FleetDatabase): Promise<string> {
  const [row] = await db.rows<{ key: string }>(`select key from ${fleetSchema}.fleet_site`);
  if (row === undefined) throw new Error('the tables of a fleet have a key of its page');
  return row.key;
}

/** Every machine makes the same hash of DASHBOARD_PASSWORD, so that a session of one is one at all of them. */
function sharedHash(password: string | undefined, key: string): () => Promise<string | null> {
  if (password === undefined) return async () => null;
  const salt = hash('sha256', `password:${key}`, 'buffer').subarray(0, 16);
  const hashed = hashPassword(password, undefined, salt);
  return () => hashed;
}
