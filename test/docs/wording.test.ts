import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '../../dashboard/src/language/en/en.ts';
import { ru } from '../../dashboard/src/language/ru/ru.ts';
import { formatDuration } from '../../src/report/format.ts';
import { PassCounts } from '../../src/sync/pass/pass-counts.ts';

const root = join(import.meta.dirname, '..', '..');
const sources = ['src', 'dashboard/src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8')),
);

test('amoCRM is «она» in every Russian text', () => {
  const masculine =
    /(?<!ккаунт )amoCRM (?:[а-яё$]\S* ){0,3}?(?:отказал|ответил|отвечал|заблокировал|принял|принимал|показал|разрешил|закрыл|прислал|создал|вернул|назвал)(?![а-яё])/g;
  expect(sources.flatMap((text) => text.match(masculine) ?? [])).toEqual([]);
});

test('a text that sends somebody to a page calls it as the page is called', () => {
  const documents = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(join(root, 'docs', name), 'utf8'));
  const named = (pattern: RegExp) =>
    new Set([...sources, ...documents].flatMap((text) => text.match(pattern) ?? []));
  const called = { ru: Object.values(ru.pages), en: Object.values(en.pages) };
  const russian = named(/(?<=[Сс]траниц[а-яё]* «)[^»]+/g);
  const english = named(/(?<=\bthe page [“"]?)[A-Z]\w+/g);
  expect(Math.min(russian.size, english.size)).toBeGreaterThan(2);
  expect(called.ru).toEqual(expect.arrayContaining([...russian, 'Подключение']));
  expect(called.en).toEqual(expect.arrayContaining([...english, 'Setup']));
});

test('no span of time ends with none of its smaller unit', () => {
  const minute = 60_000;
  expect(
    [2 * minute, 90_000, 120 * minute, 125 * minute].map((ms) => formatDuration(ms, 'ru')),
  ).toEqual(['2 мин', '1 мин 30 с', '2 ч', '2 ч 5 мин']);
});

test('whatever a pass counts, and whatever people do, has words on the page and no code', () => {
  const counts = Object.keys(new PassCounts().toJSON());
  const recorded = sources.flatMap((text) =>
    [...text.matchAll(/(?:record\(clinic, who, |recordAction\([^)]*?)'([a-z-]+)'/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(recorded.length).toBeGreaterThan(4);
  for (const words of [ru, en]) {
    expect(Object.keys(words.runs.countNames)).toEqual(expect.arrayContaining(counts));
    expect(Object.keys(words.actions.names)).toEqual(expect.arrayContaining(recorded));
  }
});

describe.each([
  ['ru', ru],
  ['en', en],
] as const)('the page in %s', (language, words) => {
  test('has every plural form that the language has', () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const keys = new Set(keysOf(words));
    const counted = [...keys].flatMap((key) => /^(.*)_one$/.exec(key)?.[1] ?? []);
    expect(counted.length).toBeGreaterThan(10);
    const missing = counted.flatMap((key) =>
      categories.map((form) => `${key}_${form}`).filter((form) => !keys.has(form)),
    );
    expect(missing).toEqual([]);
  });
});

function keysOf(words: object, path = ''): readonly string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? keysOf(value, `${path}${key}.`)
      : [`${path}${key}`],
  );
}
