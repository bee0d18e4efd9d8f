import type { FieldChoice } from '../contact/model/field-choice.ts';
import type { Localized } from '../language.ts';
import { weakPassword } from '../secret-strength.ts';
import type { GuardLimits } from '../sync/guard/guard.ts';
import type { Policies } from '../sync/item/policies.ts';
import {
  type GivenIn,
  type GivenSettings,
  type GivenSource,
  givenOfEach,
  givenSettings,
} from './given/given-settings.ts';
import { ConfigError, type Mistake, mistakeKey } from './mistake.ts';
import { type AlertConfig, alertConfig } from './parts/alert-config.ts';
import { type AmoConfig, amoConfig } from './parts/amo-config.ts';
import { type IdentConfig, type SourceConfig, sourceConfigs } from './parts/database-config.ts';
import { extraFields } from './parts/extra-fields.ts';
import { type NetworkConfig, networkConfig } from './parts/network-config.ts';
import { amoNotices, databaseNotices } from './parts/notices.ts';
import { type StateConfig, stateConfig } from './parts/state-config.ts';
import { type VisitsConfig, visitsConfig } from './parts/visits-config.ts';
import { refuseWeak } from './parts/weak-secret.ts';
import type { SettingReader } from './setting-reader.ts';
import type { LogLevel } from './settings/log-settings.ts';

export interface LogConfig {
  readonly level: LogLevel;
  /** Absent: pretty on a terminal, JSON elsewhere. */
  readonly format?: 'json' | 'pretty' | undefined;
  /** Absolute path; absent: no file. */
  readonly file?: string | undefined;
}

/** Whether a service carries everybody over by itself, or waits for a person's word. */
export type FirstLoadPolicy = 'ask' | 'start';

interface SyncConfig {
  readonly firstLoad: FirstLoadPolicy;
  /** Contacts in one write request. */
  readonly batchSize: number;
  /** From the beginning of one pass to the beginning of the next. */
  readonly intervalMs: number;
  /** How often amoCRM's event feed is read at most; 0: in each pass; absent: never. */
  readonly eventsMs?: number;
  /** Hours of the clinic's day. */
  readonly deepHours: { readonly morning: number; readonly evening: number };
  readonly policies: Policies;
  readonly guard: GuardLimits;
}

/** Where the service listens. */
interface HttpConfig {
  readonly host: string;
  readonly port: number;
  readonly trustedProxies?: readonly string[] | undefined;
}

/** Who may see the dashboard, and under which address. */
interface DashboardConfig {
  readonly publicUrl?: URL | undefined;
  readonly password?: string | undefined;
  /** Where a trusted proxy tells who has signed in there, and which ones are trusted. */
  readonly identity?: { readonly header: string; readonly proxies: readonly string[] } | undefined;
}

/** A machine of a fleet. */
interface FleetConfig {
  /** How many passes it makes at the same time; absent: as its cores allow. */
  readonly places?: number | undefined;
}

/** Parts that only some commands need; settings of the others are not even judged. */
interface ConfigParts {
  readonly alerts: AlertConfig;
  readonly amocrm: AmoConfig;
  readonly dashboard: DashboardConfig;
  readonly fleet: FleetConfig;
  readonly http: HttpConfig;
  readonly ident: IdentConfig;
  /** The clinic's databases, at least one; `ident` is the first of them. */
  readonly sources: readonly SourceConfig[];
  readonly state: StateConfig;
  readonly sync: SyncConfig;
}

export type ConfigPart = Exclude<keyof ConfigParts, 'sources'>;

/** What every command has. */
interface BaseConfig extends FieldChoice {
  /** How the clinic's databases are called, at least one. */
  readonly databases: readonly Pick<SourceConfig, 'name' | 'number'>[];
  /** Its name in `CONFIG_FILE`; null without such a file. */
  readonly clinic: string | null;
  /** Absolute path of the folder that relative paths start from. */
  readonly folder: string;
  /** Absolute path of the `.env`, which need not be there. */
  readonly settingsFile: string;
  readonly log: LogConfig;
  readonly network: NetworkConfig;
  /** The clinic's zone, an IANA name. */
  readonly timeZone: string;
  readonly visits: VisitsConfig;
  /** For people, once a command. */
  readonly notices: readonly Localized<string>[];
}

export type Config<Part extends ConfigPart = never> = BaseConfig &
  Pick<ConfigParts, Part | ('ident' extends Part ? 'sources' : never)>;

export interface ConfigSource<Part extends ConfigPart> extends GivenIn {
  readonly needs: readonly Part[];
  /** Of a state elsewhere than `STATE_URL` names. */
  readonly stateUrl?: string;
}

/**
 * Reads the settings once: the environment beats `.env`, and what `CONFIG_FILE` says of the clinic beats both.
 *
 * @throws ConfigError with all mistakes of the demanded parts, every unknown name, and all that is wrong with the file.
 */
export function loadConfig<Part extends ConfigPart = never>(
  source: ConfigSource<Part>,
): Config<Part> {
  return configOf(givenSettings(source), source);
}

/**
 * {@link loadConfig} of one clinic of `CONFIG_FILE` after the other, of the file as it is now.
 *
 * @returns @throws ConfigError
 */
export function loadEach<Part extends ConfigPart = never>(
  source: ConfigSource<Part>,
): (clinic: string) => Config<Part> {
  const given = givenOfEach(source);
  return (clinic) => configOf(given(clinic), source);
}

