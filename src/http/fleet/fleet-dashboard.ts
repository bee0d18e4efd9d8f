import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { FleetActions } from '../../fleet/people/fleet-actions.ts';
import { FleetUsers } from '../../fleet/people/fleet-users.ts';
import type { FleetTables } from '../../fleet/tables/fleet-tables.ts';
import type { Language } from '../../language.ts';
import { isLoopback } from '../../network/loopback.ts';
import { hasClinic } from '../../state/account/users.ts';
import type { HostRules } from '../allowed-hosts.ts';
import { addApiRoutes, clinicParam } from '../api/api-routes.ts';
import { byUser } from '../api/api-tools.ts';
import { type RouteName, sharedRoutes } from '../api/contract/paths.ts';
import { addPage, builtPageFolder } from '../dashboard/page-files.ts';
import { cookieOf, secure } from '../dashboard/secure.ts';
import type { Account } from '../sign-in/accounts.ts';
import { Auth } from '../sign-in/auth.ts';
import { IdentityHeader } from '../sign-in/identity-header.ts';
import { SignInLink } from '../sign-in/sign-in-link.ts';
import { ClinicDesks, type DesksOptions } from './clinic-desks.ts';
import { ofClinics } from './clinic-routes.ts';
import { ClinicStreams } from './clinic-streams.ts';
import { FleetAccounts } from './doors/fleet-accounts.ts';
import { FleetFailures, forgetFailures } from './doors/fleet-failures.ts';
import { FleetSessions } from './doors/fleet-sessions.ts';
import { siteKey } from './doors/site-key.ts';
import { fleetHandlers } from './fleet-handlers.ts';

export interface FleetDashboardOptions extends HostRules, Omit<DesksOptions, 'seen'> {
  /** The tables as the pages look at them. */
  readonly seen: FleetTables;
  /** DASHBOARD_PASSWORD */
  readonly password?: string | undefined;
  /** AUTH_HEADER and TRUSTED_PROXIES */
  readonly identity?: { readonly header: string; readonly proxies: readonly string[] } | undefined;
  /** Of whoever looks after the fleet: moments that are no clinic's are shown in it. */
  readonly timeZone: string;
  readonly version: string;
  readonly language: Language;
  /** The built page; default: where `vite build` puts it. */
  readonly pageFolder?: string;
}

export interface FleetDashboard {
  /** To be registered on the machine's HTTP server. */
  readonly plugin: FastifyPluginAsync;
  /** A link that signs in once within the hour, at this machine; null where it listens to more than this computer. */
  signInLink(origin: string): string | null;
  /** Whether anybody can sign in without such a link. */
  hasPassword(): Promise<boolean>;
}

/** How often sessions that ended elsewhere, and clinics that nobody looks at, are looked for. */
const lookMs = 2_000;
/** Looks from one forgetting of old failures to sign in to the next. */
const forgetEvery = 30;

/** The page of all clinics of a fleet, as each of its machines serves it: what they know of who is there, they share. */
export async function createFleetDashboard(
  options: FleetDashboardOptions,
): Promise<FleetDashboard> {
  const { db, seen, clinics, clock, log, host, publicUrl, identity } = options;
  const key = await siteKey(db);
  const users = new FleetUsers(db);
  const actions = new FleetActions(db);
  const accounts = new FleetAccounts(users, options.password, key);
  const sessions = new FleetSessions(db, key);
  const header = identity && new IdentityHeader(identity.header, identity.proxies);
  const link = new SignInLink(clock);
  const cookie = cookieOf(key);
  const { version, language, timeZone, pageFolder: folder = builtPageFolder() } = options;
  const auth = new Auth({
    ...{ rules: { host, publicUrl }, accounts, sessions, header, link, cookie },
    ...{ mode: 'fleet', version, timeZone },
    countFailures: (kind, rules) => new FleetFailures(db, key, { kind, rules }),
    record: async (who, action, subject = '') =>
      await actions.add({
        ...{ at: clock.now(), actor: byUser(who), action, subject: subject || null },
      }),
  });

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

  return {
    plugin: async (app) => {
      await app.register(async (scope) => {
        if (header) scope.addHook('onRequest', async (request) => header.strip(request));
        await secure(scope, { ...options, log }, cookie);
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
        addApiRoutes(scope, {
          handlers: {
            ...handlers,
            ...auth.handlers,
            ...fleetHandlers({
              tables: seen,
              actions,
              accounts,
              timeZone,
              clinics,
              clock,
              clinicOf,
            }),
          },
          ...{ stream, hasClinics: true },
          admit: (request, needs, name) => auth.admit(request, needs, isTheirs(request, name)),
          document: () => scope.swagger(),
        });
        await addPage(scope, { folder, language, isClosed: () => auth.isClosed() });
      });
    },
    signInLink: (origin) => (isLoopback(host) ? link.issue(origin) : null),
    hasPassword: () => accounts.hasAny(),
  };

  async function lookRound(signal: AbortSignal, look: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      // A server that is away for a moment is asked again.
      await look().catch(() => undefined);
      await clock.sleep(lookMs, signal).catch(() => undefined);
    }
  }
}
