import type { ClinicRow } from '../../fleet/tables/overview.ts';
import type { WatchRow } from '../../fleet/tables/watch-rows.ts';
import { clinicLook } from '../../fleet/watch/clinic-look.ts';
import { coverage } from '../../health/coverage.ts';
import type { HealthFacts } from '../../health/facts.ts';
import { type Incident, needsPerson } from '../../health/incident.ts';
import { lastGoodPassAt } from '../../health/last-good-pass.ts';
import { blindness, incidents } from '../../health/rules.ts';
import { standing } from '../../health/standing.ts';
import { headline, incidentWords } from '../../health/words/words.ts';
import { both } from '../../language.ts';
import type { ClinicListRow } from '../api/contract/fleet.ts';
import { unseenWords } from './unseen-words.ts';

interface ListedClinic {
  readonly row: ClinicRow;
  /** Undefined: nobody has seen it yet. */
  readonly watched: WatchRow | undefined;
  /** The clinic's: its moments stand on its wall clock. */
  readonly timeZone: string;
}

/**
 * A clinic in a line: judged by the same rules and told in the same words as on its own page, of what the machine that
 * made its last pass saw.
 *
 * @param now wall ms.
 */
export function clinicListRow(clinic: ListedClinic, now: number): ClinicListRow {
  const { row, watched } = clinic;
  const look = watched === undefined ? null : clinicLook(watched, now);
  if (look === null) return unseen(clinic, now);
  if (look.facts === null)
    return judged(clinic, [blindness(watched?.blind?.since ?? now, look.code)], now);
  // A pass that is under way is told by the table as it goes.
  const facts = { ...look.facts, running: row.running ?? look.facts.running };
  const { inAmo, total, at } = coverage(facts);
  return {
    ...judged(clinic, incidents(facts), now, facts),
    dataAt: lastGoodPassAt(facts),
    rejected: facts.rejected.count,
    patients: at === null ? null : { inAmo, total },
  };
}

function judged(
  { row, timeZone }: ListedClinic,
  found: readonly Incident[],
  now: number,
  facts?: HealthFacts,
): ClinicListRow {
  return {
    ...named(row),
    ...standing(found),
    headline: headline(found, timeZone),
    incidents: found.map((one) => ({
      code: one.code,
      severity: one.severity,
      since: one.since,
      needsPerson: needsPerson(one),
      text: both((language) => incidentWords(one, { language, timeZone })),
    })),
    ...unknown,
    nextAt: (facts?.pauses.length ?? 0) > 0 ? null : nextOf(row, now),
  };
}

/** No machine has had its state open since it was added. */
function unseen({ row }: ListedClinic, now: number): ClinicListRow {
  const isServed = row.by !== null;
  return {
    ...named(row),
    verdict: null,
    tone: isServed ? 'unknown' : 'bad',
    needsPerson: !isServed,
    headline: unseenWords[isServed ? 'unread' : 'nobody'],
    incidents: [],
    ...unknown,
    nextAt: nextOf(row, now),
  };
}

const unknown = { dataAt: null, rejected: null, patients: null };

const named = ({ schema: key, name, running, lastHost: machine }: ClinicRow) => ({
  key,
  name,
  running,
  machine,
});

/** Null: it is under way, waits for a person's word, or nobody is there to make it. */
function nextOf({ by, asks, running, dueInMs }: ClinicRow, now: number): number | null {
  if (by === null || asks !== null || running !== null) return null;
  return now + Math.max(0, Math.round(dueInMs));
}

const tones: readonly ClinicListRow['tone'][] = ['bad', 'warn', 'unknown', 'info', 'good'];

/** Of two that are as bad: what a person can mend, then what is older. */
export function worstFirst(one: ClinicListRow, other: ClinicListRow): number {
  return (
    tones.indexOf(one.tone) - tones.indexOf(other.tone) ||
    Number(other.needsPerson) - Number(one.needsPerson) ||
    (one.dataAt ?? 0) - (other.dataAt ?? 0) ||
    one.name.localeCompare(other.name)
  );
}
