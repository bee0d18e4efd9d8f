import { hash as digest, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { weakKey } from '../../secret-strength.ts';
import type { StateServer } from '../postgres/server.ts';
import { codesOf } from './disk.ts';
import { StateError, stateErrors } from './errors.ts';

export interface StateKeySource {
  /** The state file. Of a state on a server: where it would be, for what stays on this machine. */
  readonly file: string;
  /** The server that the state is on. */
  readonly server?: StateServer;
  /** `STATE_KEY`, when it is given directly. */
  readonly key?: string;
  /** Where the key is kept otherwise; by default beside the state. */
  readonly keyFile: string;
  /** `STATE_OWNER`: how this installation is called. */
  readonly owner?: string;
}

export interface KeyAtHand {
  readonly key: string;
  /** For people: the file, or `STATE_KEY`. */
  readonly from: string;
}

/** Where a restore lays down the key of what it is about to write; it takes the key's place afterwards. */
export const nextKeyFile = (keyFile: string): string => `${keyFile}.next`;

/** What a state keeps of its key, to tell whether one fits. */
export const keyCheckOf = (key: string): string =>
  digest('sha256', `ident-amocrm state key\0${key}`, 'base64url').slice(0, 16);

/**
 * The keys of the state's hashes and tokens that may fit: one as a rule, two when a restore was broken off. A key is
 * made beside a new state; a state that lost its key is refused, since rebuilding it silently would send every field of
 * every patient again.
 *
 * @throws StateError STATE_KEY_MISSING, STATE_KEY_WEAK for one that somebody wrote into the file.
 */
export function stateKeys(source: StateKeySource): readonly KeyAtHand[] {
  const known = knownKeys(source);
  if (known.length > 0) return known;
  const { file, keyFile } = source;
  if (existsSync(file)) throw new StateError(stateErrors.keyMissing({ state: file, keyFile }));
  return [{ key: make(keyFile), from: keyFile }];
}

/**
 * Those that are there already.
 *
 * @throws StateError STATE_KEY_WEAK for one that somebody wrote into the file.
 */
export function knownKeys(source: StateKeySource): readonly KeyAtHand[] {
  const known = keysAtHand(source);
  for (const { key, from } of source.key === undefined ? known : []) {
    const weakness = weakKey(key);
    if (weakness !== null) throw new StateError(stateErrors.keyWeak({ source: from, ...weakness }));
  }
  return known;
}

/** The same, whatever they are worth. */
export const keysAtHand = ({ key: given, keyFile }: StateKeySource): readonly KeyAtHand[] =>
  given !== undefined
    ? [{ key: given, from: 'STATE_KEY' }]
    : [keyFile, nextKeyFile(keyFile)]
        .map((from) => ({ key: readKey(from), from }))
        .filter(({ key }) => key !== '');

/** `''` when there is none. */
export const readKey = (keyFile: string): string =>
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
    const other = readKey(keyFile);
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

/** Lays a key down where {@link takeNextKey} finds it, durable. */
export function layNextKey(keyFile: string, key: string): void {
  const next = nextKeyFile(keyFile);
  mkdirSync(dirname(keyFile), { recursive: true });
  rmSync(next, { force: true });
  writeDurably(next, key);
}

/** The next key becomes the key, in one step; whoever comes second finds it done. */
export function takeNextKey(keyFile: string): void {
  try {
    renameSync(nextKeyFile(keyFile), keyFile);
  } catch (error) {
    if (codesOf(error).code !== 'ENOENT') throw error;
  }
}

/** @throws EEXIST */
export function writeDurably(keyFile: string, key: string): void {
  const handle = openSync(keyFile, 'wx', 0o600);
  writeSync(handle, `${key}\n`);
  fsyncSync(handle);
  closeSync(handle);
}
