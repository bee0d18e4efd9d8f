import { languageQuery } from '../common.ts';
import { patientParams } from '../patient.ts';
import { cohortBody, cohortJob } from './cohort.ts';
import { visitDay, visitDayBody, visitDayQuery, visitDays, visitDaysQuery } from './days.ts';
import { patientVisits } from './of-patient.ts';
import { visitList, visitListQuery, visitsStanding } from './visits.ts';

/** The routes of visits and their deals. */
export const visitRoutes = {
  visits: { needs: 'look', summary: 'How deals of visits stand', answer: visitsStanding },
  visitList: {
    needs: 'look',
    summary: 'Visits whose deals people lead, that wait, or that amoCRM rejected',
    query: visitListQuery,
    answer: visitList,
  },
  cohort: { needs: 'look', summary: 'The visits that were counted last', answer: cohortJob },
  countCohort: {
    needs: 'operate',
    summary: 'Count the visits booked in a period by what has become of them',
    body: cohortBody,
    answer: cohortJob,
  },
  cohortCsv: {
    needs: 'look',
    summary: 'The visits that were counted last as a table for Excel',
    query: languageQuery,
    answer: 'csv',
  },
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
