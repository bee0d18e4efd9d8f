import { expect, test } from 'vitest';
import { fieldReference } from './field-reference.ts';

test('the field reference is in step with the catalogue (vitest -u writes it anew)', async () => {
  await expect(await fieldReference()).toMatchFileSnapshot('../../docs/fields.md');
});
