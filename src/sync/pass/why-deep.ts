import type { ReadSource } from '../source/open-sources.ts';
import { FirstLoad } from './first-load.ts';
import type { SyncSetup } from './pass-context.ts';
import type { PassKind } from './pass-kind.ts';
import { PassRestart } from './pass-restart.ts';

export const resetOf = (read: readonly ReadSource[]): string | null =>
  read.flatMap(({ scan }) => scan?.reset ?? [])[0] ?? null;

/** Other branches are chosen than those by which everything was compared last. */
export const newChoice = (read: readonly ReadSource[]): string | null =>
  read.some(({ branches }) => branches.isNew) ? 'branches-changed' : null;

/** Whether one of these was away while everything was compared. */
export async function missedBefore(
  { meta }: SyncSetup['state'],
  read: readonly ReadSource[],
): Promise<string | null> {
  const missed = await meta.ofSources('deepMissed');
  return read.some(({ source }) => missed.has(source.number)) ? 'source-back' : null;
}

/**
 * Whether others may be written meanwhile, as far as changes of IDENT tell: while a further source is loaded for the first
 * time, those that were loaded before go on.
 */
export function letsOthers(read: readonly ReadSource[]): boolean {
  const isLoaded = read.some(({ cursor }) => cursor !== null);
  const resets = read.flatMap(({ scan }) => scan?.reset ?? []);
  return resets.every((reset) => reset === 'first' && isLoaded);
}

/** The first load that a pass over these is; null: some were loaded before, or there is another reason to begin anew. */
export function firstLoadOf(read: readonly ReadSource[]): FirstLoad | null {
  if (!read.every(({ scan }) => scan?.reset === 'first')) return null;
  return new FirstLoad(
    read.flatMap(({ source, scan }) => (scan === null ? [] : [[source.number, scan.next]])),
  );
}

/** @throws PassRestart */
export function whyDeep({ isDeep }: PassKind, due: string | null): string | null {
  if (isDeep === 'not-asked') return null;
  if (isDeep === 'always') return 'asked';
  if (isDeep === 'left-to-next' && due !== null) throw new PassRestart(due);
  return due;
}
