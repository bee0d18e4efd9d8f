import { languageQuery } from '../common.ts';
import { cohortBody, cohortJob } from './cohort.ts';
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
    needs: 'look',
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
} as const;
