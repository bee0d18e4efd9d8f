import type { AmoLead } from '../../../amocrm/model/lead.ts';
import type { FieldId, WireField } from '../../../amocrm/model/model.ts';
import type { Hasher } from '../../../contact/value/hasher.ts';
import type { Place } from '../../../visits/deal/move.ts';

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

/** What of the acknowledged a deal still shows. */
export function stillThere(
  hasher: Hasher,
  acknowledged: ReadonlyMap<string, string>,
  lead: Omit<DealItems, 'fields'>,
): readonly (readonly [item: string, hash: string])[] {
  const there = hashesOf(hasher, lead);
  return [...acknowledged].filter(([item, hash]) => there.get(item) === hash);
}

/** Whether a deal stands in this place; in none it does not. */
export const standsAt = (
  { pipelineId, statusId }: Pick<AmoLead, 'pipelineId' | 'statusId'>,
  place: Place | null,
): boolean => pipelineId === place?.pipeline && statusId === place.status;

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

/** What takes everything of ours out of a deal's fields; nothing for those that are empty. */
export const emptied = (
  { fields }: Pick<AmoLead, 'fields'>,
  ours: ReadonlySet<FieldId>,
): readonly WireField[] =>
  fields
    .filter(({ fieldId, values }) => ours.has(fieldId) && values.length > 0)
    .map(({ fieldId }) => ({ field_id: fieldId, values: null }));
