import type { AmoField } from '../../amocrm/model/model.ts';
import type { ContactField } from '../../contact/model/fields.ts';
import type { ContactFieldType, SelectOption } from '../../contact/model/table.ts';
import type { FieldBinding } from '../../state/account/field-bindings.ts';

/** Which field of the account carries one of ours. */
export interface Choice {
  readonly found: AmoField | null;
  /** Somebody's field of our name that cannot carry our values: ours stands beside it. */
  readonly occupied: AmoField | null;
  /** Found by its name, not by code: somebody made it, and it will be used. */
  readonly adopted: boolean;
}

/** amoCRM's types whose values are written and read just as those of ours. */
const alike: Partial<Record<ContactFieldType, string>> = {
  date: 'birthday',
  select: 'radiobutton',
};

/** What ours is called where its name is taken. */
export const besideName = ({ name }: ContactField): string => `${name} (IDENT)`;

export const carries = (found: AmoField, { type, key }: ContactField): boolean =>
  // The id is what contacts are found by: it takes the very type.
  found.type === type || (key !== 'patient_id' && found.type === alike[type]);

/** An account's fields, the oldest first. Their names are made plain once for all of ours: that costs. */
export class ListedFields {
  readonly all: readonly AmoField[];
  readonly #byName: ReadonlyMap<string, readonly AmoField[]>;

  constructor(fields: readonly AmoField[]) {
    this.all = fields.toSorted((a, b) => a.id - b.id);
    this.#byName = Map.groupBy(this.all, ({ name }) => plain(name));
  }

  /** Those whose name is the same text. */
  named(name: string): readonly AmoField[] {
    return this.#byName.get(plain(name)) ?? [];
  }
}

/**
 * By the id that the state remembers, so that a renamed field stays ours; by code; then by name, the very type and all
 * options before what is only alike. What is found is used only if it carries our values as they are.
 */
export function chooseField(
  field: ContactField,
  fields: ListedFields,
  before: FieldBinding | undefined,
): Choice {
  const named = fields.named(field.name);
  const beside = fields.named(besideName(field));
  const byName = [...named, ...beside]
    .filter((one) => carries(one, field) && !isAnothers(one, field))
    .toSorted((a, b) => misfit(a, field, beside) - misfit(b, field, beside));
  const known = [
    fields.all.find(({ id }) => id === before?.fieldId),
    fields.all.find(({ code }) => code === field.code),
  ].find((one) => one !== undefined && carries(one, field));
  const found = known ?? byName[0] ?? null;
  return {
    found,
    occupied: named.find((one) => one.id !== found?.id) ?? null,
    adopted: found !== null && found.code !== field.code && !beside.includes(found),
  };
}

/** The lower, the better. */
function misfit(one: AmoField, field: ContactField, beside: readonly AmoField[]): number {
  const options = field.options ?? [];
  const lacking = options.some((option) => chooseOption(option, one) === undefined);
  return (lacking ? 4 : 0) + (one.type === field.type ? 0 : 2) + (beside.includes(one) ? 1 : 0);
}

/** What people cannot edit is another integration's, which goes on writing it; of ours only the id is such. */
const isAnothers = (one: AmoField, { code, key }: ContactField): boolean =>
  one.isApiOnly && one.code !== code && key !== 'patient_id';

/** The choice of a list that means ours: by its text, or by a word that people put there for it. */
export const chooseOption = ({ value, aliases = [] }: SelectOption, { enums }: AmoField) =>
  enums.find((one) => sameText(one.value, value)) ??
  enums.find((one) => aliases.some((alias) => sameText(one.value, alias)));

/** Case, ё, blanks and a dot at the end aside. */
export const sameText = (a: string, b: string): boolean => plain(a) === plain(b);

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .replace(/\s+/gu, ' ')
    .replace(/\.+$/u, '')
    .toLocaleLowerCase('ru')
    .replaceAll('ё', 'е');
