import { join, parse, resolve } from 'node:path';
import type { FieldKey } from '../contact/model/table.ts';
import type { Localized } from '../language.ts';
import { type Weakness, weakKey, weakPassword } from '../secret-strength.ts';
import type { GuardLimits } from '../sync/guard/guard.ts';
import type { Policies } from '../sync/item/policies.ts';
import { type AlertConfig, alertConfig } from './alert-config.ts';
import { type AmoConfig, amoConfig } from './amo-config.ts';
import { withCredentials } from './credentials.ts';
import { type IdentConfig, identConfig } from './database-config.ts';
import { readEnvFile } from './env-file.ts';
import { ConfigError } from './mistake.ts';
import {
  type NetworkConfig,
  networkConfig,
  withLowerCase,
  withoutEffect,
} from './network-config.ts';
import { amoNotices, databaseNotices } from './notices.ts';
import { isSecret, SettingReader } from './setting-reader.ts';
import type { LogLevel } from './settings/log-settings.ts';
import { type SettingName, settings } from './settings.ts';
import { unknownNames } from './unknown-names.ts';

export interface LogConfig {
  readonly level: LogLevel;
  /** Absent: pretty on a terminal, JSON elsewhere. */
  readonly format?: 'json' | 'pretty';
  /** Absolute path; absent: no file. */
  readonly file?: string;
}

interface StateConfig {
  /** Absolute path of the SQLite file. */
  readonly file: string;
  /** Where the key is kept when `key` is not given. */
  readonly keyFile: string;
  readonly key?: string;
}

interface SyncConfig {
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
  readonly trustedProxies?: readonly string[];
}

/** Who may see the dashboard, and under which address. */
interface DashboardConfig {
  readonly publicUrl?: URL;
  readonly password?: string;
}

/** Parts that only some commands need; settings of the others are not even judged. */
interface ConfigParts {
  readonly alerts: AlertConfig;
  readonly amocrm: AmoConfig;
  readonly dashboard: DashboardConfig;
  readonly http: HttpConfig;
  readonly ident: IdentConfig;
  readonly state: StateConfig;
  readonly sync: SyncConfig;
}

export type ConfigPart = keyof ConfigParts;

/** What every command has. */
interface BaseConfig {
  /** Absolute path of the folder that relative paths start from. */
  readonly folder: string;
  /** Absolute path of the `.env`, which need not be there. */
  readonly settingsFile: string;
  readonly log: LogConfig;
  readonly network: NetworkConfig;
  /** The clinic's zone, an IANA name. */
  readonly timeZone: string;
  /** Fields that are neither read nor sent. */
  readonly excluded: ReadonlySet<FieldKey>;
  /** For people, once a command. */
  readonly notices: readonly Localized<string>[];
}

export type Config<Part extends ConfigPart = never> = BaseConfig & Pick<ConfigParts, Part>;

export interface ConfigSource<Part extends ConfigPart> {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `.env` is looked for, and what relative paths start from. */
  readonly cwd: string;
  /** `--env-file`: instead of `.env`, and must exist. */
  readonly envFile?: string | undefined;
  readonly needs: readonly Part[];
}

/**
 * Reads the settings once: the environment beats the file.
 *
 * @throws ConfigError with all mistakes of the demanded parts, and every unknown name.
 */
