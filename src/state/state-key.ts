import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StateError, stateErrors } from './errors.ts';

export interface StateKeySource {
  /** The state file. */
  readonly file: string;
  /** `STATE_KEY`, when it is given directly. */
  readonly key?: string;
  /** Where the key is kept otherwise; by default beside the state. */
  readonly keyFile: string;
}

/**
 * The key of the state's hashes and tokens. It is made beside a new state; a state that lost its key is refused,
 * since rebuilding it silently would send every field of every patient again.
 */
export function stateKey(source: StateKeySource): { readonly key: string; readonly from: string } {
  if (source.key !== undefined) return { key: source.key, from: 'STATE_KEY' };
  if (existsSync(source.keyFile)) {
    const key = readFileSync(source.keyFile, 'utf8').trim();
    if (key !== '') return { key, from: source.keyFile };
  }
  if (existsSync(source.file)) {
    throw new StateError(stateErrors.keyMissing({ state: source.file, keyFile: source.keyFile }));
  }
  const key = randomBytes(32).toString('base64url');
  mkdirSync(dirname(source.keyFile), { recursive: true });
  // 'wx': of two first starts at once only one makes the key, the other fails and reads it when started again.
  const handle = openSync(source.keyFile, 'wx', 0o600);
  writeSync(handle, `${key}\n`);
  // The key must be durable before the first row that it keys.
  fsyncSync(handle);
  closeSync(handle);
  return { key, from: source.keyFile };
}
