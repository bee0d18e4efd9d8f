import type { AmoLead } from '../../../amocrm/model/lead.ts';
import type { WireField } from '../../../amocrm/model/model.ts';
import type { Hasher } from '../../../contact/value/hasher.ts';

/** What a deal is to say. */
export interface DealItems {
  readonly name: string;
  /** Whole roubles; null: that cannot be told. */
  readonly price: number | null;
  readonly fields: readonly WireField[];
}

export const nameHash = (hasher: Hasher, name: string): string => hasher.text('deal:name', name);

export const priceHash = (hasher: Hasher, price: number | null): string =>
  hasher.text('deal:price', String(price ?? 0));

/** Item → hash of what a deal of ours carries. */
export const hashesOf = (hasher: Hasher, { name, price }: Omit<DealItems, 'fields'>) =>
  new Map([
    ['name', nameHash(hasher, name)],
    ['price', priceHash(hasher, price)],
  ]);

/** Those of the fields that hold something else in amoCRM; they are ours, and say what IDENT says. */
export const differing = (
  fields: readonly WireField[],
  { fields: there }: Pick<AmoLead, 'fields'>,
): readonly WireField[] =>
  fields.filter((field) => {
    const held = there.find(({ fieldId }) => fieldId === field.field_id)?.values ?? [];
    const values = field.values ?? [];
    return (
      held.length !== values.length ||
      values.some(({ value }, at) => String(value) !== String(held[at]?.value))
    );
  });
