import type { AccountZone } from '../account-zone.ts';
import type { ValueJson } from '../wire.ts';

const kinds: Readonly<Record<string, string>> = {
  WORK: 'рабочий',
  WORKDD: 'прямой',
  MOB: 'мобильный',
  FAX: 'факс',
  HOME: 'домашний',
  PRIV: 'личный',
  OTHER: 'другой',
};

/** One value as a person reads it. */
export function showValue(value: ValueJson, type: string, zone: AccountZone): string {
  if (typeof value.value === 'boolean') return value.value ? 'да' : 'нет';
  if (typeof value.value === 'number') return zone.show(value.value, type === 'date_time');
  if (type === 'numeric') return grouped(value.value);
  if (type === 'multitext' && value.enum_code) {
    return `${value.value} (${kinds[value.enum_code] ?? value.enum_code})`;
  }
  return value.value;
}

/** All values of a field, one a line. */
export const showValues = (values: readonly ValueJson[], type: string, zone: AccountZone): string =>
  values.map((value) => showValue(value, type, zone)).join('\n');

/** 125 300,5 — on the text, so that no digit is rounded away. */
const grouped = (decimal: string): string => {
  const [whole = '', fraction] = decimal.split('.');
  const groups = whole.replaceAll(/\B(?=(\d{3})+$)/g, '\u202f');
  return fraction ? `${groups},${fraction}` : groups;
};
