import type { cohortRu } from '../ru/cohort.ts';

export const cohortEn: typeof cohortRu = {
  cohort: {
    title: 'Bookings of a period: who came and paid',
    about:
      'Of the bookings that were entered into IDENT in these days, and what has become of them until today. Reads IDENT and the number of deals in amoCRM, and writes nothing.',
    from: 'Entered from',
    to: 'Until the end of',
    count: 'Count',
    counting: 'Counting; a long period takes up to some minutes. The page may be closed.',
    period: 'Entered {{from}} – {{to}}, as of {{at}}',
    none: 'Nothing was counted yet. Whoever may operate can count.',
    nothing: 'No bookings in these days',
    leads: 'Deals created in amoCRM',
    patients: "Of them patients'",
    atLeast: 'at least {{count}}',
    noLeads: 'How many deals were created in amoCRM could not be told ({{code}})',
    steps: 'How far bookings came',
    of: '{{share}} of the booked',
    share: 'Share',
    figure: 'Bookings',
    groups: 'Bookings by source or branch',
    by: 'Split',
    bySource: 'By source',
    byBranch: 'By branch',
    others: 'Others ({{count}})',
    notCounted: 'Not counted',
    untold: 'Databases not counted, since they do not tell when a booking was entered: {{names}}',
  },
};
