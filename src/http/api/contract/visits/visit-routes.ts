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
} as const;
