import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../../src/contact/value/decimal.ts';

describe('a decimal', () => {
  it.each([
    ['1050.50', '1050.5'],
    ['1050,50', '1050.5'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['007', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['+3', '3'],
    [' 12 ', '12'],
    ['1e3', '1000'],
    ['12.5e-3', '0.0125'],
    ['100', '100'],
    ['99999999999999999999.10', '99999999999999999999.1'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [-1.5, '-1.5'],
    [0, '0'],
  ])('%j has one form: %s', (value, form) => {
    expect(decimal(value)).toBe(form);
  });

  it.each(['', '.', '-', 'abc', '1 000', '1.2.3', '1,000.5', Number.NaN, Number.POSITIVE_INFINITY])(
    '%j is none',
    (value) => {
      expect(decimal(value)).toBeNull();
    },
  );

  it('is the number it was made of, and stays as it is', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }),
        (value) => {
          const form = decimal(value) ?? '';
          expect(Number(form)).toBe(value === 0 ? 0 : value);
          expect(form).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/);
          expect(decimal(form)).toBe(form);
        },
      ),
      { seed: 6 },
    );
  });
});
