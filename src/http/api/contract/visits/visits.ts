import { z } from 'zod';
import { lookReasons } from '../../../../state/visits/visit-looks.ts';
import { visitStages } from '../../../../visits/stage.ts';
import { advice, count, id, limitText, moment, patientId, source } from '../common.ts';
import { rejection } from '../rows/rejected.ts';

export const visitStage = z.enum(visitStages);

/** How deals of visits stand, by the state alone. */
export const visitsStanding = z.strictObject({
  now: moment,
  /** `VISITS=deals`. */
  on: z.boolean(),
  /** How far the account was set up for them: `ident-amocrm visits setup`. */
  setUp: z.enum(['none', 'begun', 'whole']),
  /** Whether the first load has come to its end in every database. */
  loaded: z.boolean(),
  /** Deals are left alone: since when, until when at least, and why. Contacts go on. */
  rest: z.strictObject({ since: moment, until: moment, code: z.string(), text: advice }).nullable(),
  /** No new deals are made, for another installation may be at work: since when, and what to do. The others move. */
  stopped: z
    .strictObject({ since: moment, code: z.enum(['other-writer', 'deals-foreign']), text: advice })
    .nullable(),
  counts: z.strictObject({
    /** Visits that have a deal. */
    deals: count,
    /** Of those, the open ones that somebody else has changed. */
    led: count,
    waiting: count,
    rejected: count,
    /** Deals that people deleted: they are not made again. */
    deleted: count,
    /** Visits that several deals carry: none of those is written. */
    doubled: count,
  }),
});

/** A deal in amoCRM, as the state knows it. */
export const visitDeal = z.strictObject({
  id,
  /** Of its card. */
  url: z.string(),
  /** `deleted`: people deleted it; `doubled`: several carry the visit. */
  status: z.enum(['linked', 'deleted', 'doubled']),
  /** As what we last put it somewhere; null: its stage was never ours. */
  put: visitStage.nullable(),
  /** Whether anybody but us has changed it. */
  touched: z.boolean(),
});

/** What a visit waits for. */
const visitWait = z.strictObject({
  for: z.enum(lookReasons),
  since: moment,
  /** Not before; null: as soon as it is there. */
  until: moment.nullable(),
});

export const visitListQuery = z.strictObject({
  /** `led`: open deals that somebody else has changed. */
  of: z.enum(['led', 'waiting', 'rejected']),
  offset: z.coerce.number<string | number>().int().nonnegative().default(0),
  limit: limitText(100, 20),
});

export const listedVisit = z.strictObject({
  /** As it stands in the deal: `12345`, `2:12345`. */
  visit: z.string(),
  patientId,
  source,
  deal: visitDeal.nullable(),
  wait: visitWait.nullable(),
  rejected: rejection.nullable(),
});

const visitList = z.strictObject({ total: count, rows: z.array(listedVisit) });

/** Visits and their deals, by the state alone. */
export const visitRoutes = {
  visits: { needs: 'look', summary: 'How deals of visits stand', answer: visitsStanding },
  visitList: {
    needs: 'look',
    summary: 'Visits whose deals people lead, that wait, or that amoCRM rejected',
    query: visitListQuery,
    answer: visitList,
  },
} as const;

export type VisitsStanding = z.infer<typeof visitsStanding>;
export type VisitListOf = z.infer<typeof visitListQuery>['of'];
export type ListedVisit = z.infer<typeof listedVisit>;
export type VisitDeal = z.infer<typeof visitDeal>;
