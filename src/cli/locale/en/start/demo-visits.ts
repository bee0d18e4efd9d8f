import { pluralEn } from '../../plural.ts';
import type { demoVisitsRu } from '../../ru/start/demo-visits.ts';

export const demoVisitsEn: typeof demoVisitsRu = {
  demoVisits: {
    steps: {
      setup: 'Pipeline of visits',
      load: 'Deals of visits',
      day: 'A day of bookings',
      person: 'A manager, a deal',
      again: 'Another pass',
      audit: 'Audit of deals',
    },
    setup: (stages, fields) =>
      `${stages.join(' → ')}; ${fields} ${pluralEn(fields, 'field', 'fields')} of deals created`,
    load: (deals, count, perHour, waiting) =>
      `${deals} ${pluralEn(count, 'deal', 'deals')} in the first hour (VISITS_PER_HOUR=${perHour}), waiting: ${waiting}`,
    allowed: (perHour, deals) =>
      `a person allowed more (VISITS_PER_HOUR=${perHour}): the others were made, ${deals}`,
    happened: ({ booked, came, cancelled, movedOn }) =>
      `in IDENT ${booked} booked, ${came} came, ${cancelled} cancelled, ${movedOn} moved to another day`,
    day: (created, moved, closed) =>
      `deals: ${created} made, ${moved} moved on, ${closed} closed; a booking that is moved keeps its deal`,
    dayCost: (duration, writes) => `from change to amoCRM ${duration}, write requests: ${writes}`,
    dragged: (deal) =>
      `the manager dragged deal ${deal} back to the first stage; IDENT billed everybody`,
    led: (won, left) => `won: ${won}; the stage that the manager chose stays: ${left}`,
    again: (requests) => `nothing has changed, requests: ${requests}`,
    audit: (led, odd) =>
      `deals led by a person: ${led}; ${odd === 0 ? 'the others stand where their visit stands in IDENT' : `other findings: ${odd}`}`,
  },
};
