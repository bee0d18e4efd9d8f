import type { Clock } from '../../../clock.ts';
import { today, wallClockAt } from '../../../contact/value/dates.ts';
import type { OpenSource } from '../../../ident/sources/databases.ts';
import type { WantedReceptions } from '../../../ident/visits/receptions.ts';
import type { State } from '../../../state/open-state.ts';
import type { VisitDealRow } from '../../../state/visits/visit-deals.ts';
import type { WaitingVisit } from '../../../state/visits/visit-looks.ts';
import type { RejectedVisit } from '../../../state/visits/visit-rejected.ts';
import { priceOf } from '../../../visits/deal/deal.ts';
import type { VisitRules } from '../../../visits/rules.ts';
import { stageOf, type VisitStage } from '../../../visits/stage.ts';
import type { Visit } from '../../../visits/visit.ts';
import { type VisitKey, visitKey } from '../../../visits/visit-key.ts';
import {
  outcomeOf,
  type Planning,
  planningOf,
  type VisitOutcome,
} from '../../../visits/visit-plan.ts';
import { visitDays, windowOf } from '../../../visits/window.ts';
import { isPriceConfirmed } from '../../source/confirm-price.ts';
import { withContact } from '../pass/look.ts';
import { readWholeVisits } from '../whole-visits.ts';

/** A visit as IDENT shows it now, and what the state knows of its deal. */
export interface VisitStanding {
  readonly key: VisitKey;
  readonly visit: Visit;
  readonly stage: VisitStage;
  /** What bills come to, in whole roubles; null: nobody confirmed them, or it cannot be told. */
  readonly price: number | null;
  /** What becomes of it; null: deals are off, and nothing does. */
  readonly outcome: VisitOutcome | null;
  readonly deal: VisitDealRow | undefined;
  readonly wait: WaitingVisit | undefined;
  readonly rejected: RejectedVisit | undefined;
}

interface StandingSetup {
  /** Null: there is none yet, and no visit has a deal. */
  readonly state: State | null;
  readonly clock: Pick<Clock, 'now'>;
  readonly timeZone: string;
  /** Absent: deals are off. */
  readonly rules: VisitRules | undefined;
}

/** Somebody sits before the page, and the clinic works on the server: no statement may take longer. */
const withinMs = 3_000;

/** How visits are read where they become no deals. */
const plainReading = { cancelReasons: new Map(), withDoctors: false, tellsFirst: false };

/**
 * Visits of one database as they stand, by their beginning: read for somebody who looks, nothing is kept. Null: this
 * database does not tell of receptions.
 *
 * @throws IdentError, IDENT_TIMEOUT where a statement takes longer than 3 s.
 */
export async function readStandings(
  { state, clock, timeZone, rules }: StandingSetup,
  { number, ident }: Pick<OpenSource, 'number' | 'ident'>,
  wanted: WantedReceptions,
): Promise<readonly VisitStanding[] | null> {
  const now = clock.now();
  const reading = { ...(rules ?? plainReading), withinMs };
  const visits = await readWholeVisits(
    {
      source: number,
      read: (some) => ident.receptions(some, reading),
      members: state?.visitMembers ?? null,
    },
    wanted,
  );
  if (visits === null) return null;
  const planning = rules && (await planningNow(state, rules, { now, timeZone }, visits));
  const keys = visits.map(({ key }) => visitKey(number, key));
  const deals = await state?.visitDeals.ofVisits(keys);
  const waits = await state?.visitLooks.ofVisits(keys);
  const rejected = new Map((await state?.visitRejected.all())?.map((row) => [row.visit, row]));
  const meta = state?.meta.of(number);
  const isConfirmed = meta !== undefined && (await isPriceConfirmed({ ident, meta }));
  const clinicNow = wallClockAt(now, timeZone);
  return visits
    .map((visit): VisitStanding => {
      const key = visitKey(number, visit.key);
      return {
        key,
        visit,
        stage: stageOf(visit.lead, clinicNow),
        price: isConfirmed ? priceOf(visit.rows) : null,
        outcome: planning === undefined ? null : outcomeOf(visit, planning),
        deal: deals?.get(key),
        wait: waits?.get(key),
        rejected: rejected.get(key),
      };
    })
    .toSorted((a, b) => startOf(a).localeCompare(startOf(b)) || a.key - b.key);
}

export const startOf = ({ visit }: VisitStanding): string => visit.lead.start ?? '';

async function planningNow(
  state: State | null,
  rules: VisitRules,
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
  visits: readonly Visit[],
): Promise<Planning> {
  const linked = state && (await withContact(state, visits)).linked;
  const day = today(now, timeZone);
  const since = rules.since ?? (await state?.meta.get('visitsFrom')) ?? day;
  const { from, days } = visitDays(day, since);
  return planningOf(rules, { now, timeZone, window: windowOf(from, days), linked });
}
