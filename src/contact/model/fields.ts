import {
  type ContactFieldType,
  extraLines,
  type FieldKey,
  lines,
  type MaskManner,
  type PatientInput,
  partRules,
  type SelectOption,
} from './table.ts';

/** A field of a contact, as the table has it. */
export interface ContactField {
  /** From 1 on, in the order of the table. */
  readonly no: number;
  readonly key: FieldKey;
  readonly name: string;
  readonly description: string;
  readonly type: ContactFieldType;
  /** amoCRM's `code` for the field, `IDENT_…`: addresses it without its id. */
  readonly code: string;
  readonly options?: readonly SelectOption[];
  readonly sensitive: boolean;
  readonly version: number;
  readonly rule: number;
  readonly mask: MaskManner;
  /** `null`: of no cell but the patient's key. */
  readonly input: PatientInput | null;
  readonly otherwise?: string;
  /** Other inputs that it is made of. */
  readonly beside: readonly PatientInput[];
  /** Off until it is named. */
  readonly isExtra: boolean;
  /** amoCRM's group that it is made in. */
  readonly group: string;
}

/** Every field that there is, by number: those of each contact, and behind them those that are off until they are named. */
export const everyField: readonly ContactField[] = [
  ...lines.map((line) => ({ ...line, isExtra: false, group: 'IDENT' })),
  ...extraLines.map((line) => ({ ...line, isExtra: true, group: 'IDENT: визиты' })),
].map((line, at) => ({
  sensitive: false,
  version: 1,
  rule: 1,
  input: null,
  beside: [],
  ...line,
  no: at + 1,
  code: `IDENT_${line.key.toUpperCase()}`,
}));

/** The fields of each contact, by number. */
export const contactFields: readonly ContactField[] = everyField.filter(({ isExtra }) => !isExtra);

/** Those that are off until somebody names them. */
export const extraFields: readonly ContactField[] = everyField.filter(({ isExtra }) => isExtra);

export const fieldKeys: readonly FieldKey[] = contactFields.map(({ key }) => key);

const byKey: ReadonlyMap<FieldKey, ContactField> = new Map(everyField.map((f) => [f.key, f]));

/** The table's line of a field. */
export function fieldByKey(key: FieldKey): ContactField {
  const field = byKey.get(key);
  if (field === undefined) throw new Error(`The table has no field ${key}`);
  return field;
}

/** The version of each rule; what an older state does not name is 1. */
export const ruleVersions: Readonly<Record<string, number>> = {
  ...Object.fromEntries(everyField.map(({ key, rule }) => [key, rule])),
  ...partRules,
};
