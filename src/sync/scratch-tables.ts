import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { ContactId } from '../amocrm/model/model.ts';
import { chunks } from '../chunks.ts';
import type { PatientId } from '../contact/model/patient-key.ts';
import type { Scratch } from '../state/scratch.ts';
import type { StateTables } from '../state/shape/schema.ts';
import type { Holding } from './item/acknowledged/agreement.ts';
import { type WarningCounts, warningNames } from './pass/pass-counts.ts';
import type { PlannedAction } from './plan/pass-plan.ts';

/** A column, and what stands in it. */
interface Column<Value> {
  readonly type: 'integer' | 'text';
  readonly isOptional: boolean;
  /** Of the compiler alone: nothing has it. */
  readonly value?: Value;
}

const integer = <Value extends number>(): Column<Value> => ({ type: 'integer', isOptional: false });
const text = <Value extends string>(): Column<Value> => ({ type: 'text', isOptional: false });
const optional = <Value>({ type }: Column<Value>): Column<Value | null> => ({
  type,
  isOptional: true,
});

interface Table {
  readonly columns: Readonly<Record<string, Column<unknown>>>;
  readonly key: readonly string[];
  /** A column by which rows are found where it is filled. */
  readonly index?: string;
}

/** Phones and other traces of a person as hashes, and whose they are. */
const hashesOf = {
  patients: {
    columns: { hash: text(), patient_id: integer<PatientId>() },
    key: ['hash', 'patient_id'],
  },
  contacts: {
    columns: { hash: text(), contact_id: integer<ContactId>() },
    key: ['hash', 'contact_id'],
  },
} as const satisfies Readonly<Record<string, Table>>;

/** How often values of a patient went over otherwise than IDENT has them. */
const warnings = Object.fromEntries(warningNames.map((name) => [name, integer()])) as Readonly<
  Record<keyof WarningCounts, Column<number>>
>;

/** What a pass spills, table by table. */
const tables = {
  /** What is to be done for whom. */
  planned: {
    columns: { patient_id: integer<PatientId>(), action: text<PlannedAction>() },
    key: ['patient_id'],
  },
  /** Contacts as amoCRM showed them. */
  seen_contacts: {
    columns: {
      contact_id: integer<ContactId>(),
      patient_id: optional(integer<PatientId>()),
      hashes: text(),
      holds: optional(text<Holding>()),
      name_parts: text(),
      /** What runs up to this one wrote is in it. */
      up_to: integer(),
    },
    key: ['contact_id'],
    index: 'patient_id',
  },
  seen_phones: hashesOf.contacts,
  /** What tells of the person in contacts that carry a patient of whom is not known which. */
  seen_unknown: hashesOf.contacts,
  /** Contacts found by an IDENT id, and the patient. */
  found_by_id: {
    columns: {
      contact_id: integer<ContactId>(),
      patient_id: integer<PatientId>(),
      hashes: text(),
      patient: optional(text()),
      judgement: optional(text()),
    },
    key: ['contact_id'],
    index: 'patient_id',
  },
  found_phones: hashesOf.patients,
  /** Patients whom no contact is linked to, and the contact that one is matched to. */
  fresh: {
    columns: {
      patient_id: integer<PatientId>(),
      tokens: text(),
      contact_id: optional(integer<ContactId>()),
    },
    key: ['patient_id'],
    index: 'contact_id',
  },
  fresh_phones: {
    columns: { ...hashesOf.patients.columns, adopts: integer() },
    key: hashesOf.patients.key,
  },
  /** Patients in none of the chosen branches; `outside` is 0 of those who were there before and are no more. */
  set_aside: {
    columns: { patient_id: integer<PatientId>(), outside: integer<0 | 1>() },
    key: ['patient_id'],
  },
  aside_phones: hashesOf.patients,
  /** Patients whom IDENT showed. */
  seen_patients: {
    columns: {
      patient_id: integer<PatientId>(),
      /** 1: IDENT says what amoCRM acknowledged. 0: a suspect, to be read again unless set aside. */
      in_sync: integer<0 | 1>(),
      /** 1: in none of the chosen branches, and done with. */
      aside: integer<0 | 1>(),
      /** 0 where no name of IDENT's is known: whatever amoCRM has is right then. */
      named: integer<0 | 1>(),
      name_parts: text(),
      /** What cannot be read of the patient, by commas. */
      unreadable: text(),
      ...warnings,
    },
    key: ['patient_id'],
  },
  /** Patients with a link whom IDENT has not any more. */
  vanished_patients: { columns: { patient_id: integer<PatientId>() }, key: ['patient_id'] },
} as const satisfies Readonly<Record<string, Table>>;

type Tables = typeof tables;

/** The tables by their rows. */
type PassTables = {
  readonly [Name in keyof Tables]: {
    [C in keyof Tables[Name]['columns']]: Tables[Name]['columns'][C] extends Column<infer Value>
      ? Value
      : never;
  };
};

/** The state's tables, with those of a pass beside them. */
export type ScratchTables = StateTables & PassTables;

/** Makes these tables; they are gone with the pass. */
export async function scratchTables(
  { db }: Pick<Scratch, 'db'>,
  ...names: readonly (keyof Tables)[]
): Promise<Kysely<ScratchTables>> {
  for (const name of names) {
    const { columns, key, index }: Table = tables[name];
    let table: CreateTableBuilder<string, string> = db.schema.createTable(name).temporary();
    for (const [column, { type, isOptional }] of Object.entries(columns)) {
      table = table.addColumn(column, type, (c) => (isOptional ? c : c.notNull()));
    }
    await table.addPrimaryKeyConstraint(`${name}_pk`, [...key]).execute();
    if (index === undefined) continue;
    const column = sql.ref(index);
    await sql`create index ${sql.id(`${name}_${index}`)}
      on ${sql.table(name)} (${column}) where ${column} is not null`.execute(db);
  }
  return db.$extendTables<PassTables>();
}

/** Adds rows, however many; one whose key is there already stays as it was. */
export async function addRows<Name extends keyof PassTables>(
  db: Kysely<ScratchTables>,
  name: Name,
  rows: readonly PassTables[Name][],
): Promise<void> {
  // Kysely follows no table that a variable names; the signature has said what its columns are.
  const into = (db as unknown as Kysely<Record<string, object>>).insertInto<string>(name);
  for (const some of chunks<object>(rows, 500)) {
    await into
      .values(some)
      .onConflict((c) => c.doNothing())
      .execute();
  }
}
