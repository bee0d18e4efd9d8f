import { z } from 'zod';
import { id, problem } from './common.ts';

export const fieldRow = z.strictObject({
  key: z.string(),
  /** From 1 on. */
  no: z.number().int(),
  /** Its Russian name in amoCRM. */
  name: z.string(),
  type: z.string(),
  /** Personal data that should be thought about before it is sent. */
  sensitive: z.boolean(),
  /** False: in EXCLUDE_FIELDS. */
  on: z.boolean(),
  /** Where IDENT has it; null: the database could not be asked. */
  source: z
    .strictObject({
      status: z.enum(['found', 'computed', 'unconfirmed', 'lost', 'missing', 'off']),
      /** `Persons.Birthday`. */
      from: z.string().nullable(),
    })
    .nullable(),
  /** How it stands in amoCRM; null: amoCRM could not be asked. */
  amo: z
    .strictObject({
      status: z.enum(['ok', 'off', 'refused', 'missing', 'wrong-type', 'missing-options']),
      id: id.nullable(),
      /** amoCRM's type, or the options that are missing. */
      detail: z.string(),
      /** Made by somebody and found by its name: it is used as it is. */
      adopted: z.boolean(),
      /** What it is called there where that is not `name`: renamed, or beside somebody's field of that name. */
      name: z.string().nullable(),
    })
    .nullable(),
});

export const fields = z.strictObject({
  /** All, by number. */
  rows: z.array(fieldRow),
  databaseProblem: problem.nullable(),
  amoProblem: problem.nullable(),
});

const fieldsCreated = z.strictObject({
  fields,
  /** Keys of what was made, or got options, now. */
  created: z.array(z.string()),
  completed: z.array(z.string()),
});

/** The fields. */
export const fieldRoutes = {
  fields: { needs: 'look', summary: 'The fields on both sides', answer: fields },
  createFields: {
    needs: 'operate',
    summary: 'Make the fields that are missing',
    answer: fieldsCreated,
  },
} as const;

export type FieldRow = z.infer<typeof fieldRow>;
export type Fields = z.infer<typeof fields>;
