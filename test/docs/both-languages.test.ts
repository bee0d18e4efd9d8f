import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const docs = join(import.meta.dirname, '..', '..', 'docs');

/** What a translation keeps: kinds of lines, commands and settings in their order. */
function shapeOf(page: string, language: string): object {
  const text = readFileSync(join(docs, `${page}.${language}.md`), 'utf8');
  const lines = text.split('\n');
  return {
    lines: lines.map((line) => /^(#+|\||[-*]|\d+\.|```)/.exec(line)?.[1] ?? '').filter(Boolean),
    words: [...text.matchAll(/`([a-z-]+(?:=\w+)?|[A-Z][A-Z_]+(?:=\S+)?)`/g)]
      .map(([, word]) => word)
      .toSorted(),
    persons: lines.filter((line) => line.includes('🧍')).length,
  };
}

it.each(['failure-modes', 'personal-data', 'staff'])(
  'the page %s says the same in English and in Russian, row by row',
  (page) => {
    expect(shapeOf(page, 'en')).toEqual(shapeOf(page, 'ru'));
  },
);
