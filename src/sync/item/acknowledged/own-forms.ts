import type { OwnedHash } from '../../../state/patients/link.ts';
import type { ListItem } from '../verdicts.ts';

/*
 * amoCRM, or a widget in it, may keep a value in a form of its own. What is the same value by our own comparison, or
 * came back after two writes in a row, counts as ours from then on, or each deep pass would write it anew; anything else
 * is a person's entry. Forms of fields and the name are kept under their item, those of a list's entry under list and
 * hash.
 */

const keyOf = (list: ListItem, hash: string): string => `${list}:${hash}`;

const isOfList = (item: string, list: ListItem): boolean => item.startsWith(`${list}:`);

/** Hash that stands in the list → hash of ours that it is a form of; what IDENT has as such stands for itself. */
export function formsOfList(
  ownForm: ReadonlyMap<string, string>,
  list: ListItem,
  own: readonly string[] = [],
): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  for (const [item, held] of ownForm) {
    if (isOfList(item, list) && !own.includes(held)) forms.set(held, item.slice(list.length + 1));
  }
  return forms;
}

/** Only the forms of lists. */
export const listForms = (ownForm: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...ownForm].filter(([item]) => isOfList(item, 'phones') || isOfList(item, 'emails')));

/** Forms of a list whose entry is the same by our own comparison, and that were not known. */
export function alikeForms(
  list: ListItem,
  wanted: { readonly hashes: readonly string[]; readonly alike: () => readonly string[] },
  live: { readonly hashes: readonly string[]; readonly alike: readonly string[] },
): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  const held = new Set(live.hashes);
  if (wanted.hashes.every((hash) => held.has(hash))) return forms;
  const others = new Map(live.alike.map((alike, at) => [alike, live.hashes[at] ?? '']));
  const own = new Set(wanted.hashes);
  for (const [at, alike] of wanted.alike().entries()) {
    const hash = wanted.hashes[at] ?? '';
    const form = others.get(alike);
    if (!held.has(hash) && form !== undefined && !own.has(form)) forms.set(keyOf(list, hash), form);
  }
  return forms;
}

/**
 * What a list holds after a write of ours and held before it already, once less: the form of the one entry of ours that
 * it still lacks. Null where more is missing or new than one: then it is not known what became of what.
 */
export function repeatedForm(
  list: ListItem,
  ours: readonly OwnedHash[],
  before: readonly string[],
  after: readonly string[],
): readonly [item: string, held: string] | null {
  const [missing, ...more] = ours.filter(({ hash }) => !after.includes(hash));
  if (missing === undefined || more.length > 0) return null;
  const left = [...before];
  const added = after.filter((hash) => {
    const at = left.indexOf(hash);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const [form] = added;
  if (form === undefined || added.length > 1 || !before.includes(form)) return null;
  return [keyOf(list, missing.hash), form];
}

/** Forms are of use only for what is still ours. */
export function prunedForms(
  ownForm: ReadonlyMap<string, string>,
  lists: { readonly phones: readonly OwnedHash[]; readonly emails: readonly OwnedHash[] },
): Map<string, string> {
  const left = new Map(ownForm);
  for (const list of ['phones', 'emails'] as const) {
    const known = new Set(lists[list].map(({ hash }) => keyOf(list, hash)));
    for (const item of ownForm.keys())
      if (isOfList(item, list) && !known.has(item)) left.delete(item);
  }
  return left;
}
