import { AppError, exitCode } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import type { Mistake } from '../config/mistake.ts';
import type { SourceConfig } from '../config/parts/database-config.ts';
import type { FleetLook } from '../fleet/look.ts';
import { offeredInstances } from '../ident/instances.ts';
import { nothingRemembered } from '../ident/profiles/source-memory.ts';
import { outsideFacts } from '../service/outside-facts.ts';
import { checkState } from '../state/check/check-state.ts';
import { lookFor, openState, type State } from '../state/open-state.ts';
import { sourceMemory } from '../sync/source/check-sources.ts';
import { checkIdent } from './checks/ident/database.ts';
import { judgeOwner, type SeenDatabase } from './checks/ident/database-owner.ts';
import { incidentChecks, tellIncidents } from './checks/incidents.ts';
import { judgeSettings } from './checks/settings.ts';
import { checkDisk, checkFiles } from './checks/state/files.ts';
import { judgeReads, judgeServerItself, judgeSessions } from './checks/state/server.ts';
import {
  backupOfServer,
  diskOfServer,
  judgeOlder,
  judgeServer,
  judgeState,
  withoutState,
} from './checks/state/state.ts';
import { judgeAlerts, judgeBackup } from './checks/upkeep.ts';
import {
  allSkipped,
  type CheckId,
  checkTitles,
  type Diagnosis,
  failed,
  skipped,
} from './diagnosis.ts';
import { examineAmo } from './examine-amo.ts';
import type { Installation } from './installation.ts';

/** Tokens of OAuth are kept in the state: where it is not opened, nobody knows whether there is access. */
const ofAmo = ['token', 'amocrm', 'zone', 'fields', 'pace'] as const;
const unopened = { ru: 'состояние не открыто', en: 'the state is not open' };

const unset = { ru: 'сначала исправьте настройки', en: 'correct the settings first' };

/** Where not even the common settings can be read. */
export function judgeSettingsAlone(mistakes: readonly Mistake[]): readonly Diagnosis[] {
  return completed(judgeSettings(mistakes));
}

/** Looks at everything that the program needs, and changes nothing; each finding says what mends it. */
export async function examine(installation: Installation): Promise<readonly Diagnosis[]> {
  const { base, parts, mistakes, platform } = installation;
  const found: Diagnosis[] = [...judgeSettings(mistakes)];
  const { state } = parts;
  found.push(
    ...checkFiles([base.settingsFile, ...(state === null ? [] : ownFiles(state))], platform),
  );
  if (state !== null) found.push(diskOf(state));
  const look = await lookAtState(installation);
  await using _ = look.state ?? undefined;
  const sources = installation.sources ?? [];
  for (const source of sources) {
    const told = await examineSource(installation, source, look.state);
    const named = sources.length > 1 ? { source: source.name } : {};
    found.push(...told.map((one) => ({ ...one, ...named })));
  }
  const { amocrm } = parts;
  const isOauth = amocrm !== null && !amocrm.mock && amocrm.auth.kind === 'oauth';
  if (isOauth && look.isThere && look.state === null) {
    found.push(...allSkipped(ofAmo, unopened));
  } else found.push(...(await examineAmo(installation, look.state)));
  found.push(...look.found, judgeAlerts(parts.alerts));
  if (look.state !== null) {
    const backupAt = (await look.state.meta.get('backupAt')) ?? null;
    found.push(
      state?.server === undefined || backupAt !== null
        ? judgeBackup({ backupAt, now: installation.clock.now() }, base.timeZone)
        : skipped('backup', backupOfServer),
    );
  }
  if (look.isThere && look.state === null) {
    found.push(...allSkipped([...incidentChecks, 'backup'], unopened));
  }
  return completed(found);
}

/** A database of the clinic: its server, login, fields, speed, clock, and whether it is the state's. */
export async function examineSource(
  { openIdent, clock, base }: Pick<Installation, 'openIdent' | 'clock' | 'base'>,
  source: SourceConfig,
  state: State | null,
): Promise<readonly Diagnosis[]> {
  let database: SeenDatabase | null = null;
  const found = await checkIdent(() => openIdent(source), {
    clock,
    timeZone: base.timeZone,
    clockIsOurs: source.connection.client === 'sqlite',
    memory:
      state === null
        ? nothingRemembered
        : await sourceMemory({ meta: state.meta.of(source.number), key: state.key }),
    instances: offeredInstances(source.connection),
    seen: (one) => {
      database = one;
    },
  });
  return database === null || state === null
    ? found
    : [...found, await judgeOwner(state, database, source.number)];
}

