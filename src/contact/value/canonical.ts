import type { ContactFieldType } from '../model/table.ts';
import { decimal } from './decimal.ts';
import type { FieldValue } from './field-value.ts';
import { cleanText } from './text.ts';

/**
 * A value's only text form, the same for whatever amoCRM does not tell apart: an unchecked box and an absent one, 10.50
 * and 10.5, line ends, blanks around a text, parts of a second. Empty is `''`, and nothing else is.
 *
 * It takes the type, because a card number `10.50` is another one than `10.5`.
 */
export function canonical(type: ContactFieldType, value: FieldValue | null): string {
  if (value === null) return '';
  switch (type) {
    case 'checkbox':
      return value === true ? '1' : '';
    case 'numeric':
      return decimal(typeof value === 'boolean' ? Number(value) : value) ?? String(value).trim();
    case 'date_time':
      return typeof value === 'number' ? String(Math.floor(value)) : String(value);
    default:
      return cleanText(String(value)) ?? '';
  }
}
