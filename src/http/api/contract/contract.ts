import type { z } from 'zod';
import type { Role } from '../../../roles.ts';
import { languageQuery, nothing } from './common.ts';
import { fields, fieldsCreated } from './fields.ts';
import { clinicList, clinicName, machineList } from './fleet.ts';
import { liveEvent } from './live-event.ts';
import {
  chart,
  chartQuery,
  daysQuery,
  outsidePage,
  outsideQuery,
  overview,
  recentDays,
  resumeBody,
  runNowBody,
  warnedQuery,
} from './overview.ts';
import type { RouteName } from './paths.ts';
import {
  patientHistory,
  patientParams,
  patientView,
  searchAnswer,
  searchBody,
  syncAnswer,
} from './patient.ts';
import { actionsPage, actionsQuery, settings } from './rows/records.ts';
import { rejectedPage, rejectedQuery, retryAnswer, retryBody } from './rows/rejected.ts';
import {
  changesPage,
  changesQuery,
  findingsPage,
  findingsQuery,
  runDetails,
  runParams,
  runsPage,
  runsQuery,
} from './rows/run.ts';
import { linkBody, passwordBody, session } from './session.ts';
import { setUpRoutes } from './set-up/set-up-routes.ts';
import { alertsTest, upkeep } from './upkeep.ts';
import { visitRoutes } from './visits/visit-routes.ts';

/** What one route takes and answers; errors are {@link failure}s everywhere. */
export interface RouteContract {
  /** For the OpenAPI document. */
  readonly summary: string;
  /** The least that who asks has to be: one hook asks it of every route. */
  readonly needs: Role | 'anyone';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** JSON of this schema; `csv`: a table to download; `events`: a stream of {@link event}s. */
  readonly answer: z.ZodType | 'csv' | 'events' | 'document';
  readonly event?: z.ZodType;
}

/** The API of the dashboard, route by route: the server registers it, the OpenAPI document and the page's types are made of it. */
export const contract = {
  session: { summary: 'Who is there', needs: 'anyone', answer: session },
  signIn: { summary: 'Sign in', needs: 'anyone', body: passwordBody, answer: session },
  signInByLink: {
    summary: 'Sign in by the one-time link that the service printed',
    needs: 'anyone',
    body: linkBody,
    answer: session,
  },
  signOut: { needs: 'look', summary: 'Sign out', answer: session },

  overview: { needs: 'look', summary: 'How it stands', answer: overview },
  outside: {
    needs: 'look',
    summary: 'Patients of IDENT that are not in amoCRM, by why',
    query: outsideQuery,
    answer: outsidePage,
  },
  warned: {
    needs: 'look',
    summary: 'Patients whose values went over otherwise than IDENT has them, by the last audit',
    query: warnedQuery,
    answer: outsidePage,
  },
  chart: { needs: 'look', summary: 'What passes did over time', query: chartQuery, answer: chart },
  days: { needs: 'look', summary: 'How the last days went', query: daysQuery, answer: recentDays },
  pause: { needs: 'operate', summary: 'Let the service rest', answer: nothing },
  resume: {
    needs: 'operate',
    summary: 'Take reasons to rest away',
    body: resumeBody,
    answer: nothing,
  },
  runNow: {
    needs: 'operate',
    summary: 'A pass as soon as possible',
    body: runNowBody,
    answer: nothing,
  },
  events: {
    needs: 'look',
    summary: 'What happens, as it happens',
    answer: 'events',
    event: liveEvent,
  },

  runs: { needs: 'look', summary: 'Passes, the newest first', query: runsQuery, answer: runsPage },
  run: { needs: 'look', summary: 'One pass', params: runParams, answer: runDetails },
  findings: {
    needs: 'look',
    summary: 'What a pass found, of one kind',
    params: runParams,
    query: findingsQuery,
    answer: findingsPage,
  },
  changes: {
    needs: 'look',
    summary: 'What a pass wrote, for whom: fields, no values',
    params: runParams,
    query: changesQuery,
    answer: changesPage,
  },
  findingsCsv: {
    needs: 'look',
    summary: 'All findings of a pass as a table for Excel',
    params: runParams,
    query: languageQuery,
    answer: 'csv',
  },

  searchPatients: {
    needs: 'look',
    summary: 'Patients by IDENT id, card number, contact id, name or phone',
    body: searchBody,
    answer: searchAnswer,
  },
  patient: {
    needs: 'look',
    summary: 'A patient in IDENT and in amoCRM, masked',
    params: patientParams,
    answer: patientView,
  },
  revealPatient: {
    needs: 'operate',
    summary: 'The same with values; it is recorded',
    params: patientParams,
    answer: patientView,
  },
  syncPatient: {
    needs: 'operate',
    summary: 'Carry one patient over now',
    params: patientParams,
    answer: syncAnswer,
  },
  patientHistory: {
    needs: 'look',
    summary: 'What is known of the past of a patient',
    params: patientParams,
    answer: patientHistory,
  },

  ...visitRoutes,

  rejected: {
    needs: 'look',
    summary: 'Rows not accepted',
    query: rejectedQuery,
    answer: rejectedPage,
  },
  retryRejected: {
    needs: 'operate',
    summary: 'Send again, or separate',
    body: retryBody,
    answer: retryAnswer,
  },
  rejectedCsv: {
    needs: 'look',
    summary: 'The same as a table for Excel',
    query: languageQuery,
    answer: 'csv',
  },

  fields: { needs: 'look', summary: 'The fields on both sides', answer: fields },
  createFields: {
    needs: 'operate',
    summary: 'Make the fields that are missing',
    answer: fieldsCreated,
  },

  ...setUpRoutes,

  upkeep: { needs: 'look', summary: 'Alerts and backups', answer: upkeep },
  testAlerts: {
    needs: 'operate',
    summary: 'A sample message through every channel',
    answer: alertsTest,
  },

  settings: { needs: 'look', summary: 'Settings, secrets hidden', answer: settings },
  actions: { needs: 'look', summary: 'What people did', query: actionsQuery, answer: actionsPage },
  openapi: { needs: 'look', summary: 'This document', answer: 'document' },

  clinics: {
    needs: 'look',
    summary: 'Clinics of the fleet that are the affair of whoever asks, the worst first',
    answer: clinicList,
  },
  clinic: { needs: 'look', summary: 'How the clinic is called', answer: clinicName },
  machines: { needs: 'fleet', summary: 'Machines of the fleet', answer: machineList },
  fleetActions: {
    needs: 'fleet',
    summary: "What people did that is no single clinic's affair",
    query: actionsQuery,
    answer: actionsPage,
  },
} as const satisfies Readonly<Record<RouteName, RouteContract>>;

type Contract = typeof contract;

type Part<N extends RouteName, P extends 'params' | 'query' | 'body'> = Contract[N] extends {
  readonly [K in P]: infer S extends z.ZodType;
}
  ? S
  : never;

/** What a caller gives. */
export type RouteParams<N extends RouteName> = z.input<Part<N, 'params'>>;
export type RouteQuery<N extends RouteName> = z.input<Part<N, 'query'>>;
export type RouteBody<N extends RouteName> = z.input<Part<N, 'body'>>;
/** What a route answers; `never` where it is no JSON. */
export type RouteAnswer<N extends RouteName> = Contract[N]['answer'] extends infer S extends
  z.ZodType
  ? z.output<S>
  : never;
/** What a handler is given, parsed. */
export type Given<N extends RouteName> = {
  readonly [P in 'params' | 'query' | 'body' as Part<N, P> extends never ? never : P]: z.output<
    Part<N, P>
  >;
};
