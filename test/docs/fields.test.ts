import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contactFields } from '../../src/contact/model/fields.ts';
import { documents, root } from './documents.ts';
import { fieldReference } from './field-reference.ts';

test('the field reference is in step with the table (vitest -u writes it anew)', async () => {
  await expect(await fieldReference()).toMatchFileSnapshot('../../docs/fields.md');
});

test('wherever a document says how many fields a contact has, it has so many', () => {
  const said = documents().flatMap(({ path }) =>
    [
      ...readFileSync(join(root, path), 'utf8').matchAll(
        /\b(\d+) (?:custom )?fields\b|(?<!\d)(\d+) (?:полей|поля|поле)(?!\p{L})/giu,
      ),
    ].map((match) => `${path}: ${match[1] ?? match[2]}`),
  );
  expect(new Set(said)).toEqual(
    new Set(['README.md', 'README.ru.md'].map((path) => `${path}: ${contactFields.length}`)),
  );
});
