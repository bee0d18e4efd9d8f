import type { logRu } from '../ru/log.ts';

const identReasons: Readonly<Record<string, string>> = {
  IDENT_TIMEOUT: 'it did not answer in time',
  IDENT_CONNECTION_LOST: 'the connection broke',
  IDENT_DEADLOCK: "we gave way to the clinic's own work",
  IDENT_LOCKED: 'the rows are locked',
  IDENT_SERVER_BUSY: 'the server is overloaded',
  IDENT_DATABASE_AWAY: 'the database is closed at the moment',
  IDENT_UNREACHABLE: 'it does not answer',
  IDENT_BROWSER_SILENT: 'SQL Server Browser is silent',
};

const amoReasons: Readonly<Record<string, string>> = {
  'rate-limit': 'it asks for pauses',
  'no-answer': 'it does not answer',
  'server-error': 'it answers with a server error',
  token: 'it did not take the token',
};

const byName: Readonly<Record<string, string>> = {
  'another installation makes contacts in this account':
    'Another installation makes contacts in this amoCRM account.',
  'the event feed does not answer':
    "amoCRM's event feed does not answer: a deep pass takes its place.",
};

export const logEn: typeof logRu = {
  log: {
    ident: (address, reason) => `IDENT database ${address}: ${reason}; trying again.`,
    identReasons,
    amocrm: (address, reason) => `amoCRM ${address}: ${reason}; trying again.`,
    amoReasons,
    skipped: (count) => `Rows of Patients without a patient's number were skipped: ${count}.`,
    byName,
    other: (message) => `Log: ${message}`,
  },
};
