import type { usersRu } from '../../ru/daily/users.ts';

export const usersEn: typeof usersRu = {
  users: {
    description: 'Who opens the dashboard, and in which role',
    listDescription: 'list the users',
    addDescription: 'add a user; the password is asked for, and never written into the command',
    passwordDescription: 'change a password; whoever is signed in with the old one signs in anew',
    roleDescription: 'change a role; it takes effect at once',
    removeDescription: 'take a user off the list; their sessions end at once',
    name: "the user's name, up to 60 characters",
    role: 'look: looks; operate: runs a clinic; fleet: all clinics',
    clinics: 'only these clinics of CONFIG_FILE, by commas (all by default)',
    clinicsExpected: 'names of clinics by commas.',
    stdin: 'read the password from stdin, the first line',
    file: 'read the password from a file, the first line',
    noPassword: 'no password: signs in through a proxy only (AUTH_HEADER)',
    roles: { look: 'look', operate: 'operate', fleet: 'fleet' },
    columns: {
      name: 'Name',
      role: 'Role',
      clinics: 'Clinics',
      password: 'Password',
      since: 'Added',
    },
    all: 'all',
    yes: 'yes',
    no: 'no',
    none: 'Nobody is on the list.',
    builtInRow:
      "Besides, the page's password signs in (the user operate: DASHBOARD_PASSWORD, or the command password).",
    added: (name, role) => `The user ${name} is added, role: ${role}.`,
    passwordSet: (name) => `The password of ${name} is changed. Earlier sessions are over.`,
    roleSet: (name, role) => `The role of ${name}: ${role}.`,
    removed: (name) => `The user ${name} is no more, and their sessions are over.`,
    onlyByHeader: 'Without a password only a proxy signs in, and AUTH_HEADER is not set.',
    known: (name) => `There is a user ${name} already: users password, users role.`,
    unknown: (name) => `There is no user ${name}: users list.`,
    badName:
      'A name has up to 60 letters, figures, blanks and . _ @ -, and begins with a letter or a figure.',
    builtIn:
      "operate is the user of the page's password: the command password changes it, not this list.",
    noClinicHere:
      'A fleet has one list for all clinics: --clinics tells which of them somebody sees, not --clinic.',
    fleetIsAll: 'The role fleet is for all clinics: --clinics does not go with it.',
    builtInFleet: 'Besides them DASHBOARD_PASSWORD lets in (the user operate, all clinics).',
    noClinics: '--clinics goes with CONFIG_FILE: there is one clinic here.',
  },
};
