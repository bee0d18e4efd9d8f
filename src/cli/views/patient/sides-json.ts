import { mask } from '../../../report/mask.ts';
import type { Item, ItemSides } from '../../../sync/command/side-by-side.ts';

/** Both sides of an item for programs: values in canonical form, masked unless they are to be revealed. */
export function sidesJson(sides: ItemSides, reveal: boolean): object {
  const { item, field, ident, amo, same } = sides;
  return {
    item,
    no: field?.no ?? null,
    // Absent: IDENT's value is not known here.
    ...(ident === undefined ? {} : { ident: value(item, ident, reveal) }),
    amo: value(item, amo, reveal),
    same,
  };
}

const value = (item: Item, text: string | null, reveal: boolean): string | null =>
  text === null || reveal ? text : mask(item, text);
