import type { AmoField, FieldId } from '../../amocrm/model/model.ts';
import {
  chosenFields,
  type FieldChoice,
  isOff,
  offeredFields,
} from '../../contact/model/field-choice.ts';
import type { ContactField } from '../../contact/model/fields.ts';
import type { FieldKey, SelectOption } from '../../contact/model/table.ts';
import {
  type FieldBinding,
  isRefused,
  refusedBinding,
} from '../../state/account/field-bindings.ts';
import { type Choice, carries, chooseField, chooseOption, ListedFields } from './choose-field.ts';

/** One of our fields as this account has it. */
export interface AccountField {
  readonly field: ContactField;
  readonly fieldId: FieldId;
  /** Option key → enum id, and back. */
  readonly enumOf: ReadonlyMap<string, number>;
  readonly optionOf: ReadonlyMap<number, string>;
}

/** amoCRM's predefined list of phones or e-mails. */
export interface AccountList {
  readonly fieldId: FieldId;
  /** Enum id by code: `MOB`, `OTHER`, `WORK`, … */
  readonly enumOf: ReadonlyMap<string, number>;
}

/** The catalogue bound to an account: the only place where amoCRM's ids of fields are known. */
export interface AccountFields {
  readonly byKey: ReadonlyMap<FieldKey, AccountField>;
  readonly byId: ReadonlyMap<FieldId, AccountField>;
  readonly phone: AccountList;
  readonly email: AccountList;
  /** Somebody's earlier field of the id's name: read for matching, never written. */
  readonly formerId?: FieldId;
}

const formerIdKey = 'FORMER_ID';

/** From what the state remembers; null when a field is not bound yet. */
export function bindAccountFields(
  bindings: readonly FieldBinding[],
  choice: FieldChoice,
): AccountFields | null {
  const known = new Map(bindings.map((binding) => [binding.key, binding]));
  const fields: AccountField[] = [];
  for (const field of chosenFields(choice)) {
    const binding = known.get(field.key);
    if (binding === undefined) return null;
    if (isRefused(binding)) continue;
    fields.push({
      field,
      fieldId: binding.fieldId,
      enumOf: binding.enums,
      optionOf: new Map([...binding.enums].map(([key, id]) => [id, key])),
    });
  }
  const named = new Set(fields.map(({ field }) => field.key));
  // Nobody is invited of whom it cannot be seen that they agreed.
  const bound = fields.filter(
    ({ field }) => field.key !== 'recall_on' || named.has('mailing_consent'),
  );
  const phone = known.get('PHONE');
  const email = known.get('EMAIL');
  const former = known.get(formerIdKey);
  if (phone === undefined || email === undefined) return null;
  return {
    byKey: new Map(bound.map((field) => [field.field.key, field])),
    byId: new Map(bound.map((field) => [field.fieldId, field])),
    phone: { fieldId: phone.fieldId, enumOf: phone.enums },
    email: { fieldId: email.fieldId, enumOf: email.enums },
    ...(former === undefined ? {} : { formerId: former.fieldId }),
  };
}

/** One of our fields, and what the account has of it. */
export interface FieldLine extends Choice {
  readonly field: ContactField;
  /** `refused`: amoCRM would not have it made, so it is off until it does, or somebody else makes one. */
  readonly status: 'ok' | 'off' | 'refused' | 'missing' | 'wrong-type' | 'missing-options';
  /** What stands in the way: amoCRM's type, or the texts of the options that are missing. */
  readonly detail: string;
  /** Options that are missing. */
  readonly lacking: readonly SelectOption[];
}

/** Whether nothing of a field keeps values from being written. What amoCRM would not have made is off. */
export const isFit = ({ status }: Pick<FieldLine, 'status'>): boolean =>
  status === 'ok' || status === 'off' || status === 'refused';

interface FieldMatch {
  readonly bindings: readonly FieldBinding[];
  readonly lines: readonly FieldLine[];
}

/**
 * Finds the catalogue in an account's fields ({@link chooseField}). A field that amoCRM refused to make is off, and no
 * problem, for as long as none is there.
 */
export function matchFields(
  fields: readonly AmoField[],
  known: readonly FieldBinding[],
  choice: FieldChoice,
): FieldMatch {
  const remembered = new Map(known.map((binding) => [binding.key, binding]));
  const bindings: FieldBinding[] = [];
  const listed = new ListedFields(fields);
  const lines = offeredFields(choice).map((field): FieldLine => {
    if (isOff(field.key, choice)) {
      const nothing = { found: null, occupied: null, adopted: false };
      return { field, status: 'off', detail: '', lacking: [], ...nothing };
    }
    const before = remembered.get(field.key);
    const chosen = chooseField(field, listed, before);
    const { found } = chosen;
    if (found !== null) {
      const enums = optionsOf(field, found, before);
      bindings.push({ key: field.key, fieldId: found.id, enums });
      const lacking = (field.options ?? []).filter(({ key }) => !enums.has(key));
      const detail = lacking.map(({ value }) => value).join(', ');
      const status = lacking.length === 0 ? 'ok' : 'missing-options';
      return { field, status, detail, lacking, ...chosen };
    }
    if (before !== undefined && isRefused(before)) {
      bindings.push(refusedBinding(field.key));
      return { field, status: 'refused', detail: '', lacking: [], ...chosen };
    }
    // One that was ours and has become another type is said to be that; a stranger's of our name is none of ours.
    const changed = fields.find(
      (one) => (one.id === before?.fieldId || one.code === field.code) && !carries(one, field),
    );
    const status = changed === undefined ? 'missing' : 'wrong-type';
    return { field, status, detail: changed?.type ?? '', lacking: [], ...chosen };
  });
  const former = lines.find(({ field }) => field.key === 'patient_id')?.occupied;
  if (former) bindings.push({ key: formerIdKey, fieldId: former.id, enums: new Map() });
  for (const code of ['PHONE', 'EMAIL']) {
    const list = fields.find((one) => one.code === code);
    if (list === undefined) continue;
    // PHONE and EMAIL name their choices in `value`: WORK, MOB, OTHER, …
    const enums = new Map(list.enums.map((choice) => [choice.value, choice.id]));
    bindings.push({ key: code, fieldId: list.id, enums });
  }
  return { bindings, lines };
}

/** Option key → enum id: by id where it is remembered, so that a renamed choice stays the same one; else by its text. */
function optionsOf(
  field: ContactField,
  found: AmoField,
  before: FieldBinding | undefined,
): Map<string, number> {
  const known = before?.fieldId === found.id ? before.enums : null;
  const enums = new Map<string, number>();
  for (const option of field.options ?? []) {
    const choice =
      found.enums.find(({ id }) => id === known?.get(option.key)) ?? chooseOption(option, found);
    if (choice !== undefined) enums.set(option.key, choice.id);
  }
  return enums;
}
