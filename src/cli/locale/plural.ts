const russian = new Intl.PluralRules('ru');

/** «1 контакт», «2 контакта», «5 контактов»: the word that goes with the number. */
export function pluralRu(count: number, one: string, few: string, many: string): string {
  const category = russian.select(count);
  if (category === 'one') return one;
  return category === 'few' ? few : many;
}

export function pluralEn(count: number, one: string, other: string): string {
  return count === 1 ? one : other;
}
