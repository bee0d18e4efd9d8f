import { mask } from '../../../report/mask.ts';
import type { Item, ItemSides } from '../../../sync/command/side-by-side.ts';
import type { Output } from '../../terminal/output.ts';
import type { Paint } from '../../terminal/paint.ts';
import { right, showTable } from '../../terminal/table.ts';
import { itemName, shownValue, type ValueStyle } from './shown-value.ts';

/** A patient and its contact, line by line. */
interface Sides {
  readonly items: readonly ItemSides[];
  /** What was, or would be, sent. */
  readonly sent: ReadonlySet<Item>;
}

/** What a line has besides the two values: number, name, arrow, tick and the blanks between them. */
const besides = 36;

/** Both sides of all items beside each other, with what was sent and what is the same. */
export function showSides(output: Output, { items, sent }: Sides, style: ValueStyle): void {
  const { text } = style;
  const { paint } = output;
  const width = Math.max(Math.min(Math.floor((output.width - besides) / 2), 60), 12);
  const { no, field, ident, amo } = text.patient.columns;
  showTable(
    output,
    [right(no), field, ident, '', amo, ''],
    items.map((sides) => [
      sides.field?.no ?? '',
      itemName(sides, text),
      sides.ident === undefined
        ? paint.dim(text.patient.notKnown)
        : shownValue(sides, sides.ident, { ...style, width }),
      sent.has(sides.item) ? paint.cyan('→') : '',
      shownValue(sides, sides.amo, { ...style, width }),
      tick(sides, paint),
    ]),
  );
}

function tick({ ident, amo, same }: ItemSides, paint: Paint): string {
  if (ident === undefined) return '';
  if (!same) return paint.yellow('≠');
  return ident === null && amo === null ? paint.dim('✓') : paint.green('✓');
}

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
