import { pluralEn } from '../../plural.ts';
import type { fleetRu } from '../../ru/daily/fleet.ts';

export const fleetEn: typeof fleetRu = {
  fleet: {
    description: 'Many clinics on several machines: the state in PostgreSQL',
    migrateDescription: 'Make or update the tables of the fleet and of all its clinics',
    addDescription: 'Take a clinic of CONFIG_FILE into the fleet; its key is made once',
    removeDescription: 'Take a clinic out of the fleet; its state stays',
    runDescription: 'One machine of the fleet: passes of all clinics, until it is stopped',
    statusDescription: 'Machines and clinics of the fleet: who is late, and why',
    name: 'name of the clinic in CONFIG_FILE',
    start: 'begin the first load with the first pass',
    migrating: (clinic) => `Tables of the clinic: ${clinic}`,
    othersMigrate: 'Another fleet migrate is at these tables: waiting until it has ended.',
    stops: "The fleet stops for a moment: the queue's tables change.",
    goesOn: 'The fleet goes on.',
    migrated: (n) =>
      `The tables of the fleet are ready; clinics with tables of this version: ${n}. Next: ident-amocrm fleet add.`,
    added: (clinic, schema) => `The clinic "${clinic}" is in the fleet now, schema ${schema}.`,
    changed: (clinic, schema) =>
      `The clinic "${clinic}", schema ${schema}: what the file says of it holds from now on.`,
    same: (clinic, schema) => `The clinic "${clinic}" is in the fleet already, schema ${schema}.`,
    key: (file) =>
      `The key of its state: ${file}. Put it on each machine, or set STATE_KEY_FILE; show it to nobody.`,
    started: 'The first load begins with the first pass.',
    notStarted: (clinic) =>
      `The first load waits for a person's word: ident-amocrm fleet add "${clinic}" --start.`,
    removing: (clinic) =>
      `Passes of the clinic "${clinic}" are being stopped; waiting for the end of the one under way.`,
    removed: (clinic) => `The clinic "${clinic}" is out of the fleet; its state stayed.`,
    works: (places) =>
      `The machine works: up to ${places} ${pluralEn(places, 'pass', 'passes')} at once. Stop it with Ctrl-C.`,
    signIn: (url) =>
      `To sign in without a password, once within the hour, at this machine: ${url}\nTo add users: ident-amocrm users add NAME --role look|operate|fleet`,
    machine: 'Machine',
    places: 'Places taken',
    of: (running, places) => `${running} of ${places}`,
    seen: 'Seen',
    version: 'Version',
    clinic: 'Clinic',
    state: 'How it is',
    last: 'Last pass',
    due: 'Next',
    in: (time) => `in ${time}`,
    overdue: (time) => `due for ${time}`,
    now: 'now',
    since: (time) => `under way for ${time}`,
    firstLoad: (clinic) => `first load: fleet add ${clinic} --start`,
    noMachines: 'No machine works: ident-amocrm fleet run.',
    noClinics: 'The fleet has no clinics: ident-amocrm fleet add.',
    states: {
      nobody: 'no machine may',
      asks: 'waits for a person',
      failing: 'its passes fail',
      late: 'late',
      running: 'a pass runs',
      waiting: 'fine',
    },
    fault: (clinic, machine, why) =>
      `${clinic}: the machine ${machine} makes none of its passes: ${why}.`,
    faults: {
      FLEET_DIFFERS:
        'its file names the clinic otherwise (account or databases); the new word holds once all machines have it, or at once: ident-amocrm fleet add',
      FLEET_SCHEMA_MOVED: 'its file names another STATE_SCHEMA: bring the former one back',
      CONFIG_INVALID: 'the settings of the clinic are wrong there (its log tells more)',
      STATE_KEY_MISSING: 'it has no key of the state',
      STATE_OLDER:
        'the tables of the clinic are older than the program there: ident-amocrm fleet migrate',
      STATE_NEWER: 'the program there is older than the tables of the clinic: update it',
      STATE_KEY_WRONG: 'its key does not fit the state',
    },
  },
};
