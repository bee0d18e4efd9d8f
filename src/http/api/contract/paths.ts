/**
 * Where every route stands: `:name` is a parameter. Nothing but texts in here, so that the page can import it without
 * bringing schemas into the browser; what goes over these routes is in `contract.ts`.
 */
export const paths = {
  session: ['GET', '/api/session'],
  signIn: ['POST', '/api/session'],
  signInByLink: ['POST', '/api/session/link'],
  signOut: ['DELETE', '/api/session'],

  overview: ['GET', '/api/overview'],
  outside: ['GET', '/api/overview/outside'],
  warned: ['GET', '/api/overview/warned'],
  chart: ['GET', '/api/overview/chart'],
  days: ['GET', '/api/overview/days'],
  pause: ['POST', '/api/pause'],
  resume: ['POST', '/api/resume'],
  runNow: ['POST', '/api/run'],
  events: ['GET', '/api/events'],

  runs: ['GET', '/api/runs'],
  run: ['GET', '/api/runs/:runId'],
  findings: ['GET', '/api/runs/:runId/findings'],
  changes: ['GET', '/api/runs/:runId/changes'],
  findingsCsv: ['GET', '/api/runs/:runId/findings.csv'],

  searchPatients: ['POST', '/api/patients/search'],
  patient: ['GET', '/api/patients/:patientId'],
  revealPatient: ['POST', '/api/patients/:patientId/reveal'],
  syncPatient: ['POST', '/api/patients/:patientId/sync'],
  patientHistory: ['GET', '/api/patients/:patientId/history'],

  visits: ['GET', '/api/visits'],
  visitList: ['GET', '/api/visits/list'],
  cohort: ['GET', '/api/visits/cohort'],
  countCohort: ['POST', '/api/visits/cohort'],
  cohortCsv: ['GET', '/api/visits/cohort.csv'],
  visitDays: ['GET', '/api/visits/days'],
  visitDay: ['GET', '/api/visits/day'],
  revealVisitDay: ['POST', '/api/visits/day/reveal'],
  patientVisits: ['GET', '/api/patients/:patientId/visits'],
  revealPatientVisits: ['POST', '/api/patients/:patientId/visits/reveal'],

  rejected: ['GET', '/api/rejected'],
  retryRejected: ['POST', '/api/rejected/retry'],
  rejectedCsv: ['GET', '/api/rejected.csv'],

  fields: ['GET', '/api/fields'],
  createFields: ['POST', '/api/fields'],

  setUpForm: ['GET', '/api/setup/form'],
  findInstances: ['POST', '/api/setup/form/instances'],
  saveDatabase: ['POST', '/api/setup/form/database'],
  saveAmo: ['POST', '/api/setup/form/amocrm'],
  savePassword: ['POST', '/api/setup/form/password'],

  setup: ['GET', '/api/setup'],
  testDatabase: ['POST', '/api/setup/database'],
  testAmo: ['POST', '/api/setup/amocrm'],
  beginOauth: ['POST', '/api/setup/oauth/begin'],
  finishOauth: ['POST', '/api/setup/oauth/finish'],
  giveToken: ['POST', '/api/setup/token'],
  plan: ['GET', '/api/setup/plan'],
  makePlan: ['POST', '/api/setup/plan'],
  start: ['POST', '/api/setup/start'],

  upkeep: ['GET', '/api/upkeep'],
  testAlerts: ['POST', '/api/upkeep/alerts'],

  settings: ['GET', '/api/settings'],
  actions: ['GET', '/api/actions'],
  openapi: ['GET', '/api/openapi.json'],

  clinics: ['GET', '/api/clinics'],
  machines: ['GET', '/api/machines'],
  fleetActions: ['GET', '/api/fleet-actions'],
  clinic: ['GET', '/api/name'],
} as const satisfies Readonly<Record<string, readonly ['GET' | 'POST' | 'DELETE', string]>>;

export type RouteName = keyof typeof paths;

/** What a fleet has once; all else is a clinic's, and stands below it: `/api/clinics/:clinic/overview`. */
export const sharedRoutes: ReadonlySet<RouteName> = new Set([
  ...(['session', 'signIn', 'signInByLink', 'signOut', 'openapi'] as const),
  ...(['clinics', 'machines', 'fleetActions'] as const),
]);

const root = '/api';

/** @param clinic how its routes are told from those of others: its key, or a parameter; null: there is but one clinic */
export function pathOf(name: RouteName, clinic: string | null): string {
  const [, path] = paths[name];
  if (clinic === null || sharedRoutes.has(name)) return path;
  return `${root}/clinics/${clinic}${path.slice(root.length)}`;
}
