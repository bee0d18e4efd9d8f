import type { Decimal } from '../model/patient.ts';

/** No sum, count or share has more digits; bounds the work on a runaway text. */
const longest = 400;

/** Nearly all are in their only form already, and are not taken apart. */
const canonical = /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/u;
const shape = /^([+-]?)(\d*)(?:[.,](\d*))?(?:e([+-]?\d{1,3}))?$/iu;

/**
 * An exact decimal in its only form: `'1050.50'` → `'1050.5'`, `'-0'` → `'0'`, `1e-7` → `'0.0000001'`.
 * Digits are never rounded; `null` when it is no number.
 */
export function decimal(value: string | number): Decimal | null {
  const typed = typeof value === 'string' ? value.trim() : String(value);
  if (typed.length > longest) return null;
  if (isDecimal(typed)) return typed;
  const match = shape.exec(typed);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const point = whole.length + Number(exponent);
  const digits = '0'.repeat(Math.max(0, -point)) + whole + fraction;
  const split = Math.max(0, point);
  const integer = digits.slice(0, split).padEnd(split, '0').replace(/^0+/u, '') || '0';
  const rest = digits.slice(split).replace(/0+$/u, '');
  const text = rest === '' ? integer : `${integer}.${rest}`;
  // The one place that makes a Decimal: its form was built above.
  return (sign === '-' && text !== '0' ? `-${text}` : text) as Decimal;
}

/** Whether a text is a decimal in its only form. */
export const isDecimal = (text: string): text is Decimal => canonical.test(text);
