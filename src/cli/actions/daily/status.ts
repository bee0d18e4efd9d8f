import { accessOf } from '../../../clinic/access.ts';
import type { Clock } from '../../../clock.ts';
import type { Config, ConfigPart } from '../../../config/load-config.ts';
import { ConfigError } from '../../../config/mistake.ts';
import type { StateConfig } from '../../../config/parts/state-config.ts';
import type { FleetLook } from '../../../fleet/look.ts';
import { coverage } from '../../../health/coverage.ts';
import type { HealthFacts } from '../../../health/facts.ts';
import { incidents } from '../../../health/rules.ts';
import { type Standing, standing } from '../../../health/standing.ts';
import type { Language } from '../../../language.ts';
import { outsideFacts } from '../../../service/outside-facts.ts';
import { openIfThere, type State } from '../../../state/open-state.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { eachClinic } from '../../each-clinic.ts';
import { type ClinicRow, showClinics } from '../../views/status/clinics-view.ts';
import { incidentJson, nextStep } from '../../views/status/incident-view.ts';
import { readStatus } from '../../views/status/status-report.ts';
import { type StatusParts, showStatus } from '../../views/status/status-view.ts';

/**
 * How the installation is, from its state alone: neither IDENT nor amoCRM is asked. Where `CONFIG_FILE` names several
 * clinics and none is chosen: how each of them is.
 */
export async function status(context: CliContext): Promise<CommandEnd> {
  const { output, text, language, clock } = context;
  const clinics = await context.undecidedClinics();
  if (clinics !== null) return statusOfAll(context, clinics);
  const seen = await clinicStatus(
    async (...needs) => (await context.settings(...needs)).config,
    clock,
  );
  if ('missing' in seen) {
    output.data(text.status.none(seen.missing));
    output.data(`${text.status.next}: ${text.status.start}`);
    return { result: { installed: false, next: 'start' } };
  }
  showStatus(context, seen);
  return { result: statusJson(seen, language) };
}

/** How each clinic is, the worst first. */
async function statusOfAll(context: CliContext, names: readonly string[]): Promise<CommandEnd> {
  const { language, clock } = context;
  const { seen, failures, exit } = await eachClinic(context, names, (clinic) =>
    clinicStatus((...needs) => context.configOf(clinic, ...needs), clock),
  );
  const rows: readonly ClinicRow[] = [
    ...seen.map(({ clinic: name, value }) =>
      'missing' in value
        ? { name, standing: notBegun }
        : { name, seen: value, standing: standing(value.incidents) },
    ),
    ...failures.map(({ clinic: name, failure }) => ({ name, failure, standing: broken })),
  ].toSorted(worstFirst);
  showClinics(context, rows);
  return { result: { clinics: rows.map((row) => rowJson(row, language)) }, exit };
}

const notBegun: Standing = { verdict: 'setup', tone: 'info', needsPerson: true };
const broken: Standing = { verdict: 'attention', tone: 'bad', needsPerson: true };

const tones: readonly Standing['tone'][] = ['bad', 'warn', 'info', 'good'];

/** Of two that are as bad, the one that nothing was carried over of for longer. */
function worstFirst(one: ClinicRow, other: ClinicRow): number {
  const byTone = tones.indexOf(one.standing.tone) - tones.indexOf(other.standing.tone);
  return byTone === 0 ? lastPass(one) - lastPass(other) : byTone;
}

const lastPass = ({ seen }: ClinicRow): number => seen?.facts.lastIncrementalAt ?? 0;

function rowJson({ name, seen, failure, standing: how }: ClinicRow, language: 'ru' | 'en'): object {
  const told = { clinic: name, verdict: how.verdict, tone: how.tone };
  if (failure !== undefined) {
    const { code, message, hint, details } = failure;
    return { ...told, error: { code, message, hint, ...details } };
  }
  return seen === undefined
    ? { ...told, installed: false, next: 'start' }
    : { ...told, ...statusJson(seen, language) };
}

/** Reads the settings of the parts that are asked for, of the clinic that is looked at. */
type ReadConfig = <Part extends ConfigPart>(...needs: readonly Part[]) => Promise<Config<Part>>;

/** @returns of a clinic that has no state yet: where it would be. */
async function clinicStatus(
  read: ReadConfig,
  clock: Clock,
): Promise<StatusParts | { readonly missing: string }> {
  const { state: where, sync, timeZone, databases: sources } = await read('state', 'sync');
  await using state = await openIfThere(where, clock);
  if (state === null) {
    await refuseGone(where, clock);
    return { missing: where.file };
  }
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
  const { lookAtFleet } = await import('../../../fleet/look.ts');
  return await lookAtFleet(server, clock.now());
}

/** @throws FleetError FLEET_STATE_GONE: it had one. */
export async function refuseGone({ server }: StateConfig, clock: Clock): Promise<void> {
  if (server === undefined) return;
  const fleet = await import('../../../fleet/look.ts');
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
