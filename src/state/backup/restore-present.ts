import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Fact } from '../account/facts.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import { keyCheckOf, knownKeys, type StateKeySource } from '../file/state-key.ts';
import type { LockHolder } from '../processes/pass-lock.ts';
import { fact, tablesOf } from './backup-verify.ts';

/** Hashes that are not known, or of another key, tell nothing of what was sent. */
export const nothingSent = JSON.stringify({ items: [], phones: [], emails: [] });

// Ids of our own tables.
const patient = z.custom<PatientId>(Number.isInteger);
const contact = z.custom<ContactId>(Number.isInteger);

/** Rows of the present state that no backup can have; columns as in schema.ts. */
const rowSchemas = {
  tokens: z.object({
    name: z.string(),
    current: z.string(),
    previous: z.string().nullable(),
    saved_at: z.number(),
  }),
  forgotten: z.object({ patient_id: patient, since: z.number(), undone: z.number() }),
  intents: z.object({
    patient_id: patient,
    run_id: z.number(),
    highest_contact_id: contact,
    created_at: z.number(),
    sent: z.string().default(nothingSent),
  }),
  late_updates: z.object({
    patient_id: patient,
    contact_id: contact,
    due_at: z.number(),
    sent: z.string(),
  }),
  lock_holder: z.object({
    name: z.string(),
    pid: z.number(),
    host: z.string(),
    command: z.string(),
    since: z.number(),
    token: z.string().default(''),
  }),
  guarded_changes: z.object({ kind: z.string(), patient_id: patient, at: z.number() }),
  pauses: z.object({
    reason: z.string(),
    since: z.number(),
    code: z.string().nullable(),
    actor: z.string(),
  }),
};

const behind = z.object({ since: z.number() });

const actionSchema = z.object({
  at: z.number(),
  actor: z.string(),
  who: z.string().nullable().default(null),
  action: z.string(),
  subject: z.string().nullable(),
});

const userSchema = z.object({
  name: z.string(),
  shown: z.string(),
  role: z.string(),
  clinics: z.string().nullable(),
  password: z.string().nullable(),
  since: z.number(),
});

type Rows = {
  readonly [T in keyof typeof rowSchemas]: readonly z.infer<(typeof rowSchemas)[T]>[];
};

export interface SoundState {
  readonly kind: 'sound';
  /** Null when no key at hand fits: then its tokens stay sealed. */
  readonly key: string | null;
  readonly accountId: number | null;
  readonly rows: Rows;
  /** The present pair is older than one that was there. */
  readonly tokensBehind: Fact<'tokensBehind'> | null;
  /** Who may open the page now; null: it is of a version that knew none. */
  readonly users: readonly z.infer<typeof userSchema>[] | null;
  /** Hash of the page's own password now; null: there is none. */
  readonly pagePassword: string | null;
  /** What people did, the oldest first. */
  readonly actions: readonly z.infer<typeof actionSchema>[];
}

/**
 * The state that a restore is about to replace. `damaged` is whatever cannot be read as a database: there is nothing in
 * it to keep but the file itself.
 */
export type Present = SoundState | { readonly kind: 'absent' | 'damaged' };

/** @throws StateError STATE_UNREADABLE when the file is another program's database: it is not ours to replace. */
export function readPresent(source: StateKeySource): Present {
  if (!existsSync(source.file)) return { kind: 'absent' };
  using database = new DatabaseSync(source.file, { readOnly: true, timeout: 30_000 });
  try {
    const tables = tablesOf(database);
    if (tables.length === 0) return { kind: 'damaged' };
    if (!tables.includes('kysely_migration')) {
      throw new StateError(stateErrors.notAState({ state: source.file }));
    }
    if (database.prepare('pragma integrity_check(1)').get()?.['integrity_check'] !== 'ok') {
      return { kind: 'damaged' };
    }
    const accountId = fact(database, 'accountId');
    const pagePassword = fact(database, 'dashboardPassword');
    // A table of another version, or a row that is not as it should be, is left behind.
    const rows = <T extends z.ZodType>(table: string, schema: T): z.infer<T>[] =>
      (tables.includes(table) ? database.prepare(`select * from ${table}`).all() : []).flatMap(
        (row) => schema.safeParse(row).data ?? [],
      );
    const allRows = Object.fromEntries(
      Object.entries(rowSchemas).map(([table, schema]) => [table, rows(table, schema)]),
    ) as unknown as Rows; // of each table by its own schema
    return {
      kind: 'sound',
      key: keyOf(source, fact(database, 'keyCheck')),
      accountId: typeof accountId === 'number' ? accountId : null,
      rows: allRows,
      tokensBehind: behind.safeParse(fact(database, 'tokensBehind')).data ?? null,
      users: tables.includes('users') ? rows('users', userSchema) : null,
      pagePassword: typeof pagePassword === 'string' ? pagePassword : null,
      actions: rows('actions', actionSchema),
    };
  } catch (error) {
    if (error instanceof StateError) throw error;
    return { kind: 'damaged' };
  }
}

function keyOf(source: StateKeySource, check: unknown): string | null {
  try {
    return knownKeys(source).find(({ key }) => keyCheckOf(key) === check)?.key ?? null;
  } catch (error) {
    // A state whose key protects nothing is one to restore.
    if (error instanceof StateError) return null;
    throw error;
  }
}

/** Who has signed for a lock of a state last. */
export const holderIn = (present: Present, lock: string): LockHolder | null =>
  present.kind === 'sound'
    ? (present.rows.lock_holder.find(({ name }) => name === lock) ?? null)
    : null;
