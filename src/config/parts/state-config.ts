import { join, parse } from 'node:path';
import { weakKey } from '../../secret-strength.ts';
import type { SettingReader } from '../setting-reader.ts';
import { refuseWeak } from './weak-secret.ts';

export interface StateConfig {
  /** Absolute path of the SQLite file. */
  readonly file: string;
  /** Where the key is kept when `key` is not given. */
  readonly keyFile: string;
  readonly key?: string;
}

export function stateConfig(read: SettingReader): StateConfig {
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

/** The mock's contacts are not the account's: a state of its own, so that neither is ever taken for the other. */
export function stateFile(read: SettingReader): string {
  const file = read.path(read.get('STATE_URL'));
  if (!read.get('USE_MOCK_AMOCRM')) return file;
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}-sandbox${ext}`);
}
