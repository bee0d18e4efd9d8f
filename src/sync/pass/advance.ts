import { isDeepStrictEqual } from 'node:util';
import { type PatientId, sourceOf } from '../../contact/model/patient-key.ts';
import type { Databases } from '../../ident/sources/databases.ts';
import type { Fact } from '../../state/account/facts.ts';
import { eventsGap } from '../../state/account/meta.ts';
import type { Repositories } from '../../state/open-state.ts';
import { noteAnswered, type Reach } from '../guard/asking/asked.ts';
import { adoptRules } from '../guard/rule-changes.ts';
import type { ReadSource } from '../source/open-sources.ts';
import type { Pass } from './pass-context.ts';

/** After so many rows of its own a deep pass does not ask what others did while it wrote: the next one sees that. */
const mostTold = 500;

/** How things stood when the pass began, and where its reading of IDENT's changes ended. */
interface Course {
  readonly read: readonly ReadSource[];
  readonly databases: Databases;
  readonly deepDue: string | undefined;
  /** Patients of lost sources to whose contacts people did something. */
  readonly unheard: readonly PatientId[];
  readonly undone: readonly PatientId[];
  /** Some are not created yet: IDENT's changes are read from the same place again. */
  readonly waits: boolean;
  readonly reach: Reach;
  /** How far amoCRM's feed was read. */
  readonly events: Fact<'events'> | undefined;
}

/** The cursor moves only when its rows are acknowledged or queued; an intent alone is neither. */
export async function advance(
  pass: Pass,
  { read, databases, deepDue, undone, waits, reach, events, unheard }: Course,
): Promise<void> {
  const now = pass.clock.now();
  await pass.ledger.write(async (tx) => {
    for (const { source, cursor, scan } of read) {
      const own = tx.meta.of(source.number);
      // A pass between our pages that moved it read further than we did, from the same place on.
      const moved = !isDeepStrictEqual((await own.get('cursor')) ?? null, cursor);
      if (scan !== null && !moved && !waits) await own.set('cursor', scan.next);
      if (!waits) await own.set('carriedAt', now);
    }
    // The feed tells it once: when the source is back, everything of it is compared.
    for (const number of new Set(unheard.map(sourceOf))) {
      await tx.meta.of(number).set('deepMissed', true);
    }
    await tx.meta.set('lastIncrementalAt', now);
    if (!waits) await tx.forgotten.removeUndone(undone.filter((id) => !databases.isLost(id)));
    await noteFeed(pass, tx, events);
    await noteAnswered(
      tx,
      'contacts',
      reach,
      databases.lost.map(({ number }) => number),
    );
    if (pass.mode !== 'deep') return;
    await tx.meta.set('lastDeepAt', now);
    for (const { source, branches } of read) {
      const own = tx.meta.of(source.number);
      await own.clear('deepMissed');
      if (branches.choice === null) await own.clear('branchChoice');
      else if (branches.isNew) await own.set('branchChoice', branches.choice);
    }
    for (const { number } of databases.lost) await tx.meta.of(number).set('deepMissed', true);
    // The feed is full of what was written just now: it begins anew behind it.
    const { created, updated, adopted } = pass.counts;
    const isAnew = deepDue !== undefined && deepDue !== eventsGap;
    if (pass.otherWriter.hasEnded || isAnew || created + updated + adopted > mostTold)
      await tx.meta.clear('events');
    // All that they changed is written, or waits for a person.
    await adoptRules(tx);
    // One that became due between our pages stays due, also where another reason stood in its place.
    if ((await tx.meta.get('deepDue')) === deepDue) await tx.meta.clear('deepDue');
  });
}

/** How far the feed was read, and that it has something of ours to tell. */
async function noteFeed(
  { counts, clock }: Pass,
  { meta }: Repositories,
  read: Fact<'events'> | undefined,
): Promise<void> {
  const { created, updated, adopted, removed } = counts;
  const wrote = created + updated + adopted + removed > 0;
  if (read === undefined && !wrote) return;
  const mark = read ?? (await meta.get('events'));
  if (mark === undefined) return;
  await meta.set('events', wrote ? { ...mark, wroteAt: mark.wroteAt ?? clock.now() } : mark);
}
