import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { codesOf, diskFailure } from './disk.ts';
import { StateError, stateErrors } from './errors.ts';
import type { StateKeySource } from './state-key.ts';

type Owned = Pick<StateKeySource, 'file' | 'owner'>;

/**
 * Whose state it is, in a file beside it and not within: a backup of it may go to another installation, the place where
 * it lies may not.
 */
const ownerFile = (file: string): string => `${file}.owner`;

/** `null` where nobody who gave a name has worked on it yet. */
export function ownerOf(file: string): string | null {
  try {
    return readFileSync(ownerFile(file), 'utf8').trim() || null;
  } catch (error) {
    if (codesOf(error).code === 'ENOENT') return null;
    throw diskFailure(error, ownerFile(file)) ?? error;
  }
}

/**
 * Whoever is given no name (`STATE_OWNER`) asks for none.
 *
 * @throws StateError STATE_OF_ANOTHER, before anything of the state is read
 */
export function refuseOfAnother({ file, owner }: Owned): void {
  if (owner === undefined) return;
  const known = ownerOf(file);
  if (known === null || known === owner) return;
  throw new StateError(stateErrors.ofAnother({ state: file, known, owner }));
}

/**
 * Whoever works on the state signs its place, the first time.
 *
 * @throws StateError STATE_OF_ANOTHER where another one was quicker
 */
export function signOwner(place: Owned): void {
  const { file, owner } = place;
  if (owner === undefined) return;
  try {
    // Of a state on a server nothing else may lie here.
    mkdirSync(dirname(file), { recursive: true });
    // 'wx': of two at once one signs, and the other is refused.
    writeFileSync(ownerFile(file), `${owner}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (codesOf(error).code !== 'EEXIST') throw diskFailure(error, ownerFile(file)) ?? error;
    refuseOfAnother(place);
    // An empty file is what a power cut left of a signature.
    if (ownerOf(file) === null) changeOwner(file, owner);
  }
}

/** A person says that the place is this installation's from now on. */
export function changeOwner(file: string, owner: string): void {
  const next = `${ownerFile(file)}.next`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(next, `${owner}\n`, { mode: 0o600 });
    renameSync(next, ownerFile(file));
  } catch (error) {
    throw diskFailure(error, ownerFile(file)) ?? error;
  }
}
