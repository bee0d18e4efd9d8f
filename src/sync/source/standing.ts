import { AppError } from '../../app-error.ts';
import type { SourceNumber } from '../../contact/model/patient-key.ts';
import type { Databases } from '../../ident/sources/databases.ts';
import type { Pass } from '../pass/pass-context.ts';
import { firstLoadWaits } from './errors.ts';

/**
 * Notes which sources a pass over all does without, since when and why, and tells of it: once for each time that one goes
 * away, and in every deep pass.
 */
export async function noteStanding(pass: Pass, databases: Databases): Promise<void> {
  const { state, clock } = pass;
  const known = await state.meta.ofSources('sourceAway');
  // What waits for a person's word is told by an incident of its own.
  const lost = databases.lost.filter(({ error }) => codeOf(error) !== firstLoadWaits);
  // Nothing is wrong with one that rests.
  const away = lost.filter(({ rests }) => rests !== true);
  const gone = new Set(away.map(({ number }) => number));
  // One that the settings name no more is not away either.
  for (const number of known.keys()) {
    if (!gone.has(number)) await state.meta.of(number).clear('sourceAway');
  }
  for (const { number, name, error } of away) {
    const code = codeOf(error);
    const before = known.get(number);
    const since = before?.since ?? clock.now();
    if (before?.code !== code) await state.meta.of(number).set('sourceAway', { code, since });
    if (before !== undefined && pass.mode === 'incremental') continue;
    pass.found({ kind: 'source-away', subject: name });
  }
}

/** A pass that runs between the pages of a deep one has read these: whichever was away by then is not any more. */
export async function noteBack(
  { meta }: Pick<Pass['state'], 'meta'>,
  numbers: readonly SourceNumber[],
): Promise<void> {
  const known = await meta.ofSources('sourceAway');
  for (const number of numbers) if (known.has(number)) await meta.of(number).clear('sourceAway');
}

const codeOf = (error: unknown): string => (error instanceof AppError ? error.code : 'BUG');
