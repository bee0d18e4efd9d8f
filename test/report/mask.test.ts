import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldKeys } from '../../src/contact/model/fields.ts';
import { mask } from '../../src/report/mask.ts';

describe('a masked value', () => {
  it.each([
    ['name', 'Иванов Иван Ильич', 'И••••• И••• И••••'],
    ['name', '8-925-123 🙂', '••••••••• ••'],
    ['phones', '+79251234567, +74957654321', '+7•••••••67, +7•••••••21'],
    ['phones', '+491715550100 доб. 12', '•••••••12'],
    ['phones', 'звонить маме', '••••• (12)'],
    ['phones', '2-12', '••••'],
    ['emails', 'ivanov@email.com', 'i•••••@•••••'],
    ['passport', '45 10 123456', '••••• (12)'],
    ['comment', 'да', '••'],
    ['birthday', '1985-05-15', '••••-••-••'],
    ['debt', '250', '•••'],
  ] as const)('of %s: %s is %s', (item, value, masked) => {
    expect(mask(item, value)).toBe(masked);
  });

  it('is left as it is where it says nothing of a person', () => {
    expect(mask('status', 'Архивный')).toBe('Архивный');
    expect(mask('patient_id', '17')).toBe('17');
  });

  it('keeps no more than first letters and two digits, whatever was typed', () => {
    const personal = ['name', 'phones', 'emails', 'patronymic', 'extra_phone'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...personal), fc.string({ unit: 'grapheme' }), (item, value) => {
        // A Russian number's +7 says nothing; behind it two digits are left.
        const masked = mask(item, value).replaceAll('+7', '');
        for (const part of masked.split(', ')) {
          expect(part.match(/\d/gu)?.length ?? 0).toBeLessThanOrEqual(mayCount(part) ? 9 : 2);
        }
        expect(masked).not.toMatch(/\p{L}\p{M}*\p{L}/u);
      }),
    );
  });

  it('keeps nothing but the length of documents, addresses and comments', () => {
    const texts = fieldKeys.filter((key) => mask(key, 'ж'.repeat(9)) === '••••• (9)');
    expect(texts).toEqual(
      expect.arrayContaining(['passport', 'inn', 'snils', 'address', 'comment', 'card_number']),
    );
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.string(), (item, value) => {
        expect(mask(item, value)).toMatch(/^•*( \(\d+\))?$/);
      }),
    );
  });
});

/** The length of a hidden text stands in brackets. */
const mayCount = (part: string): boolean => /^•{5} \(\d+\)$/.test(part);
