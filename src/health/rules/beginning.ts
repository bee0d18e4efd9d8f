import type { Pause } from '../../state/record/pauses.ts';
import type { HealthFacts } from '../facts.ts';
import { type Incident, incident } from '../incident.ts';
import { isAtWork } from './at-work.ts';
import { isTaken } from './taken.ts';

/** Before anybody was carried over, missing access and missing fields are what the set-up is for. */
export const isNew = ({ firstLoadDone, links }: HealthFacts): boolean =>
  !firstLoadDone && links.linked === 0;

/** Whether nothing at all is carried over before a person's word. */
export const isUnasked = ({ unasked }: Pick<HealthFacts, 'unasked'>): boolean =>
  unasked !== null && unasked.count === unasked.of;

/** Before a person's word nothing else is to be expected; a further source holds up nobody. */
export function ofUnasked({ unasked, pauses }: HealthFacts): readonly Incident[] {
  if (unasked === null) return [];
  const { since, count, of: total } = unasked;
  return count === total
    ? [incident('first-load-asks', 'warning', 'operator', since, { cause: causeOf(pauses) })]
    : [incident('source-asks', 'warning', 'operator', since, { count, total })];
}

const causeOf = (pauses: readonly Pause[]): string | null =>
  pauses.find(({ reason }) => reason !== 'user')?.code ?? null;

/** The set-up and the first load, until everybody was carried over once. */
export function ofBeginning(facts: HealthFacts): readonly Incident[] {
  const { firstLoadDone, startedAt, now, pauses, databaseLostSince } = facts;
  if (firstLoadDone || isUnasked(facts) || isTaken(facts)) return [];
  const since = startedAt ?? now;
  if (isAtWork(facts)) return [incident('first-load', 'notice', 'nobody', since)];
  const cause = causeOf(pauses);
  if (isNew(facts)) return [incident('setup', 'warning', 'operator', since, { cause })];
  // A load that was begun goes on by itself where somebody is there for it and nothing else is said to stop it.
  const isNamed = pauses.length > 0 || databaseLostSince !== null;
  if (isNamed || startedAt !== null) return [incident('first-load', 'notice', 'nobody', since)];
  return [incident('setup', 'warning', 'operator', since)];
}
