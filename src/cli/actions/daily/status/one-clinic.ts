import { accessOf } from '../../../../clinic/access.ts';
import type { Clock } from '../../../../clock.ts';
import type { Config, ConfigPart } from '../../../../config/load-config.ts';
import { ConfigError } from '../../../../config/mistake.ts';
import type { StateConfig } from '../../../../config/parts/state-config.ts';
import type { FleetLook } from '../../../../fleet/look.ts';
import { coverage } from '../../../../health/coverage.ts';
import type { HealthFacts } from '../../../../health/facts.ts';
import { incidents } from '../../../../health/rules.ts';
import type { Language } from '../../../../language.ts';
import { outsideFacts } from '../../../../service/outside-facts.ts';
import { isThere, openState, type State } from '../../../../state/open-state.ts';
import { incidentJson } from '../../../views/status/incident-view.ts';
import { nextStep } from '../../../views/status/next-step.ts';
import { readStatus } from '../../../views/status/status-report.ts';
import type { StatusParts } from '../../../views/status/status-view.ts';

/** Reads the settings of the parts that are asked for, of the clinic that is looked at. */
type ReadConfig = <Part extends ConfigPart>(...needs: readonly Part[]) => Promise<Config<Part>>;

/** @returns of a clinic that has no state yet: where it would be. */
export async function clinicStatus(
  read: ReadConfig,
  clock: Clock,
): Promise<StatusParts | { readonly missing: string }> {
  const { state: where, sync, timeZone, databases: sources } = await read('state', 'sync');
  if (!(await isThere(where))) {
    await refuseGone(where, clock);
    return { missing: where.file }; // Opening would make it.
  }
  await using state = await openState(where, clock);
  const access = await accessTold(read, state, clock);
  const fleet = await fleetOf(where, clock);
  const facts = await outsideFacts({ state, clock, timeZone, access, sources, fleet, ...sync });
  return {
    facts,
    timeZone,
    incidents: incidents(facts),
    report: await readStatus(state, facts, fleet),
  };
}

/** What speaks with a server is loaded where there is one. */
async function fleetOf({ server }: StateConfig, clock: Clock): Promise<FleetLook | null> {
  if (server === undefined) return null;
  const { lookAtFleet } = await import('../../../../fleet/look.ts');
  return await lookAtFleet(server, clock.now());
}

/** @throws FleetError FLEET_STATE_GONE: it had one. */
export async function refuseGone({ server }: StateConfig, clock: Clock): Promise<void> {
  if (server === undefined) return;
  const fleet = await import('../../../../fleet/look.ts');
  await fleet.refuseGone(server, clock.now());
}

/** The settings of amoCRM may not be there; then nothing is said of the access. */
async function accessTold(
  read: ReadConfig,
  state: State,
  clock: Clock,
): Promise<HealthFacts['access']> {
  try {
    const { amocrm } = await read('amocrm');
    return await accessOf(amocrm, state, clock);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return null;
  }
}

/** What programs are told of it. */
export function statusJson(
  { facts, report, incidents: found, timeZone }: StatusParts,
  language: Language,
): object {
  const { fieldsBound, firstLoadDone, lastIncrementalAt, lastDeepAt, lastRun, links } = facts;
  const { pauses, nextIncrementalAt, nextDeepAt, rejected } = facts;
  const { service: running, databases, isOfFleet, ...rest } = report;
  const sources = facts.sourceAges.map((one) => ({
    ...one,
    database: databases.get(one.number) ?? null,
  }));
  return {
    installed: true,
    ...rest,
    database: sources[0]?.database ?? null,
    fieldsBound,
    firstLoadDone,
    lastIncrementalAt,
    lastDeepAt,
    lastRun,
    links,
    rejected: rejected.count,
    coverage: coverage(facts),
    sources,
    service: { running, isOfFleet, pauses, nextIncrementalAt, nextDeepAt },
    next: nextStep(facts, found),
    incidents: found.map((incident) => incidentJson(incident, language, timeZone)),
  };
}
