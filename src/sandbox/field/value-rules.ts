import type { AccountZone } from '../account-zone.ts';
import type { JsonObject } from '../http/call.ts';
import type { EnumRecord, FieldRecord, FieldType } from './field-record.ts';
import type { StoredValue } from './stored-value.ts';

/** A value that amoCRM refuses; `at` is the part of the value at fault. */
interface Refusal {
  readonly code: string;
  readonly at: string;
  readonly detail: string;
}

/** What becomes of one written value: kept, nothing (an empty text), or refused. */
export type ValueOutcome = { readonly stored: StoredValue | null } | { readonly refusal: Refusal };

type Rule = (raw: JsonObject, field: FieldRecord, zone: AccountZone) => ValueOutcome;

export const notAChoice = 'The value you selected is not a valid choice.';
export const notExpected = 'This field was not expected.';

/** amoCRM refuses texts of more than 256 characters. */
const textLimit = 256;

const keep = (v: string | number | boolean): ValueOutcome => ({ stored: { v } });
const refuse = (code: string, detail: string, at: string = 'value'): ValueOutcome => ({
  refusal: { code, at, detail },
});
const wrongType = (type: string): ValueOutcome =>
  refuse('InvalidType', `This value should be of type ${type}.`);

const text =
  (limit: number): Rule =>
  ({ value }) => {
    if (typeof value !== 'string') return wrongType('string');
    if (value === '') return { stored: null };
    if ([...value].length <= limit) return keep(value);
    return refuse('TooLong', `This value is too long. It should have ${limit} characters or less.`);
  };

const decimal = /^(-?)0*(\d+)(?:\.(\d+?)0*)?$/;

/** Numbers come back as text, without what carries no meaning: "10.50" reads "10.5". */
const numeric: Rule = ({ value }) => {
  if (typeof value !== 'string' && typeof value !== 'number') return wrongType('numeric');
  const match = decimal.exec(String(value));
  if (!match) return wrongType('numeric');
  const [, sign, whole, fraction] = match;
  const digits = fraction && fraction !== '0' ? `${whole}.${fraction}` : `${whole}`;
  return keep(digits === '0' ? '0' : `${sign}${digits}`);
};

const checkbox: Rule = ({ value }) =>
  typeof value === 'boolean' ? keep(value) : wrongType('bool');

const seconds =
  (shape: (at: number, zone: AccountZone) => number): Rule =>
  ({ value }, _field, zone) => {
    const at = zone.seconds(value);
    if (at !== null) return keep(shape(at, zone));
    return refuse('InvalidType', 'This value should be a unix timestamp or a date in RFC 3339.');
  };

const date = seconds((at, zone) => zone.midnight(at));
const dateTime = seconds((at) => at);

/** By id, by code or by the exact text; nothing is guessed. */
function findEnum(
  raw: JsonObject,
  field: FieldRecord,
  byText: boolean,
): EnumRecord | Refusal | null {
  const chosen = (at: string, found: EnumRecord | undefined): EnumRecord | Refusal =>
    found ?? { code: 'NotSupportedChoice', at, detail: notAChoice };
  const id = raw['enum_id'];
  if (id !== undefined)
    return chosen(
      'enum_id',
      field.enums.find((one) => one.id === id),
    );
  const code = raw['enum_code'];
  if (code !== undefined) {
    const codeOf = (one: EnumRecord): string | null => (byText ? one.code : one.value);
    return chosen(
      'enum_code',
      field.enums.find((one) => codeOf(one) === code),
    );
  }
  if (!byText) return null;
  return chosen(
    'value',
    field.enums.find((one) => one.value === raw['value']),
  );
}

const choice: Rule = (raw, field) => {
  const found = findEnum(raw, field, true);
  if (found === null || 'at' in found) return found ? { refusal: found } : wrongType('string');
  return { stored: { e: found.id } };
};

/** A phone or an e-mail of a kind; without a kind it is the first one, WORK. */
const multitext: Rule = (raw, field) => {
  if (typeof raw['value'] !== 'string') return wrongType('string');
  const found = findEnum(raw, field, false) ?? field.enums[0];
  if (!found) return { stored: { v: raw['value'] } };
  if ('at' in found) return { refusal: found };
  return { stored: raw['value'] === '' ? null : { v: raw['value'], e: found.id } };
};

const rules: Readonly<Record<FieldType, Rule>> = {
  text: text(textLimit),
  textarea: text(65_535),
  streetaddress: text(textLimit),
  smart_address: multitext,
  url: text(2048),
  numeric,
  checkbox,
  select: choice,
  radiobutton: choice,
  multiselect: choice,
  date,
  birthday: date,
  date_time: dateTime,
  multitext,
};

const known = new Set(['value', 'enum_id', 'enum_code']);

/** Judges one entry of `values` by the rule of the field's type. */
export function judgeValue(raw: JsonObject, field: FieldRecord, zone: AccountZone): ValueOutcome {
  for (const key of Object.keys(raw)) {
    // `enum` was v2's; it is refused by name, and so is anything else.
    if (!known.has(key)) return refuse('FieldNotExpected', notExpected, key);
  }
  // Since January 2024 an `enum_code: null`, which every read answers, is refused when it is sent back.
  if (raw['enum_code'] === null) return refuse('FieldNotExpected', notExpected, 'enum_code');
  if (field.enums.length === 0) {
    if ('enum_code' in raw) return refuse('FieldNotExpected', notExpected, 'enum_code');
    if ('enum_id' in raw) return refuse('FieldNotExpected', notExpected, 'enum_id');
  }
  return rules[field.type](raw, field, zone);
}

/** Whether the type keeps a list; the others keep one value. */
export const isList = (type: FieldType): boolean =>
  type === 'multitext' || type === 'multiselect' || type === 'smart_address';
