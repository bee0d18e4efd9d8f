import { pluralEn } from '../../plural.ts';
import type { visitsRu } from '../../ru/start/visits.ts';

export const visitsEn: typeof visitsRu = {
  visits: {
    description: 'Visits: which deals they would be',
    planDescription: 'Show how many deals there would be, and in which stages; writes nothing',
    from: 'from which day on (today unless given)',
    days: 'for how many days',
    noDay: 'it takes a day, as in 2026-11-27',
    notTold:
      "This database does not tell when a reception is, whose, or that it was cancelled (Receptions: ID, ID_Patients, PlanStart, ReceptionCanceled): see the login's rights, ident-amocrm test-db",
    title: (from, to, shown, count) =>
      `Receptions from ${from} until ${to}: ${shown} ${pluralEn(count, 'deal', 'deals')}, one for each reception however often it was moved`,
    stages: {
      planned: 'Planned',
      open: 'Planned, its time passed, no outcome in IDENT',
      appeared: 'The patient came',
      started: 'In progress',
      ended: 'Completed',
      billed: 'Won: billed',
      cancelled: 'Closed: the reception was cancelled',
    },
    cut: {
      fork: 'of them apart: the reception was moved to two times',
      cycle: 'of them broken up: moves point at each other in a ring',
      patient: "of them apart: the reception became another patient's",
    },
    withoutContact: 'No deal: the patient has no contact yet',
    withoutPatient: 'No deal: a reception without a patient',
    requests: (requests) =>
      `Requests to amoCRM: ${requests}. amoCRM does not tell how many deals your plan allows: compare it yourself.`,
    onlyShown:
      'Nothing was written. This version makes no deals: the command shows how many there would be.',
  },
};
