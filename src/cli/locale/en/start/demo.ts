import { pluralEn } from '../../plural.ts';
import type { demoRu } from '../../ru/start/demo.ts';

const clinicNames = ['Daisy', 'Cornflower', 'Pearl', 'Smile', 'Tooth Fairy'];

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
    live: 'The clinic and the service are at work: something changes in IDENT every 10 seconds. Stop with Ctrl-C',
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
  demoFleet: {
    option: 'show a fleet: so many clinics on several machines, one of which is killed',
    replicas: 'how many machines the fleet has',
    title: 'ident-amocrm: a fleet of clinics',
    about: [
      'Sample clinics, their sandboxes of amoCRM and a PostgreSQL server on this computer.',
      "All data is invented, and nobody's account is touched.",
    ],
    steps: {
      server: 'PostgreSQL',
      clinics: 'Clinics',
      fleet: 'Fleet',
      machines: 'Machines',
      kill: 'kill -9',
      takeOver: 'Take-over',
      loads: 'First loads',
    },
    clinicName: (number) => clinicNames[number - 1] ?? `Clinic ${number}`,
    server: (port) => `the states of all clinics, port ${port}`,
    clinics: (count, patients, each) =>
      `${count}: each has an IDENT of its own (${patients} ${pluralEn(each, 'patient', 'patients')}) and an amoCRM account of its own`,
    fleet: (count) =>
      `ident-amocrm fleet migrate, then fleet add --start for ${count === 1 ? 'the clinic' : 'each clinic'}`,
    machine: (number, pid, url) =>
      `machine ${number}: ident-amocrm fleet run, process ${pid}, ${url}`,
    killed: (machine, pid) => `machine ${machine} (process ${pid}) was killed in its midst`,
    halfway: (clinic, done, total) => `${clinic}: ${done} of ${total} carried over`,
    takenOver: (duration) => `others carry its clinics on after ${duration}`,
    taker: (clinic, machine) => `${clinic}: machine ${machine}`,
    waits: 'What the killed one sent without an answer is looked for first: a minute.',
    loaded: (clinics, contacts, count, duration) =>
      `${clinics} ${pluralEn(clinics, 'clinic', 'clinics')}, ${contacts} ${pluralEn(count, 'contact', 'contacts')} in ${duration}`,
    exact: 'each patient has exactly one contact',
    inexact: (patients) => `but there are ${patients} patients: a fault of the program`,
    again: (machine, pid, url) => `Machine ${machine} runs again: process ${pid}, ${url}`,
    live: 'The fleet works: something changes in one clinic after the other. Stop with Ctrl-C',
    onceEnd: 'Done. Live: ident-amocrm demo --clinics 5 --replicas 2',
  },
};
