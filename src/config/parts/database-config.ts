import type { SourceName, SourceNumber } from '../../contact/model/patient-key.ts';
import type { BranchChoice } from '../../ident/branches/branch-choice.ts';
import type { DatabaseConfig } from '../../ident/connection/connection.ts';
import type { GivenSource } from '../given/given-settings.ts';
import { type Mistake, mistake } from '../mistake.ts';
import type { SettingReader } from '../setting-reader.ts';
import { databaseSettings } from '../settings/database-settings.ts';
import type { Values } from '../settings.ts';

/** A database, and where its fields come from. */
export interface IdentConfig {
  readonly connection: DatabaseConfig;
  /** `ident`, `sample`, or the absolute path of a profile file. */
  readonly profile: string;
  /** Whose patients are carried over; absent: everybody's. */
  readonly branches?: BranchChoice;
}

/** A database of the clinic, known by its name and its number. */
export interface SourceConfig extends IdentConfig {
  readonly name: SourceName;
  readonly number: SourceNumber;
}

/** In the order of the file. What is wrong with them the readers know. */
export function sourceConfigs(given: readonly GivenSource[]): readonly SourceConfig[] {
  return given.flatMap((source) => sourceConfig(source) ?? []);
}

function sourceConfig({ name, number, read }: GivenSource): SourceConfig | undefined {
  const client = read.get('DB_CLIENT');
  const connection = client === 'sqlite' ? sqlite(read) : sqlServer(read);
  return connection === undefined
    ? undefined
    : { name, number, connection, profile: profile(read, client), ...branches(read) };
}

function branches(read: SettingReader): Pick<IdentConfig, 'branches'> {
  const names = read.get('BRANCHES');
  const withoutVisits = read.get('BRANCHES_EMPTY') === 'include';
  return names === undefined ? {} : { branches: { names, withoutVisits } };
}

function profile(read: SettingReader, client: DatabaseConfig['client']): string {
  const chosen = read.get('IDENT_PROFILE');
  if (chosen === undefined) return client === 'sqlite' ? 'sample' : 'ident';
  return chosen === 'ident' || chosen === 'sample' ? chosen : read.path(chosen);
}

function sqlite(read: SettingReader): DatabaseConfig {
  return { client: 'sqlite', file: read.path(read.get('DB_FILE')) };
}

function sqlServer(read: SettingReader): DatabaseConfig | undefined {
  const address = read.need('DB_HOST');
  const user = read.need('DB_USER');
  const password = read.need('DB_PASSWORD');
  const instance = read.get('DB_INSTANCE') ?? address?.instance;
  const domain = read.get('DB_DOMAIN');
  if (address !== undefined) reportTwoServers(read, address);
  if (user?.includes('\\')) read.report(windowsLogin(user));
  const rest = {
    database: read.get('DB_NAME'),
    port: address?.port ?? read.get('DB_PORT'),
    ...(instance === undefined ? {} : { instance }),
    ...(domain === undefined ? {} : { domain }),
    encrypt: read.get('DB_ENCRYPT'),
    trustCertificate: read.get('DB_TRUST_CERTIFICATE'),
    tlsMin: read.get('DB_TLS_MIN'),
    connectionTimeoutMs: read.get('DB_CONNECTION_TIMEOUT') * 1000,
    commandTimeoutMs: read.get('DB_COMMAND_TIMEOUT') * 1000,
  };
  return address === undefined || user === undefined || password === undefined
    ? undefined
    : { client: 'mssql', host: address.host, user, password, ...rest };
}

/** Where the parts of the address name two places, neither is chosen for a clinic in silence. */
function reportTwoServers(read: SettingReader, address: NonNullable<Values['DB_HOST']>): void {
  // What stands above the set-up page's settings was set to hold in their place.
  const names = ['DB_HOST', 'DB_INSTANCE', 'DB_PORT'] as const;
  const given = names.map((name) => read.written(name)?.given).filter((by) => by !== undefined);
  if (given.includes('saved') && given.some((by) => by !== 'saved')) return;
  const [instance, port] = [read.get('DB_INSTANCE'), read.get('DB_PORT')];
  // 1433 stands in every copy of the example.
  const hasOwnPort = read.has('DB_PORT') && port !== Number(databaseSettings.DB_PORT.default);
  if (instance !== undefined && !isSame(instance, address.instance ?? instance)) {
    read.report(twice('DB_INSTANCE', instance, address.instance ?? ''));
  }
  if (instance !== undefined && address.port !== undefined) {
    read.report(instanceAndPort('DB_INSTANCE', instance, String(address.port)));
  }
  if (!hasOwnPort) return;
  if (address.port !== undefined && address.port !== port) {
    read.report(twice('DB_PORT', String(port), String(address.port)));
  }
}

const isSame = (one: string, other: string): boolean => one.toUpperCase() === other.toUpperCase();

const twice = (name: string, value: string, inHost: string): Mistake =>
  mistake({
    name,
    value,
    ru: `а в DB_HOST: ${inHost}`,
    fixRu: 'Оставьте что-то одно',
    en: `but DB_HOST has ${inHost}`,
    fixEn: 'Keep one of them',
  });

const instanceAndPort = (name: string, value: string, other: string): Mistake =>
  mistake({
    name,
    value,
    ru: `заданы и экземпляр, и порт (${other})`,
    fixRu:
      'Оставьте что-то одно: порт экземпляра сообщит SQL Server Browser, а с портом имя экземпляра не нужно',
    en: `an instance and a port are both set (${other})`,
    fixEn:
      "Keep one of them: SQL Server Browser tells an instance's port, and with a port the instance's name is not needed",
  });

/** No login of SQL Server's own has a backslash. */
function windowsLogin(user: string): Mistake {
  const [domain = '', name = ''] = user.split('\\');
  return mistake({
    name: 'DB_USER',
    value: user,
    ru: 'это учётная запись Windows, а не SQL Server',
    fixRu: `Задайте DB_USER=${name} и DB_DOMAIN=${domain} либо создайте вход SQL Server`,
    en: 'this is an account of Windows, not one of SQL Server',
    fixEn: `Set DB_USER=${name} and DB_DOMAIN=${domain}, or make a login of SQL Server`,
  });
}
