import type { AmoField, FieldId } from '../amocrm/model.ts';
import { contactFields } from '../contact/catalogue.ts';
import type { ContactField, SelectOption } from '../contact/contact-field.ts';
import type { FieldKey } from '../contact/field-key.ts';
import type { FieldBinding } from '../state/field-bindings.ts';

/** One of the 26 fields as this account has it. */
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
}

/** From what the state remembers; null when a field is not bound yet. */
export function bindAccountFields(
  bindings: readonly FieldBinding[],
  excluded: ReadonlySet<FieldKey>,
): AccountFields | null {
  const known = new Map(bindings.map((binding) => [binding.key, binding]));
  const fields: AccountField[] = [];
  for (const field of contactFields) {
    if (excluded.has(field.key)) continue;
    const binding = known.get(field.key);
    if (binding === undefined) return null;
    fields.push({
      field,
      fieldId: binding.fieldId,
      enumOf: binding.enums,
      optionOf: new Map([...binding.enums].map(([key, id]) => [id, key])),
    });
  }
  const phone = known.get('PHONE');
  const email = known.get('EMAIL');
  if (phone === undefined || email === undefined) return null;
  return {
    byKey: new Map(fields.map((field) => [field.field.key, field])),
    byId: new Map(fields.map((field) => [field.fieldId, field])),
    phone: { fieldId: phone.fieldId, enumOf: phone.enums },
    email: { fieldId: email.fieldId, enumOf: email.enums },
  };
}

export interface FieldProblem {
  readonly field: ContactField;
  readonly problem: 'missing' | 'wrong-type' | 'missing-options';
  /** What was found instead: amoCRM's type, or the texts of the options that are not there. */
  readonly detail: string;
  /** The options that are not there. */
  readonly lacking: readonly SelectOption[];
}

export interface FieldMatch {
  readonly bindings: readonly FieldBinding[];
  readonly problems: readonly FieldProblem[];
  /** Found by name, not by code: somebody made it by hand, and it will be used. */
  readonly adopted: readonly ContactField[];
}

/**
 * Finds the catalogue in an account's fields: by code, then by name and type. A field known to the state by id that is
 * still there wins over both, so that a field that was renamed stays ours.
 */
export function matchFields(
  fields: readonly AmoField[],
  known: readonly FieldBinding[],
  excluded: ReadonlySet<FieldKey>,
): FieldMatch {
  const byId = new Map(fields.map((field) => [field.id, field]));
  const byCode = new Map(fields.flatMap((field) => (field.code ? [[field.code, field]] : [])));
  const remembered = new Map(known.map((binding) => [binding.key, binding]));
  const bindings: FieldBinding[] = [];
  const problems: FieldProblem[] = [];
  const adopted: ContactField[] = [];
  for (const field of contactFields) {
    if (excluded.has(field.key)) continue;
    const before = remembered.get(field.key);
    const named = fields.filter((candidate) => sameName(candidate.name, field.name));
    const found =
      (before === undefined ? undefined : byId.get(before.fieldId)) ??
      byCode.get(field.code) ??
      named.find((candidate) => candidate.type === field.type) ??
      named[0];
    if (found === undefined) {
      problems.push({ field, problem: 'missing', detail: '', lacking: [] });
      continue;
    }
    if (found.type !== field.type) {
      problems.push({ field, problem: 'wrong-type', detail: found.type, lacking: [] });
      continue;
    }
    if (found.code !== field.code) adopted.push(field);
    const enums = choices(field, found, before);
    const lacking = (field.options ?? []).filter(({ key }) => !enums.has(key));
    if (lacking.length > 0) {
      const detail = lacking.map(({ value }) => value).join(', ');
      problems.push({ field, problem: 'missing-options', detail, lacking });
    }
    bindings.push({ key: field.key, fieldId: found.id, enums });
  }
  for (const code of ['PHONE', 'EMAIL']) {
    const list = byCode.get(code);
    if (list === undefined) continue;
    // PHONE and EMAIL name their choices in `value`: WORK, MOB, OTHER, …
    const enums = new Map(list.enums.map((choice) => [choice.value, choice.id]));
    bindings.push({ key: code, fieldId: list.id, enums });
  }
  return { bindings, problems, adopted };
}

/** Option key → enum id: by id where it is remembered, so that a renamed choice stays the same one; else by its text. */
function choices(
  field: ContactField,
  found: AmoField,
  before: FieldBinding | undefined,
): Map<string, number> {
  const known = before?.fieldId === found.id ? before.enums : null;
  const enums = new Map<string, number>();
  for (const { key, value } of field.options ?? []) {
    const choice =
      found.enums.find(({ id }) => id === known?.get(key)) ??
      found.enums.find((candidate) => sameName(candidate.value, value));
    if (choice !== undefined) enums.set(key, choice.id);
  }
  return enums;
}

const sameName = (a: string, b: string): boolean =>
  a.trim().toLocaleLowerCase('ru') === b.trim().toLocaleLowerCase('ru');