function configOf<Part extends ConfigPart>(
  given: GivenSettings,
  source: ConfigSource<Part>,
): Config<Part> {
  const { read, sources } = given;
  const wanted = new Set<ConfigPart>(source.needs);
  const parts = {
    ...(wanted.has('alerts') ? { alerts: alertConfig(read, given.clinic) } : {}),
    ...(wanted.has('amocrm') ? { amocrm: amoConfig(read) } : {}),
    ...(wanted.has('dashboard') ? { dashboard: dashboardConfig(read) } : {}),
    ...(wanted.has('fleet') ? { fleet: fleetConfig(read) } : {}),
    ...(wanted.has('http') ? { http: httpConfig(read) } : {}),
    ...(wanted.has('ident') ? identParts(sources) : {}),
    ...(wanted.has('state') ? { state: stateConfig(read, source.stateUrl) } : {}),
    ...(wanted.has('sync') ? { sync: syncConfig(read) } : {}),
  };
  const base: BaseConfig = {
    folder: source.cwd,
    databases: sources.map(({ name, number }) => ({ name, number })),
    clinic: given.clinic,
    settingsFile: given.settingsFile,
    log: logConfig(read),
    network: networkConfig(read),
    timeZone: read.get('TIMEZONE'),
    excluded: read.get('EXCLUDE_FIELDS') ?? new Set(),
    extra: extraFields(read),
    visits: visitsConfig(read),
    notices: [
      ...given.notices,
      ...(wanted.has('amocrm') ? amoNotices(read) : []),
      ...(wanted.has('ident') ? databaseNotices(sources) : []),
    ],
  };
  const mistakes = [given, ...new Set([read, ...sources.map((one) => one.read)])];
  const all = knownWrong(toldOnce(mistakes.flatMap((one) => one.mistakes)));
  if (all.length > 0) throw new ConfigError(all);
  // Without a mistake every part in `needs` is there, and `needs` is what `Part` stands for.
  return { ...base, ...parts } as Config<Part>;
}

/** The first database as what a clinic of one has always had, and all of them. */
function identParts(
  given: readonly GivenSource[],
): Partial<Pick<ConfigParts, 'ident' | 'sources'>> {
  const sources = sourceConfigs(given);
  const [first] = sources;
  if (first === undefined) return {};
  const { name: _, number: __, ...ident } = first;
  return { ident, sources };
}

/** What holds for several sources is wrong in each of them. */
function toldOnce(mistakes: readonly Mistake[]): readonly Mistake[] {
  return [...new Map(mistakes.map((one) => [mistakeKey(one), one])).values()];
}

/** Where a file could not be read, a setting that seems missing may stand in it: only the other mistakes are told. */
function knownWrong(mistakes: readonly Mistake[]): readonly Mistake[] {
  return mistakes.some(({ hidesOthers }) => hidesOthers)
    ? mistakes.filter(({ isMissing }) => isMissing !== true)
    : mistakes;
}

function httpConfig(read: SettingReader): HttpConfig {
  return {
    host: read.get('HTTP_HOST'),
    port: read.get('HTTP_PORT'),
    trustedProxies: read.get('TRUSTED_PROXIES'),
  };
}

function dashboardConfig(read: SettingReader): DashboardConfig {
  const password = read.get('DASHBOARD_PASSWORD');
  refuseWeak(read, 'DASHBOARD_PASSWORD', password === undefined ? null : weakPassword(password));
  return {
    publicUrl: read.get('DASHBOARD_URL'),
    password,
    identity: identityHeader(read),
  };
}

function fleetConfig(read: SettingReader): FleetConfig {
  return { places: read.get('FLEET_PLACES') };
}

/** A header is somebody's word: without proxies to trust it would be anybody's. */
function identityHeader(read: SettingReader): DashboardConfig['identity'] {
  const header = read.get('AUTH_HEADER');
  const proxies = header === undefined ? undefined : read.need('TRUSTED_PROXIES');
  return header === undefined || proxies === undefined ? undefined : { header, proxies };
}

function syncConfig(read: SettingReader): SyncConfig {
  const everyMs = read.get('EVENTS_INTERVAL');
  return {
    firstLoad: read.get('FIRST_LOAD'),
    ...(everyMs === 0 ? {} : { eventsMs: everyMs ?? 0 }),
    batchSize: read.get('BATCH_SIZE'),
    intervalMs: read.get('SYNC_INTERVAL_MINUTES'),
    deepHours: {
      morning: read.get('DEEP_SYNC_HOUR_MORNING'),
      evening: read.get('DEEP_SYNC_HOUR_EVENING'),
    },
    policies: {
      fields: read.get('POLICY_FIELDS'),
      names: read.get('POLICY_NAMES'),
      merged: read.get('POLICY_MERGED'),
      missing: read.get('POLICY_MISSING'),
      duplicates: read.get('POLICY_DUPLICATES'),
    },
    guard: {
      percent: read.get('GUARD_PERCENT'),
      rows: read.get('GUARD_ROWS'),
      overwrite: {
        percent: read.get('GUARD_OVERWRITE_PERCENT'),
        rows: read.get('GUARD_OVERWRITE_ROWS'),
      },
    },
  };
}

function logConfig(read: SettingReader): LogConfig {
  const file = read.get('LOG_FILE');
  return {
    level: read.get('LOG_LEVEL'),
    format: read.get('LOG_FORMAT'),
    file: file && read.path(file),
  };
}
