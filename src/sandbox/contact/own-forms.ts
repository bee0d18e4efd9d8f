import type { WrittenFields } from '../entity/field-values-input.ts';
import type { FieldRecord } from '../field/field-record.ts';
import type { StoredValue } from '../field/stored-value.ts';
import type { Manners } from '../sandbox-options.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { ContactInput } from './contact-input.ts';

/** What was written, in the forms in which the account keeps such values. */
export function inOwnForms(
  input: ContactInput,
  fields: FieldStore,
  manners: Manners,
): ContactInput {
  const name = nameForms[manners.nameForm];
  return {
    ...input,
    ...(input.name !== undefined && { name: name(input.name) }),
    ...(input.firstName !== undefined && { firstName: name(input.firstName) }),
    ...(input.lastName !== undefined && { lastName: name(input.lastName) }),
    fields: fieldsInOwnForms(input.fields, fields, manners),
  };
}

export const fieldsInOwnForms = (
  written: WrittenFields,
  fields: FieldStore,
  manners: Manners,
): WrittenFields =>
  new Map([...written].map(([id, values]) => [id, ownValues(values, fields.get(id), manners)]));

const collapsed = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

const nameForms: Readonly<Record<Manners['nameForm'], (name: string) => string>> = {
  written: (name) => name,
  // The whole name is made up where the contact is written.
  composed: (name) => name,
  trimmed: collapsed,
  titled: (name) =>
    collapsed(name)
      .toLowerCase()
      .replaceAll(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase()),
};

function ownValues(
  values: readonly StoredValue[] | null,
  field: FieldRecord | undefined,
  manners: Manners,
): readonly StoredValue[] | null {
  if (values === null || !field) return values;
  const own = values
    .map((one) => (one.v === undefined ? one : { ...one, v: ownValue(one.v, field, manners) }))
    .filter(({ v }) => v !== '');
  return own.length > 0 ? own : null;
}

type Value = NonNullable<StoredValue['v']>;

const noon = 12 * 3600;
const offset = 3 * 3600;

function ownValue(value: Value, { type, code }: FieldRecord, manners: Manners): Value {
  if ((type === 'date' || type === 'birthday') && typeof value === 'number') {
    return value + { midnight: 0, noon, offset }[manners.dateForm];
  }
  if (typeof value !== 'string') return value;
  if (code === 'PHONE') return phoneForms[manners.phoneForm](value);
  if (code === 'EMAIL') return manners.emailForm === 'lower' ? value.toLowerCase() : value;
  const isText = type === 'text' || type === 'textarea';
  return isText && manners.textForm === 'trimmed' ? value.trim() : value;
}

const phoneForms: Readonly<Record<Manners['phoneForm'], (phone: string) => string>> = {
  written: (phone) => phone,
  grouped,
  digits: (phone) => phone.replaceAll(/\D/g, '') || phone,
};

/** A Russian number with its groups; any other stays. */
function grouped(phone: string): string {
  const digits = /^[78]?(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(phone.replaceAll(/\D/g, ''));
  if (!digits) return phone;
  const [, code, first, second, third] = digits;
  return `+7 (${code}) ${first}-${second}-${third}`;
}
