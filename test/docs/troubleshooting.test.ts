import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { troubleshootingPage, troubleshootingPages } from '../../src/troubleshooting.ts';

const root = join(import.meta.dirname, '..', '..');
const languages = ['ru', 'en'] as const;

/** Every code that an error or the doctor of this project may have. */
const codes = new Set(
  sources(join(root, 'src')).flatMap((text) => [
    ...[
      ...text.matchAll(/'((?:AMO|IDENT|STATE|BACKUP|DOCTOR|FIELD|FIELDS|FLEET)_[A-Z_]+[A-Z])'/g),
    ].map(([, code = '']) => code),
    ...[...text.matchAll(/(?:code: |errorKind\(\s*)'([A-Z][A-Z_]+)'/g)].map(
      ([, code = '']) => code,
    ),
  ]),
);

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

const read = (page: string) => readFileSync(join(root, page), 'utf8');

describe.each(Object.keys(troubleshootingPages))('the page %s', (name) => {
  test.each(languages)('exists (%s) and names codes that exist', (language) => {
    const text = read(`docs/troubleshooting/${language}/${name}.md`);
    const named = [...text.matchAll(/`([A-Z]+_[A-Z_]+[A-Z])`/g)].map(([, code = '']) => code);
    const errorCodes = named.filter((code) =>
      /^(AMO|IDENT|STATE|BACKUP|DOCTOR|FIELDS?|FLEET)_|^(MASS|CRM)_|^OTHER_/.test(code),
    );
    expect(errorCodes.length).toBeGreaterThan(2);
    const settings = /^(STATE_(URL|KEY|PASSWORD|SCHEMA|TLS)|DB_|AMOCRM_|IDENT_PROFILE$)/;
    expect(errorCodes.filter((code) => !codes.has(code) && !settings.test(code))).toEqual([]);
  });

  test('says the same codes in both languages', () => {
    const named = languages.map((language) =>
      [...read(`docs/troubleshooting/${language}/${name}.md`).matchAll(/`([A-Z]+_[A-Z_*]+)`/g)]
        .map(([, code]) => code)
        .toSorted(),
    );
    expect(named[0]).toEqual(named[1]);
  });
});

test.each([
  ['AMO_TOKEN_REVOKED', 'invalid-grant'],
  ['FIELDS_MISSING', 'field-not-found'],
  ['IDENT_LOGIN_FAILED', 'database-connection'],
  ['AMO_RATE_LIMITED', 'rate-limit'],
] as const)('the problem behind %s of the users’ own text has its page', (code, page) => {
  expect(codes).toContain(code);
  expect(troubleshootingPage(code, 'ru')).toBe(`docs/troubleshooting/ru/${page}.md`);
});

test('every page that an error names is there', () => {
  const pages = [...codes].flatMap((code) =>
    languages.map((language) => troubleshootingPage(code, language) ?? []),
  );
  expect(pages.flat().filter((page) => !existsSync(join(root, page)))).toEqual([]);
});