export function loadConfig<Part extends ConfigPart = never>(
  source: ConfigSource<Part>,
): Config<Part> {
  const settingsFile = resolve(source.cwd, source.envFile ?? '.env');
  const file = readEnvFile(settingsFile, source.envFile === undefined);
  const given = Object.entries(withCredentials(source.env)).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  const values = withLowerCase({ ...file.values, ...Object.fromEntries(given) });
  const read = new SettingReader(values, source.cwd);
  for (const mistake of file.mistakes) read.report(mistake);
  const suspects = unknownNames({
    fileNames: Object.keys(file.values),
    environmentNames: given.map(([name]) => name),
    known: knownNames,
  });
  for (const mistake of suspects) read.report(mistake);
  for (const mistake of withoutEffect(file.values, source.env)) read.report(mistake);

  const wanted = new Set<ConfigPart>(source.needs);
  const parts = {
    ...(wanted.has('alerts') ? { alerts: alertConfig(read) } : {}),
    ...(wanted.has('amocrm') ? { amocrm: amoConfig(read) } : {}),
    ...(wanted.has('dashboard') ? { dashboard: dashboardConfig(read) } : {}),
    ...(wanted.has('http') ? { http: httpConfig(read) } : {}),
    ...(wanted.has('ident') ? { ident: identConfig(read) } : {}),
    ...(wanted.has('state') ? { state: stateConfig(read) } : {}),
    ...(wanted.has('sync') ? { sync: syncConfig(read) } : {}),
  };
  const base: BaseConfig = {
    folder: source.cwd,
    settingsFile,
    log: logConfig(read),
    network: networkConfig(read),
    timeZone: read.get('TIMEZONE'),
    excluded: read.get('EXCLUDE_FIELDS') ?? new Set(),
    notices: [
      ...(wanted.has('amocrm') ? amoNotices(read) : []),
      ...(wanted.has('ident') ? databaseNotices(read) : []),
    ],
  };
  if (read.mistakes.length > 0) throw new ConfigError(read.mistakes);
  // Without a mistake every part in `needs` is there, and `needs` is what `Part` stands for.
  return { ...base, ...parts } as Config<Part>;
}

/** Every name that may stand in a `.env`, the files of secrets among them. */
const knownNames: readonly string[] = [
  ...Object.keys(settings),
  ...Object.keys(settings)
    .filter((name) => isSecret(name as SettingName)) // Object.keys forgets its key type.
    .map((name) => `${name}_FILE`),
];

function stateConfig(read: SettingReader): StateConfig {
  const file = stateFile(read);
  const key = read.get('STATE_KEY');
  const keyFile = read.get('STATE_KEY_FILE');
  const { dir, name } = parse(file);
  refuseWeak(read, 'STATE_KEY', key === undefined ? null : weakKey(key));
  return {
    file,
    keyFile: keyFile === undefined ? join(dir, `${name}.key`) : read.path(keyFile),
    ...(key === undefined ? {} : { key }),
  };
}

function httpConfig(read: SettingReader): HttpConfig {
  const trustedProxies = read.get('TRUSTED_PROXIES');
  return {
    ...{ host: read.get('HTTP_HOST'), port: read.get('HTTP_PORT') },
    ...(trustedProxies === undefined ? {} : { trustedProxies }),
  };
}

function dashboardConfig(read: SettingReader): DashboardConfig {
  const publicUrl = read.get('DASHBOARD_URL');
  const password = read.get('DASHBOARD_PASSWORD');
  refuseWeak(read, 'DASHBOARD_PASSWORD', password === undefined ? null : weakPassword(password));
  return {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(password === undefined ? {} : { password }),
  };
}

const strongerBy = {
  STATE_KEY: {
    ru: 'Уберите STATE_KEY: программа сделает надёжный ключ сама (STATE_KEY_FILE); либо задайте вывод команды openssl rand -base64 32. Если с этим ключом уже работали, уберите и файл состояния: первая загрузка найдёт все контакты по ID пациента',
    en: 'Take STATE_KEY out: the program makes a strong key by itself (STATE_KEY_FILE); or set what openssl rand -base64 32 prints. If a state was made with this key, move its file away too: a first load finds every contact by the patient id',
  },
  DASHBOARD_PASSWORD: {
    ru: 'Возьмите несколько случайных слов или вывод команды openssl rand -base64 12',
    en: 'Take a few random words, or what openssl rand -base64 12 prints',
  },
} as const;

/** A weak secret protects nothing; it is named, and why, and never shown. */
function refuseWeak(
  read: SettingReader,
  name: keyof typeof strongerBy,
  weakness: Weakness | null,
): void {
  if (weakness !== null) read.report({ name, ...weakness, fix: strongerBy[name] });
}

/** The mock's contacts are not the account's: a state of its own, so that neither is ever taken for the other. */
function stateFile(read: SettingReader): string {
  const file = read.path(read.get('STATE_URL'));
  if (!read.get('USE_MOCK_AMOCRM')) return file;
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}-sandbox${ext}`);
}

function syncConfig(read: SettingReader): SyncConfig {
  const everyMs = read.get('EVENTS_INTERVAL');
  return {
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
  const format = read.get('LOG_FORMAT');
  const file = read.get('LOG_FILE');
  return {
    level: read.get('LOG_LEVEL'),
    ...(format === undefined ? {} : { format }),
    ...(file === undefined ? {} : { file: read.path(file) }),
  };
}
