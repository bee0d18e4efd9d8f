import { randomBytes } from 'node:crypto';
import {
  chmodSync,
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
  const { file, keyFile } = source;
  const known = read(keyFile);
  if (known !== '') return { key: known, from: keyFile };
  if (existsSync(file)) {
    throw new StateError(stateErrors.keyMissing({ state: file, keyFile }));
  }
  return { key: make(keyFile), from: keyFile };
}

const read = (keyFile: string): string =>
  existsSync(keyFile) ? readFileSync(keyFile, 'utf8').trim() : '';

function make(keyFile: string): string {
  const key = randomBytes(32).toString('base64url');
  mkdirSync(dirname(keyFile), { recursive: true });
  // An empty file is what a power cut left of a first start.
  const emptied = existsSync(keyFile);
  let handle: number;
  try {
    // 'wx': of two first starts at once one makes the key, and the other takes it.
    handle = openSync(keyFile, emptied ? 'r+' : 'wx', 0o600);
  } catch (error) {
    const other = read(keyFile);
    if (other === '') throw error;
    return other;
  }
  writeSync(handle, `${key}\n`);
  // The key must be durable before the first row that it keys.
  fsyncSync(handle);
  closeSync(handle);
  if (emptied) chmodSync(keyFile, 0o600);
  return key;
}
