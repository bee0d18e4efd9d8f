import type { AmoFieldValues, AmoValue, WireField, WireValue } from '../../amocrm/model/model.ts';
import { decimal } from '../../contact/value/decimal.ts';
import type { FieldValue } from '../../contact/value/field-value.ts';
import type { AccountField } from '../account/account-fields.ts';
import type { AccountZone } from '../account/account-zone.ts';

/** A canonical value as amoCRM wants it written (amocrm.md §3.4); `null` clears the field. */
export function encodeField(
  account: AccountField,
  value: FieldValue | null,
  zone: AccountZone,
): WireField {
  return {
    field_id: account.fieldId,
    values: value === null ? null : [encodeValue(account, value, zone)],
  };
}

function encodeValue(account: AccountField, value: FieldValue, zone: AccountZone): WireValue {
  switch (account.field.type) {
    case 'select': {
      const id = account.enumOf.get(String(value));
      // By id, not by text: a choice that was renamed in amoCRM stays the same choice.
      if (id === undefined)
        throw new RangeError(`no enum id for an option of ${account.field.key}`);
      return { enum_id: id };
    }
    case 'checkbox':
      return { value: value === true };
    case 'date':
      // Negative unix seconds are refused on writing; RFC 3339 holds people born before 1970.
      return { value: zone.noon(String(value)) };
    case 'date_time':
      return { value: zone.dateTime(Number(value)) };
    default:
      return { value: String(value) };
  }
}

/**
 * A field as amoCRM answers it, in canonical form; `null` when it is empty. What cannot be ours (a choice that we do
 * not know, an odd type) gets a form that equals nothing of ours, so that it counts as a difference, never as equal.
 */
export function decodeField(
  account: AccountField,
  found: AmoFieldValues,
  zone: AccountZone,
): FieldValue | null {
  const first = found.values[0];
  if (first === undefined) return null;
  if (found.unreadable) return 'odd form';
  switch (account.field.type) {
    case 'select':
      return decodeSelect(account, first);
    case 'checkbox':
      // An unchecked box may be absent, "0" or false: amoCRM does not tell them apart.
      return first.value === true || first.value === 1 || first.value === '1' ? true : null;
    case 'date': {
      const at = seconds(first);
      return at === null ? odd(first) : zone.date(at);
    }
    case 'date_time':
      return seconds(first) ?? odd(first);
    case 'numeric':
      return first.value === null ? null : (decimal(String(first.value)) ?? odd(first));
    default:
      return first.value === null ? null : String(first.value);
  }
}

function decodeSelect(account: AccountField, value: AmoValue): FieldValue | null {
  if (value.enumId === null) return odd(value);
  return account.optionOf.get(value.enumId) ?? `enum ${value.enumId}`;
}

const odd = (value: AmoValue): string | null =>
  value.value === null && value.enumId === null ? null : `odd ${typeof value.value}`;

/** Years 1 to 9999: what lies outside is no date that anybody meant. */
const [earliest, latest] = [-62_135_596_800, 253_402_300_799];

function seconds({ value }: AmoValue): number | null {
  const isNumber =
    typeof value === 'number' || (typeof value === 'string' && /^-?\d+$/.test(value));
  const at = isNumber ? Number(value) : Number.NaN;
  return Number.isInteger(at) && at >= earliest && at <= latest ? at : null;
}
