import { z } from 'zod';
import { words } from '../common.ts';
import { session } from '../session.ts';

/** A setting of the form; the value of a secret is never in it. */
const field = z.strictObject({
  /** As it is written; null: a secret, or not set. */
  value: z.string().nullable(),
  /** There is one that holds. */
  isSet: z.boolean(),
  /** `environment` and `file` (.env) win: such a field cannot be changed here. */
  given: z.enum(['environment', 'file', 'saved', 'default', 'unset']),
});

/** What the set-up page asks for, and how far it is. */
export const setUpForm = z.strictObject({
  /** False: the settings stand in CONFIG_FILE, and nothing is changed here. */
  editable: z.boolean(),
  /** The password of whoever is signed in is asked for once more. */
  confirms: z.boolean(),
  fields: z.record(z.string(), field),
  /** Which steps are behind us. */
  done: z.strictObject({ password: z.boolean(), database: z.boolean(), amocrm: z.boolean() }),
  /** The sample database and the sandbox, which ask for nothing. */
  isSample: z.strictObject({ database: z.boolean(), amocrm: z.boolean() }),
});

const texts = z.record(z.string().max(60), z.string().max(10_000));

const formBody = z.strictObject({
  /** Settings by name; an empty one is taken away, an empty secret stays what it is. */
  values: texts,
  /** Where the form confirms: the password once more. */
  confirm: z.string().min(1).max(1000).optional(),
});

/** What came of it: the check-list of `doctor`, and what is wrong with the settings. */
export const formSaved = z.strictObject({
  saved: z.boolean(),
  /** The service begins with these settings, or begins anew. */
  goesOn: z.boolean(),
  checks: z.array(
    z.strictObject({
      check: z.string(),
      verdict: z.enum(['ok', 'warning', 'problem', 'skipped']),
      code: z.string().nullable(),
      title: words,
      found: words,
      advice: words.nullable(),
    }),
  ),
  mistakes: z.array(z.strictObject({ name: z.string(), problem: words, fix: words })),
});

const instancesBody = z.strictObject({
  /** Empty: this computer. */
  host: z.string().max(255),
});

const instancesFound = z.strictObject({
  /** Of the servers that answered. */
  instances: z.array(
    z.strictObject({
      /** What DB_HOST has to say to reach it. */
      address: z.string(),
      /** It takes no TCP/IP. */
      isShut: z.boolean(),
      /** It is called as IDENT calls its own. */
      isIdents: z.boolean(),
    }),
  ),
});

const newPasswordBody = z.strictObject({ password: z.string().min(1).max(1000) });

/** The form of the set-up page, before the service runs and beside it. */
export const formRoutes = {
  setUpForm: {
    needs: 'operate',
    summary: 'What the set-up page asks for, without secrets',
    answer: setUpForm,
  },
  findInstances: {
    needs: 'operate',
    summary: 'Which instances of SQL Server a computer has',
    body: instancesBody,
    answer: instancesFound,
  },
  saveDatabase: {
    needs: 'operate',
    summary: "Look at the clinic's database with these settings, and keep them if it answers",
    body: formBody,
    answer: formSaved,
  },
  saveAmo: {
    needs: 'operate',
    summary: 'Look at amoCRM with these settings, and keep them if it takes them',
    body: formBody,
    answer: formSaved,
  },
  savePassword: {
    needs: 'operate',
    summary: 'The first password of the page',
    body: newPasswordBody,
    answer: session,
  },
} as const;

export type SetUpForm = z.infer<typeof setUpForm>;
export type FormSaved = z.infer<typeof formSaved>;
