import { readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { weakKey } from '../../secret-strength.ts';
import type { StateServer } from '../../state/postgres/server.ts';
import { unreadable } from '../file/text-file.ts';
import { flaw, mistake } from '../mistake.ts';
import type { SettingReader } from '../setting-reader.ts';
import type { ServerPlace } from '../settings/state-settings.ts';
import { refuseWeak } from './weak-secret.ts';

export interface StateConfig {
  /** Absolute path of the SQLite file; of a state on a server that of what stays on this machine. */
  readonly file: string;
  /** The server that the state is on; absent: it is in the file. */
  readonly server?: StateServer;
  /** The same server by another address, for the reads of the pages; absent: they read as all others do. */
  readonly reads?: StateServer;
  /** Where the key is kept when `key` is not given. */
  readonly keyFile: string;
  readonly key?: string;
  /** How this installation is called. */
  readonly owner?: string;
}

/** @param url of another place than `STATE_URL` names. */
export function stateConfig(read: SettingReader, url?: string): StateConfig {
  const named = url === undefined ? undefined : read.parsed('STATE_URL', url);
  const file = stateFile(read, named);
  const server = stateServer(read, named);
  const reads = url === undefined ? readsServer(read, server) : null;
  const key = read.get('STATE_KEY');
  const keyFile = read.get('STATE_KEY_FILE');
  const owner = read.get('STATE_OWNER');
  const { dir, name } = parse(file);
  refuseWeak(read, 'STATE_KEY', key === undefined ? null : weakKey(key));
  return {
    file,
    ...(server && { server }),
    ...(reads && { reads }),
    keyFile: keyFile === undefined ? join(dir, `${name}.key`) : read.path(keyFile),
    ...(key === undefined ? {} : { key }),
    ...(owner === undefined ? {} : { owner }),
  };
}

/** The mock's contacts are not the account's: a state of its own, so that neither is ever taken for the other. */
export function stateFile(read: SettingReader, place = read.get('STATE_URL')): string {
  const file = read.path('file' in place ? place.file : `data/${read.get('STATE_SCHEMA')}.db`);
  if (!read.get('USE_MOCK_AMOCRM')) return file;
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}-sandbox${ext}`);
}

/** @returns null for a state in a file. */
export function stateServer(
  read: SettingReader,
  place = read.get('STATE_URL'),
): StateServer | null {
  return 'file' in place ? null : serverAt(read, 'STATE_URL', place);
}

/** Where the pages read; null: where all others do. */
function readsServer(read: SettingReader, server: StateServer | null): StateServer | null {
  const place = read.get('STATE_READ_URL');
  if (place === undefined) return null;
  if (server === null) read.report(readsOfFile);
  return serverAt(read, 'STATE_READ_URL', place);
}

function serverAt(
  read: SettingReader,
  name: 'STATE_URL' | 'STATE_READ_URL',
  { hasPassword, ...server }: ServerPlace,
): StateServer {
  if (hasPassword) read.report({ name, ...passwordInAddress });
  const schema = read.get('STATE_SCHEMA');
  const password = read.get('STATE_PASSWORD');
  const authority = authorityOf(read);
  return {
    ...server,
    schema: read.get('USE_MOCK_AMOCRM') ? `${schema}_sandbox` : schema,
    tls: read.get('STATE_TLS') ?? (isThisMachine(server.host) ? 'off' : 'verify'),
    ...(password !== undefined && { password }),
    ...(authority !== undefined && { authority }),
  };
}

const isThisMachine = (host: string): boolean => ['localhost', '127.0.0.1', '::1'].includes(host);

const readsOfFile = mistake({
  name: 'STATE_READ_URL',
  ru: 'состояние не на сервере PostgreSQL',
  fixRu: 'Уберите её: состояние в файле страницы читают сами',
  en: 'the state is not on a PostgreSQL server',
  fixEn: 'Take it away: of a state in a file the pages read the file',
});

// Without the value: it is a password that would be shown.
const passwordInAddress = flaw({
  ru: 'в адресе стоит пароль',
  fixRu: 'Уберите его оттуда в STATE_PASSWORD, STATE_PASSWORD_FILE или PGPASSFILE',
  en: 'the address holds a password',
  fixEn: 'Move it to STATE_PASSWORD, STATE_PASSWORD_FILE or PGPASSFILE',
});

function authorityOf(read: SettingReader): string | undefined {
  const name = 'STATE_TLS_CA_FILE';
  const given = read.get(name);
  if (given === undefined) return undefined;
  try {
    return readFileSync(read.path(given), 'utf8');
  } catch (error) {
    read.report({ name, value: given, ...unreadable(error) });
    return undefined;
  }
}
