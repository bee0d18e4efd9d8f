import { expect, test } from 'vitest';
import { en } from '../../dashboard/src/language/en/en.ts';
import { ru } from '../../dashboard/src/language/ru/ru.ts';

/** `runs.title`, …; the forms of a plural count as one. */
function keysOf(texts: object, prefix = ''): readonly string[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) => {
    const name = `${prefix}${key}`;
    if (typeof value === 'object' && value !== null) return keysOf(value, `${name}.`);
    return [name.replace(/_(one|few|many|other)$/, '_plural')];
  });
}

/** Plural forms that a key has. */
function formsOf(texts: object): ReadonlyMap<string, Set<string>> {
  const forms = new Map<string, Set<string>>();
  const look = (group: object, prefix: string) => {
    for (const [key, value] of Object.entries(group)) {
      const match = /^(.*)_(one|few|many|other)$/.exec(key);
      if (typeof value === 'object') look(value, `${prefix}${key}.`);
      else if (match !== null) {
        const name = `${prefix}${match[1]}`;
        forms.set(name, (forms.get(name) ?? new Set()).add(match[2] ?? ''));
      }
    }
  };
  look(texts, '');
  return forms;
}

test('both languages say the same things', () => {
  expect([...new Set(keysOf(en))].sort()).toEqual([...new Set(keysOf(ru))].sort());
});

test.each([
  ['ru', ru],
  ['en', en],
] as const)('every plural has all forms of %s', (language, texts) => {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  for (const [key, forms] of formsOf(texts)) {
    expect([key, [...forms].sort()]).toEqual([key, [...pluralCategories].sort()]);
  }
});
