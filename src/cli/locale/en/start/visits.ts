import { pluralEn } from '../../plural.ts';
import type { visitsRu } from '../../ru/start/visits.ts';

export const visitsEn: typeof visitsRu = {
  visits: {
    description: 'Visits: which deals they would be',
    planDescription: 'Show how many deals there would be, and in which stages; writes nothing',
    from: 'from which day on (VISITS_FROM by default, today without it)',
    days: 'for how many days (till the 30th day from today by default; with --from for 30)',
    receptionId: 'show the deal of one reception by its number in IDENT (Receptions.ID)',
    noDay: 'it takes a day, as in 2026-11-27',
    noReception: 'IDENT has no such reception',
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
    sameTime: 'of them at the same time as another deal of that patient',
    outcomes: {
      made: 'It would be made',
      known: 'It has a deal already',
      waiting: 'Waits: the reception was cancelled just now, and may be booked anew',
      withoutContact: 'No deal: the patient has no contact yet',
      withoutPatient: 'No deal: a reception without a patient',
      elsewhere: 'No deal: the branch of the reception is not among BRANCHES',
      reassigned: "No deal: the reception became another patient's",
    },
    requests: (requests) =>
      `Requests to amoCRM: ${requests}. amoCRM does not tell how many deals your plan allows: compare it yourself.`,
    hours: (shown, hours, perHour) =>
      `By VISITS_PER_HOUR=${perHour} that would take ${shown} ${pluralEn(hours, 'hour', 'hours')}: each deal sets the robots of its pipeline off`,
    onlyShown:
      'Nothing was written. This version makes no deals: the command shows which there would be.',
    one: {
      outcome: 'Deal',
      until: 'Waits until',
      stage: 'Stage',
      key: 'ID записи IDENT',
      patient: 'Patient',
      members: 'Moves',
      branch: 'Branch',
      doctor: 'Doctor',
      reason: 'Reason of cancelling',
      price: 'Price',
      priceUnknown: 'not to be seen',
    },
  },
};
