import { z } from 'zod';
import { problem } from '../common.ts';
import { patientParams } from '../patient.ts';
import { dayVisit } from './days.ts';

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

/** The visits of a patient. */
export const patientVisitRoutes = {
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

export type PatientVisits = z.infer<typeof patientVisits>;
export type PatientVisit = z.infer<typeof patientVisit>;
