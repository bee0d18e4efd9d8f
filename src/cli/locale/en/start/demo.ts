import { pluralEn } from '../../plural.ts';
import type { demoRu } from '../../ru/start/demo.ts';

export const demoEn: typeof demoRu = {
  demo: {
    description: 'The whole way of a patient on sample data; nothing to configure',
    patients: 'how many patients in each database',
    sources: 'how many IDENT databases (branches) in one account',
    visits: 'visits become deals: pipeline, first load, a day of the clinic, audit',
    once: 'end after the show instead of going on live',
    title: 'ident-amocrm: demo',
    about: [
      'A sample clinic and an amoCRM sandbox on this computer.',
      "The data is made up, nobody's account is touched.",
    ],
    steps: {
      database: 'IDENT database',
      sandbox: 'amoCRM sandbox',
      fields: 'Contact fields',
      plan: 'Plan',
      load: 'First load',
      day: "A clinic's day",
      again: 'One more pass',
      deep: 'Deep pass',
      sources: 'Patient 1 of each',
      patient: 'Patient 1',
    },
    database: (patients, count, duration) =>
      `${patients} ${pluralEn(count, 'patient', 'patients')}, visits, orders, reference tables (${duration})`,
    sandbox: (url) => `${url} (7 requests a second, like the real one)`,
    fields: (count) => `${count} ${pluralEn(count, 'field', 'fields')} created`,
    cost: (requests, count, duration) =>
      `≈ ${requests} ${pluralEn(count, 'request', 'requests')}, ≈ ${duration}`,
    load: (contacts, count, duration, requests) =>
      `${contacts} ${pluralEn(count, 'contact', 'contacts')} in ${duration}, requests: ${requests}`,
    day: (changes, created, updated) =>
      `${changes} ${pluralEn(changes, 'change', 'changes')} in IDENT: ${created} contacts created, ${updated} updated`,
    dayCost: (duration, writes) => `from change to amoCRM ${duration}, write requests: ${writes}`,
    again: (requests) => `nothing has changed, requests: ${requests}`,
    deep: (patients, count, duration) =>
      `${patients} ${pluralEn(count, 'patient', 'patients')} compared in ${duration}: no difference`,
    deepDiffers: (patients, count, found) =>
      `${patients} ${pluralEn(count, 'patient', 'patients')} compared, mended: ${found}`,
    branch: (number) => `Branch ${number}`,
    ofSource: (branch, id, contact) => `${branch}: patient ${id}, contact ${contact ?? '—'}`,
    patient: (contact) => `in IDENT and in amoCRM (contact ${contact ?? '—'})`,
    page: 'The contacts in a browser:',
    dashboard: 'The dashboard in a browser:',
    dashboardNote: 'The link signs in without a password, once and within an hour.',
    notBuilt:
      'The dashboard is not built: it takes the development dependencies (npm ci without --omit=dev) and npm run build.',
    asked: 'pass asked for',
    live: 'The clinic and the service are at work: new changes every 10 seconds. Stop with Ctrl-C',
    kinds: {
      newPatient: 'new patient',
      visit: 'visit',
      payment: 'payment',
      phone: 'new phone',
      address: 'new address',
      marriage: 'new surname',
      comment: 'comment',
      archiving: 'archived',
      deletion: 'deleted',
      booking: 'booking',
      arrival: 'patient came',
      bill: 'bill issued',
      cancellation: 'booking cancelled',
      move: 'booking moved',
    },
    deals: 'deals',
    after: (duration) => `after ${duration}`,
    ended: 'The demo has ended, its temporary folder is gone.',
    onceEnd: 'Done. Live, with the contacts in a browser: ident-amocrm demo',
  },
};
