import { everyField } from '../contact/model/fields.ts';
import type { MaskManner } from '../contact/model/table.ts';
import type { Item } from '../sync/command/side-by-side.ts';

const manners: ReadonlyMap<Item, MaskManner> = new Map<Item, MaskManner>([
  ['name', 'words'],
  ['phones', 'phones'],
  ['emails', 'emails'],
  ...everyField.map(({ key, mask }) => [key, mask] as const),
]);

const dots = '•••••';

/** A value as it may be shown to anybody: no more than first letters of names and the last two digits of a phone. */
export function mask(item: Item, value: string): string {
  switch (manners.get(item) ?? 'text') {
    case 'shown':
      return value;
    case 'words':
      return value.split(/\s+/u).filter(Boolean).map(initial).join(' ');
    case 'phones':
      return value.split(', ').map(lastTwoDigits).join(', ');
    case 'emails':
      return value
        .split(', ')
        .map((email) => `${letter(email)}${dots}@${dots}`)
        .join(', ');
    case 'text':
      return hidden(value);
    case 'date':
      return '••••-••-••';
    case 'money':
      return '•••';
  }
}

function initial(word: string): string {
  const rest = [...word].length - 1;
  return `${letter(word)}${'•'.repeat(Math.min(Math.max(rest, 1), 9))}`;
}

/** The first letter; what is no letter may be part of a number, and is not shown. */
const letter = (word: string): string => /^\p{L}/u.exec(word)?.[0] ?? '•';

function lastTwoDigits(phone: string): string {
  const digits = phone.replace(/\D/gu, '');
  // Of a short one two digits are half of it; without any it is no number but somebody's words.
  if (digits.length < 7) return hidden(phone);
  const country = /^\+7/u.exec(phone)?.[0] ?? '';
  return `${country}${'•'.repeat(7)}${digits.slice(-2)}`;
}

function hidden(value: string): string {
  const length = [...value].length;
  return length <= dots.length ? '•'.repeat(length) : `${dots} (${length})`;
}
