import { z } from 'zod';
import { visitStages } from '../../../../visits/stage.ts';
import { visitOutcomes } from '../../../../visits/visit-plan.ts';
import { count, limitText, patientId, problem, source, words } from '../common.ts';
import { patientParams } from '../patient.ts';
import { visitDeal, visitStage } from './visits.ts';

const day = z.iso.date();

/** Databases that could not be asked, and those that do not tell of receptions: who is there is not known. */
const unread = {
  away: z.array(z.strictObject({ source: z.string(), problem })),
  untold: z.array(z.string()),
};

/** So many days from today on. */
const visitDaysQuery = z.strictObject({ days: limitText(14, 7) });

/** IDENT's bookings of today and the days after it, by stage; cancelled ones too. */
export const visitDays = z.strictObject({
  ...unread,
  days: z.array(
    z.strictObject({
      day,
      stages: z.record(z.enum(visitStages), count),
      total: count,
      /** Those that have a deal. */
      deals: count,
    }),
  ),
});

const visitDayQuery = z.strictObject({
  day,
  offset: z.coerce.number<string | number>().int().nonnegative().default(0),
  limit: limitText(100, 100),
});

/** The same in a body: that somebody was shown is written down. */
const visitDayBody = z.strictObject({
  day,
  offset: count.default(0),
  limit: z.number().int().min(1).max(100).default(100),
});

/** A visit as IDENT shows it now, and what the state knows of its deal. */
export const dayVisit = z.strictObject({
  /** As it stands in the deal: `12345`, `2:12345`. */
  visit: z.string(),
  /** The clinic's wall clock, `2026-05-04T10:00:00`; null: it is not told. */
  start: z.string().nullable(),
  stage: visitStage,
  /** Null: a booking of nobody. */
  patientId: patientId.nullable(),
  source,
  branch: z.string().nullable(),
  /** Why it was cancelled, by IDENT's list. */
  reason: z.string().nullable(),
  /** Who comes; null unless revealed. */
  name: z.string().nullable(),
  /** Null unless revealed, and `VISITS_DOCTOR` allows it. */
  doctor: z.string().nullable(),
  /** Whole roubles; null unless revealed, and confirmed by a person (`fields confirm visit_sum`). */
  sum: count.nullable(),
  /** What becomes of it; null: deals are off. */
  outcome: z.enum(visitOutcomes).nullable(),
  /** The same in words, with what keeps its deal back, or who leads it; empty: there is nothing to say. */
  fate: words,
  deal: visitDeal.nullable(),
});

export const visitDay = z.strictObject({
  ...unread,
  day,
  /** Whether names, doctors and sums are left out. */
  masked: z.boolean(),
  total: count,
  rows: z.array(dayVisit),
});

/** Where a deal stands in amoCRM now. */
const dealPlace = z.strictObject({ pipeline: z.string(), stage: z.string() });

export const patientVisit = z.strictObject({
  ...dayVisit.shape,
  /** Null: IDENT has no such booking any more; its deal is left. */
  stage: dayVisit.shape.stage.nullable(),
  /** Where the deal stands; null: there is none, or amoCRM does not show it. */
  place: dealPlace.nullable(),
  /** Who leads its stage; `touched`: we do, and people have changed the deal since. Null: there is no deal. */
  ledBy: z.enum(['program', 'touched', 'people']).nullable(),
});

/** The visits of a patient, the newest first; read from IDENT and amoCRM for this answer. */
export const patientVisits = z.strictObject({
  /** `VISITS=deals`. */
  on: z.boolean(),
  /** Whether doctors and sums are left out. */
  masked: z.boolean(),
  /** Whether there is anything to reveal: doctors that the settings allow, or sums that were confirmed. */
  reveals: z.boolean(),
  /** False: this database does not tell of receptions. */
  told: z.boolean(),
  /** Why amoCRM does not say where the deals stand; null: it does, or there are none. */
  amoAway: problem.nullable(),
  /** There are more than these. */
  more: z.boolean(),
  rows: z.array(patientVisit),
});

/** Visits as IDENT shows them now, day by day and of a patient. */
export const dayRoutes = {
  visitDays: {
    needs: 'look',
    summary: "IDENT's bookings of today and the next days, by stage",
    query: visitDaysQuery,
    answer: visitDays,
  },
  visitDay: {
    needs: 'look',
    summary: 'The bookings of one day with their deals, masked',
    query: visitDayQuery,
    answer: visitDay,
  },
  revealVisitDay: {
    needs: 'operate',
    summary: 'The same with names; it is recorded',
    body: visitDayBody,
    answer: visitDay,
  },
  patientVisits: {
    needs: 'look',
    summary: 'The visits of a patient with their deals, masked',
    params: patientParams,
    answer: patientVisits,
  },
  revealPatientVisits: {
    needs: 'operate',
    summary: 'The same with doctors and sums; it is recorded',
    params: patientParams,
    answer: patientVisits,
  },
} as const;

export type VisitDays = z.infer<typeof visitDays>;
export type VisitDay = z.infer<typeof visitDay>;
export type DayVisit = z.infer<typeof dayVisit>;
export type PatientVisits = z.infer<typeof patientVisits>;
export type PatientVisit = z.infer<typeof patientVisit>;
