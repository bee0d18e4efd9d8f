import { z } from 'zod';
import { inputOf, isPatientInput, patientInputs } from '../../contact/model/inputs.ts';
import type { PatientInput } from '../../contact/model/table.ts';
import { computedSources } from './computed-source.ts';
import { parseSource, type Source } from './source.ts';

/** Where one input is looked for. */
interface InputSources {
  /** The first that this database has is taken; none: the input is not in this database. */
  readonly candidates: readonly Source[];
  /** The database's values (trimmed, lower case) and what they mean; `null`: read as they stand. */
  readonly values: ReadonlyMap<string, string | boolean> | null;
}

/** A table whose changes are changes of a patient. */
export interface ChangeTable {
  readonly table: string;
  /** The columns that hold the patient's id, in this table or in the one it points at: the first that is not empty. */
  readonly patient: readonly (Source & { readonly kind: 'column' | 'lookup' })[];
  /** Date stamps, used when the table has no rowversion; those that are missing are left out. */
  readonly stamps: readonly string[];
  /** What of a patient the table is read for: it is not watched while none of it is read. `null`: always. */
  readonly for: readonly PatientInput[] | null;
}

/** Where the clinic's database keeps what we read: data, so that a clinic can bring its own. */
export interface Profile {
  readonly name: string;
  readonly inputs: ReadonlyMap<PatientInput, InputSources>;
  readonly changes: readonly ChangeTable[];
}

/** What values of an input may be mapped to; kinds that are absent take no map. */
function meaningsOf(input: PatientInput): readonly (string | boolean)[] | null {
  const { kind, options } = inputOf(input);
  if (kind === 'flag') return [true, false];
  return kind === 'choice' ? options.map(({ key }) => key) : null;
}

const sourceSchema = z.string().transform((text, context) => {
  const source = parseSource(text);
  if (source) return source;
  context.addIssue({
    code: 'custom',
    message: 'is no source (Table.Column, … via …, greatest(…))',
  });
  return z.NEVER;
});

const candidatesSchema = z
  .union([sourceSchema.transform((one) => [one]), z.array(sourceSchema)])
  .superRefine((candidates, context) => {
    for (const source of candidates) {
      const base =
        source.kind === 'lookup' ? source.from : source.kind === 'column' ? source : null;
      if (base && !/^(Persons|Patients)$/i.test(base.table)) {
        context.addIssue({ code: 'custom', message: 'must start from Persons or Patients' });
      }
    }
  });

const valuesSchema = z
  .record(z.string(), z.union([z.string(), z.boolean()]))
  .transform((map) => new Map(Object.entries(map).map(([key, to]) => [foldValue(key), to])));

const inputSchema = z.union([
  candidatesSchema.transform((candidates) => ({ candidates, values: null })),
  z.strictObject({ from: candidatesSchema, values: valuesSchema }).transform((input) => ({
    candidates: input.from,
    values: input.values,
  })),
]);

const inputsSchema = z.record(z.string(), inputSchema).transform((inputs, context) => {
  const result = new Map<PatientInput, InputSources>();
  for (const [key, input] of Object.entries(inputs)) {
    const mistake = isPatientInput(key) ? mistakeIn(key, input) : 'is no input of a patient';
    if (mistake) context.addIssue({ code: 'custom', path: [key], message: mistake });
    else if (isPatientInput(key)) result.set(key, input);
  }
  return result;
});

const ownerSchema = sourceSchema.transform((source, context) => {
  if (source.kind === 'column' || source.kind === 'lookup') return source;
  context.addIssue({ code: 'custom', message: 'must be Table.Column or Table.Column via …' });
  return z.NEVER;
});

const changeSchema = z.strictObject({
  table: z.string(),
  patient: z.union([ownerSchema.transform((one) => [one]), z.array(ownerSchema).min(1)]),
  stamps: z.array(z.string()),
  for: z
    .array(z.string().refine(isPatientInput, { error: 'is no input of a patient' }))
    .nullable()
    .default(null),
});

/**
 * A profile as it is written, shipped or a clinic's own JSON file (IDENT_PROFILE=path):
 *
 * ```json
 * {
 *   "name": "our clinic",
 *   "extends": "ident",
 *   "inputs": {
 *     "email": "Persons.EMail",
 *     "city": ["Persons.City", "Cities.Name via Persons.ID_Cities"],
 *     "sex": { "from": "Persons.Gender", "values": { "М": "male", "Ж": "female" } },
 *     "debt": []
 *   }
 * }
 * ```
 *
 * `inputs` is keyed by the properties of `Patient`; a source is written as {@link parseSource} says, several are tried
 * in order, none (`[]`) means not in this database. With `extends`, what is not named stays as the shipped profile has
 * it. `changes` (optional then) names the tables that are watched for changes.
 */
export const profileFileSchema = z.strictObject({
  name: z.string().min(1),
  extends: z.enum(['ident', 'sample']).optional(),
  inputs: inputsSchema,
  changes: z.array(changeSchema).optional(),
});

type ProfileFile = z.output<typeof profileFileSchema>;
/** A profile before it is parsed: what JSON files and the shipped profiles hold. */
export type ProfileSource = z.input<typeof profileFileSchema>;

/** Lays a profile over the one that it extends. */
export function completeProfile(file: ProfileFile, base: Profile | null): Profile {
  const inputs = new Map(
    patientInputs.map((input): [PatientInput, InputSources] => [
      input,
      file.inputs.get(input) ?? base?.inputs.get(input) ?? { candidates: [], values: null },
    ]),
  );
  return { name: file.name, inputs, changes: file.changes ?? base?.changes ?? [] };
}

/** How values of a cell and of a profile's map are compared. */
export function foldValue(text: string): string {
  return text.trim().toLowerCase();
}

function mistakeIn(input: PatientInput, { candidates, values }: InputSources): string | null {
  for (const source of candidates) {
    if (source.kind === 'computed' && computedSources[source.name].input !== input) {
      return `cannot come from ${source.name}`;
    }
    if (source.kind === 'greatest' && inputOf(input).kind !== 'wall-clock') {
      return 'takes no greatest(…)';
    }
  }
  if (values === null) return null;
  const allowed = meaningsOf(input);
  if (allowed === null) return 'takes no values';
  const wrong = [...values.values()].find((value) => !allowed.includes(value));
  return wrong === undefined ? null : `has no meaning ${JSON.stringify(wrong)}`;
}
