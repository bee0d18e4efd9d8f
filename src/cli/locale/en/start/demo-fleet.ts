import { pluralEn } from '../../plural.ts';
import type { demoFleetRu } from '../../ru/start/demo-fleet.ts';

const clinicNames = ['Daisy', 'Cornflower', 'Pearl', 'Smile', 'Tooth Fairy'];

export const demoFleetEn: typeof demoFleetRu = {
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
    live: 'The fleet works: changes in one of the clinics every 10 seconds. Stop with Ctrl-C',
    onceEnd: 'Done. Live: ident-amocrm demo --clinics 5 --replicas 2',
  },
};
