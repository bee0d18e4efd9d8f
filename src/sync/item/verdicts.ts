import type { FieldKey } from '../../contact/model/table.ts';

export type ListItem = 'phones' | 'emails';

/** What of a contact is ours to keep true. */
export type Item = FieldKey | 'name' | ListItem;

/** What becomes of one item, and why; an item on which both sides agree has none. */
export type Verdict =
  | {
      readonly act: 'write';
      /**
       * `changed`: IDENT's value is another than what amoCRM acknowledged. `changed-both`: so it is, and somebody changed
       * it in amoCRM too. `drifted`: IDENT's is what it was; somebody in amoCRM changed it.
       */
      readonly why: 'changed' | 'changed-both' | 'drifted';
      /** Of what drifted: the hashes that stood in its place; a read back tells by them. */
      readonly before?: readonly string[];
    }
  /** IDENT has nothing any more, and what stands there is ours: a field is emptied, ours are taken out of a list. */
  | { readonly act: 'clear' }
  /** Acknowledged without a write: amoCRM holds IDENT's value already, or one that is not ours to clear. */
  | { readonly act: 'learn'; readonly hash: string; readonly why?: Left }
  /** It stays as it is in amoCRM, and is reported. */
  | { readonly act: 'leave'; readonly why: Left };

/**
 * `edited`: somebody changed it, and policy lets it be. `foreign`: it is not ours, and IDENT has none. `fought`: somebody
 * changes it again and again.
 */
export type Left = 'edited' | 'foreign' | 'fought';

/** What differs between a patient and the contact that carries it; only keys and hashes. */
export interface Change {
  readonly verdicts: ReadonlyMap<Item, Verdict>;
  /** Items that stand there in amoCRM's own form, seen now for the first time, and the form's hash. */
  readonly ownForms: ReadonlyMap<string, string>;
}

export const isList = (item: Item): item is ListItem => item === 'phones' || item === 'emails';

export const isField = (item: Item): item is FieldKey => item !== 'name' && !isList(item);

/** Whether it goes into a request. */
export const isWritten = (verdict: Verdict | undefined): boolean =>
  verdict?.act === 'write' || verdict?.act === 'clear';

/** Items that go into a request, in the order of the table of fields. */
export const writtenItems = ({ verdicts }: Change): readonly Item[] =>
  [...verdicts].filter(([, verdict]) => isWritten(verdict)).map(([item]) => item);

/** Items that are taken away without anything in their place. */
export const clearedItems = ({ verdicts }: Change): readonly Item[] =>
  [...verdicts].filter(([, { act }]) => act === 'clear').map(([item]) => item);

export const needsRequest = (change: Change): boolean => writtenItems(change).length > 0;

/** What stood in place of what somebody changed and is written again, item by item. */
export function replacedItems({ verdicts }: Change): ReadonlyMap<Item, readonly string[]> {
  const replaced = new Map<Item, readonly string[]>();
  for (const [item, verdict] of verdicts) {
    if (verdict.act === 'write' && verdict.before) replaced.set(item, verdict.before);
  }
  return replaced;
}

/** The same change but for what it would write of these items. */
export function without(change: Change, items: ReadonlySet<string>): Change {
  if (items.size === 0) return change;
  const kept = [...change.verdicts].filter(
    ([item, verdict]) => !items.has(item) || !isWritten(verdict),
  );
  return { ...change, verdicts: new Map(kept) };
}
