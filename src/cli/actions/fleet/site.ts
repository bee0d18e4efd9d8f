import type { PostgresPool } from 'kysely';
import type { Logger } from 'pino';
import type { Config } from '../../../config/load-config.ts';
import { shownSettings } from '../../../config/shown-settings.ts';
import type { MachineClinics } from '../../../fleet/machine/machine-clinics.ts';
import { FleetDatabase } from '../../../fleet/tables/fleet-database.ts';
import { FleetTables } from '../../../fleet/tables/fleet-tables.ts';
import type { PageSite } from '../../../http/dashboard/page-site.ts';
import { createFleetDashboard } from '../../../http/fleet/fleet-dashboard.ts';
import type { ReadPool } from '../../../state/postgres/reads/read-pool.ts';
import { programVersion } from '../../../version.ts';
import type { CliContext } from '../../context.ts';

interface SiteParts {
  readonly config: Config<'http' | 'dashboard'>;
  /** Connections for what all clinics share. */
  readonly shared: PostgresPool;
  /** Those for the clinics' states. */
  readonly pool: PostgresPool;
  /** By which the pages read; null: by those two. */
  readonly reads: ReadPool | null;
  readonly tables: FleetTables;
  readonly clinics: MachineClinics;
  readonly log: Logger;
}

/** The page of all clinics, as the settings of this machine want it. */
export async function fleetDashboard(
  context: CliContext,
  { config, shared, pool, reads, tables, clinics, log }: SiteParts,
): Promise<PageSite> {
  const { clock, language } = context;
  const { http, dashboard: access, timeZone } = config;
  const { publicUrl, password, identity } = access;
  return await createFleetDashboard({
    tables,
    db: new FleetDatabase(shared),
    clinics,
    pool,
    seen: reads === null ? tables : new FleetTables(reads.orBy(shared)),
    reads: reads?.orBy(pool) ?? null,
    clock,
    log,
    language,
    timeZone,
    host: http.host,
    publicUrl,
    password,
    identity,
    version: programVersion(),
    settingsOf: (name) => shownSettings(context.ofClinic(name)),
  });
}

/** To people at a terminal: where the page is, and how to get in where nobody has a password. */
export async function tellOfPage(
  { output, text }: CliContext,
  dashboard: PageSite,
  publicUrl: URL | undefined,
  url: string,
): Promise<void> {
  if (!output.screen.isTTY) return;
  output.talk(text.run.page(publicUrl?.origin ?? url));
  const link = (await dashboard.hasPassword()) ? null : dashboard.signInLink(url);
  if (link !== null) output.talk(text.fleet.signIn(link));
}
