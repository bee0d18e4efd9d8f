import type { FieldKey } from '../../../contact/model/table.ts';
import type { Language } from '../../../language.ts';
import { formatMoment } from '../../../report/format.ts';
import { mask } from '../../../report/mask.ts';
import type { Item, ItemSides } from '../../../sync/command/side-by-side.ts';
import type { Messages } from '../../locale/messages.ts';

export interface ValueStyle {
  /** Values as they are; else masked. */
  readonly reveal: boolean;
  readonly text: Messages;
  readonly language: Language;
  readonly timeZone: string;
}

/** A value as a person reads it: in one line, cut to `width`, masked unless it is to be revealed. */
export function shownValue(
  { item, field }: Pick<ItemSides, 'item' | 'field'>,
  value: string | null,
  style: ValueStyle & { readonly width: number },
): string {
  if (value === null) return '';
  if (!style.reveal) {
    const masked = mask(item, value);
    if (masked !== value) return cut(masked, style.width);
  }
  const { yes, no } = style.text.items;
  switch (field?.type) {
    case 'checkbox':
      return value === 'true' ? yes : no;
    case 'date':
      return style.language === 'ru' ? value.split('-').toReversed().join('.') : value;
    case 'date_time': {
      const at = Date.parse(value);
      return Number.isNaN(at) ? value : formatMoment(at, style.timeZone, style.language);
    }
    default:
      return cut(value, style.width);
  }
}

/** The item's name: a field's is the one that it has in amoCRM, in either language. */
export function itemName({ item, field }: Pick<ItemSides, 'item' | 'field'>, text: Messages) {
  if (field !== null) return field.name;
  return text.items[item as Exclude<Item, FieldKey>]; // Only fields have a `field`.
}

/** Line breaks would tear a table apart, and a comment may have thousands of characters. */
function cut(value: string, width: number): string {
  const line = value.replace(/\s*\n\s*/gu, ' ⏎ ');
  const characters = [...line];
  return characters.length <= width ? line : `${characters.slice(0, width - 1).join('')}…`;
}