interface StateLook {
  readonly isThere: boolean;
  readonly found: readonly Diagnosis[];
  /** Opened only where that changes nothing: it is there, sound, and of this version's shape. */
  readonly state: State | null;
}

async function lookAtState(installation: Installation): Promise<StateLook> {
  const { parts, clock } = installation;
  const { state: source } = parts;
  if (source === null) return { isThere: false, found: [], state: null };
  let state: State | null = null;
  let server: readonly Diagnosis[] = [];
  try {
    server = await judgeServerOf(source, clock);
    const there = await lookFor(source);
    if (there === 'absent') {
      if (source.server !== undefined) {
        const { refuseGone } = await import('../fleet/look.ts');
        await refuseGone(source.server, clock.now());
      }
      return { isThere: false, found: [...withoutState, ...server], state: null };
    }
    if (source.server !== undefined) {
      if (there === 'older') {
        return { isThere: true, found: [judgeOlder(source.server), ...server], state: null };
      }
      state = await openState(source, clock);
      const links = await state.links.count();
      const { lookAtFleet } = await import('../fleet/look.ts');
      const fleet = await lookAtFleet(source.server, clock.now(), source.reads !== undefined);
      const found = [
        judgeServer(source.server, links),
        ...server,
        ...(fleet === null ? [] : [judgeSessions(fleet.sessions)]),
        ...(await incidentsOf(installation, state, fleet)),
      ];
      return { isThere: true, found, state };
    }
    const check = checkState(source);
    const found = [judgeState(check)];
    const isOld = check.findings.some(({ flaw }) => flaw === 'steps-missing');
    const isSound = check.findings.every(
      ({ flaw, severity }) => severity === 'note' || flaw === 'key-open',
    );
    if (!isSound || isOld) return { isThere: true, found, state: null };
    state = await openState(source, clock);
    found.push(...(await incidentsOf(installation, state, null)));
    return { isThere: true, found, state };
  } catch (error) {
    await state?.close();
    // Who is refused is told the cure, and the file was looked at already.
    const isRefused = error instanceof AppError && error.exit === exitCode.usage;
    const command =
      isRefused || source.server !== undefined ? undefined : 'ident-amocrm state check';
    return { isThere: true, found: [failed('state', error, command), ...server], state: null };
  }
}

/** Looked at before anything is opened there: what is missing is told also where nothing can be. */
async function judgeServerOf(
  { server, reads }: StateSource,
  clock: Clock,
): Promise<readonly Diagnosis[]> {
  if (server === undefined) return [];
  const { readServerFacts } = await import('../state/postgres/server-facts.ts');
  const found = judgeServerItself(server, await readServerFacts(server));
  return reads === undefined ? found : [...found, await judgeReads({ server, reads }, clock)];
}

/** How old is too old follows from the interval. */
async function incidentsOf(
  { base, parts, clock }: Pick<Installation, 'base' | 'parts' | 'clock'>,
  state: State,
  fleet: FleetLook | null,
): Promise<readonly Diagnosis[]> {
  if (parts.sync === null) return [];
  const { timeZone, databases: sources } = base;
  const { intervalMs, deepHours } = parts.sync;
  // The token is looked at on its own, also where there is no state yet.
  const source = { state, clock, timeZone, intervalMs, deepHours, sources, fleet, access: null };
  const facts = await outsideFacts(source);
  const deepCounts = (await state.runs.lastWhole('deep'))?.counts ?? null;
  return tellIncidents({ facts, timeZone, deepCounts });
}

type StateSource = NonNullable<Installation['parts']['state']>;

/** Those of them that are on this machine. */
const ownFiles = ({ file, keyFile, server }: StateSource): readonly string[] =>
  server === undefined ? [file, keyFile] : [keyFile];

const diskOf = ({ file, server }: StateSource): Diagnosis =>
  server === undefined ? checkDisk(file) : skipped('disk', diskOfServer);

const silentIds: ReadonlySet<string> = new Set(['visits', 'server', 'sessions']);

/** In the order of the list, and with what could not be looked at; of visits, a server and a fleet only where there is one. */
function completed(found: readonly Diagnosis[]): readonly Diagnosis[] {
  // Object.keys forgets its key type.
  return (Object.keys(checkTitles) as CheckId[]).flatMap((id) => {
    const told = found.filter(({ check }) => check === id);
    return told.length > 0 || silentIds.has(id) ? told : [skipped(id, unset)];
  });
}
