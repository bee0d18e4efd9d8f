import type { Localized } from '../language.ts';

/** What the guard counted, as a line of a list: `removed`, `cleared:phones`, … */
export function guardedWords(kind: string, itemName: (item: string) => Localized<string>) {
  const [what, item] = kind.split(':', 2);
  const known = guarded[what ?? kind];
  if (known === undefined) return { ru: kind, en: kind };
  if (item === undefined) return known;
  const name = itemName(item);
  return { ru: `${known.ru}: ${name.ru}`, en: `${known.en}: ${name.en}` };
}

const guarded: Readonly<Record<string, Localized<string>>> = {
  removed: { ru: 'отметить удалёнными', en: 'to be marked as deleted' },
  'identity-changed': {
    ru: 'похоже, другой человек под тем же номером',
    en: 'seem to be another person under the same number',
  },
  'identity-disagrees': {
    ru: 'ID стоит в контакте другого человека',
    en: "their id stands in another person's contact",
  },
  're-created': { ru: 'создать заново', en: 'to be created anew' },
  cleared: { ru: 'очистить поле', en: 'a field to be emptied' },
  unseen: { ru: 'контакты не показаны amoCRM', en: 'contacts that amoCRM did not show' },
};
