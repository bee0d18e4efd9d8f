import { z } from 'zod';
import { count, id, moment, nothing, problem } from '../common.ts';
import { progress } from '../overview.ts';

/** Where the installation stands; asks neither the database nor amoCRM. */
export const setup = z.strictObject({
  database: z.strictObject({
    client: z.enum(['mssql', 'sqlite']),
    /** Host and database, or file. */
    target: z.string(),
    /** The one that the state belongs to; null: none yet. */
    known: z.string().nullable(),
    /** When it was last asked, by the page or by a pass, it answered; of several, each of them. */
    answered: z.boolean(),
    /** That was within the last quarter of an hour, of this service's doing. */
    isKnown: z.boolean(),
    /** Code of what the service rests for that is about the database; null: nothing. */
    trouble: z.string().nullable(),
  }),
  amocrm: z.strictObject({
    kind: z.enum(['long-lived', 'oauth', 'mock']),
    baseUrl: z.string(),
    /** Whether there is a token, and amoCRM takes it as far as is known. */
    connected: z.boolean(),
    /** amoCRM does not take the token that there is, or it says itself that it is over. */
    isRefused: z.boolean(),
    /** amoCRM has said so of the token within the last quarter of an hour. */
    isKnown: z.boolean(),
    /** Code of what the service rests for that is about the account, beside the token: rights, payment, a block. */
    trouble: z.string().nullable(),
    expiresAt: moment.nullable(),
    /** The long-lived token that was given here; not used: the settings have got another one since. Null: none was. */
    givenToken: z.strictObject({ at: moment, isUsed: z.boolean() }).nullable(),
    /** Null: nothing was read of the account yet. */
    accountId: id.nullable(),
    /**
     * With `oauth`: AMOCRM_REDIRECT_URI. `leadsHere`: amoCRM sends the browser back to this service and all is done;
     * where not, the person pastes what amoCRM showed (`POST /api/setup/oauth/finish`).
     */
    redirect: z.strictObject({ uri: z.string(), leadsHere: z.boolean() }).nullable(),
  }),
  fields: z.strictObject({
    /** How many of the fields that are on are known to the state, and were fit when they were last looked at. */
    bound: count,
    wanted: count,
    /** amoCRM's fields were looked at within the last quarter of an hour, by the page or by a pass. */
    isKnown: z.boolean(),
    /** Code of what the service rests for that is about the fields; null: nothing. */
    trouble: z.string().nullable(),
  }),
  firstLoadDone: z.boolean(),
  /** Whether a source waits for `POST /api/setup/start` before its patients are carried over. */
  unasked: z.boolean(),
});

/** Of the database's server, as SQL Server Browser lists them; empty where it does not answer. */
const instances = z.array(
  z.strictObject({
    name: z.string(),
    /** Null: it takes no TCP/IP. */
    port: count.nullable(),
    /** What DB_HOST has to say to reach it. */
    address: z.string(),
    isOurs: z.boolean(),
    /** It is called as IDENT calls its own. */
    isIdents: z.boolean(),
  }),
);

export const databaseTest = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    server: z.string(),
    identity: z.string(),
    /** The server's own wall clock, `YYYY-MM-DDTHH:MM:SS`. */
    serverTime: z.string(),
    /** How it stands to ours; null: it is ours. `zone`: it would be right in another time zone. */
    clock: z
      .strictObject({ verdict: z.enum(['same', 'off', 'zone']), apartSeconds: count })
      .nullable(),
    patients: count,
    changeSources: z.array(z.string()),
    fields: z.strictObject({ found: count, missing: count, off: count }),
    queryMs: count,
    instances,
  }),
  z.strictObject({ ok: z.literal(false), problem, instances }),
]);

export const amoTest = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    accountId: id,
    name: z.string(),
    subdomain: z.string(),
    timeZone: z.string(),
  }),
  z.strictObject({ ok: z.literal(false), problem }),
]);

/** The page of amoCRM that the browser has to go to. */
const oauthBegun = z.strictObject({ url: z.string() });
/** The code (valid for 20 minutes), or the whole address that amoCRM led to. */
const oauthFinishBody = z.strictObject({ code: z.string().trim().min(1).max(5000) });

const tokenBody = z.strictObject({ token: z.string().trim().min(1).max(10_000) });

export const planJob = z.strictObject({
  state: z.enum(['none', 'running', 'done', 'failed']),
  startedAt: moment.nullable(),
  progress: progress.nullable(),
  problem: problem.nullable(),
  plan: z
    .strictObject({
      mode: z.enum(['incremental', 'deep']),
      /** Why everything is compared: `first`, `asked`, … */
      reason: z.string().nullable(),
      madeAt: moment,
      /** Patients in IDENT. */
      patients: count,
      /** New contacts. */
      create: count,
      /** Adoptions included. */
      update: count,
      adopt: count,
      remove: count,
      unchanged: count,
      blocked: z.strictObject({
        waiting: count,
        identity: count,
        uncertain: count,
        missing: count,
      }),
      /** In none of the chosen branches: left alone. */
      outside: count,
      /** Where branches are chosen, how many patients each has; `name` null: the bookings name none. */
      branches: z.array(
        z.strictObject({
          source: z.string(),
          name: z.string().nullable(),
          patients: count,
          isChosen: z.boolean(),
        }),
      ),
      /** Contacts that amoCRM has now; null: this plan did not need to read them. */
      contacts: count.nullable(),
      cost: z.strictObject({ reads: count, writes: count, requests: count, durationMs: count }),
    })
    .nullable(),
});

/** From nothing to the first load, step by step. */
export const setupRoutes = {
  setup: { needs: 'look', summary: 'How far the installation is set up', answer: setup },
  testDatabase: { needs: 'operate', summary: "Ask the clinic's database", answer: databaseTest },
  testAmo: { needs: 'operate', summary: 'Ask amoCRM', answer: amoTest },
  beginOauth: { needs: 'operate', summary: 'Where to authorise at amoCRM', answer: oauthBegun },
  finishOauth: {
    needs: 'operate',
    summary: 'Authorise by the code that amoCRM showed',
    body: oauthFinishBody,
    answer: amoTest,
  },
  giveToken: {
    needs: 'operate',
    summary: 'Use this long-lived token from now on, if amoCRM takes it',
    body: tokenBody,
    answer: amoTest,
  },
  plan: { needs: 'look', summary: 'The plan preview', answer: planJob },
  makePlan: {
    needs: 'operate',
    summary: 'Make a plan of everything; nothing is written',
    answer: planJob,
  },
  start: { needs: 'operate', summary: 'Begin the first load', answer: nothing },
} as const;

export type Setup = z.infer<typeof setup>;
export type DatabaseTest = z.infer<typeof databaseTest>;
export type AmoTest = z.infer<typeof amoTest>;
export type PlanJob = z.infer<typeof planJob>;
