import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseCount,
  parseDay,
  parseDecimal,
  parseFlag,
  parseText,
  parseWallClock,
  rowId,
} from '../../src/ident/sql/parse-cell.ts';

const parsers = {
  parseCount,
  parseDay,
  parseDecimal,
  parseFlag,
  parseText,
  parseWallClock,
};

describe('a cell of any type', () => {
  it('is read, empty or unreadable, but never an error', () => {
    const cell = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withTypedArray: true }),
      fc.string({ unit: 'binary' }),
      fc.date({ noInvalidDate: false }),
    );
    fc.assert(
      fc.property(cell, (value) => {
        for (const parse of Object.values(parsers)) expect(() => parse(value)).not.toThrow();
        expect(() => rowId({ id: value })).not.toThrow();
      }),
    );
  });

  it.each(Object.entries(parsers))('%s: NULL is empty, and so are blanks', (_, parse) => {
    expect(parse(null)).toBeNull();
    expect(parse('')).toBeNull();
    expect(parse('  \t')).toBeNull();
  });

  it.each(Object.entries(parsers))('%s: a blob is unreadable, which is not empty', (_, parse) => {
    expect(parse(Buffer.from('x'))).toBeUndefined();
  });
});

describe('a text', () => {
  it('stays as it was typed', () => expect(parseText(' Иванов ')).toBe(' Иванов '));
  it('of digits in a numeric column is those digits', () => {
    expect(parseText(500100732259)).toBe('500100732259');
    expect(parseText(9007199254740993n)).toBe('9007199254740993');
    expect(parseText(1e21)).toBe('1000000000000000000000');
  });
});

describe('a date', () => {
  it.each([
    ['1985-05-15', '1985-05-15'],
    ['1985-05-15 00:00:00', '1985-05-15'],
    ['1985-05-15T00:00:00.000', '1985-05-15'],
    ['15.05.1985', '1985-05-15'],
    [' 5.5.1985 0:00:00', '1985-05-05'],
    ['19850515', '1985-05-15'],
    [new Date(Date.UTC(1931, 0, 2)), '1931-01-02'],
    ['29.02.2024', '2024-02-29'],
  ])('%o is %s', (cell, date) => expect(parseDay(cell)).toBe(date));

  it.each(['31.02.1985', '29.02.2023', '1985', '15/05/1985', '15.05.85', 'не помнит'])(
    '%o is unreadable',
    (cell) => expect(parseDay(cell)).toBeUndefined(),
  );
});

describe('a wall clock', () => {
  it.each([
    ['2026-05-21 09:15:30', '2026-05-21T09:15:30'],
    ['2026-05-21T09:15:30.997', '2026-05-21T09:15:30'],
    ['2026-05-21 09:15', '2026-05-21T09:15:00'],
    ['2026-05-21', '2026-05-21T00:00:00'],
    [new Date('2026-05-21T23:59:59.999Z'), '2026-05-21T23:59:59'],
  ])('%o is %s', (cell, moment) => expect(parseWallClock(cell)).toBe(moment));

  it.each(['2026-05-21 24:00:00', '2026-13-01 00:00:00', '2026-05-21 09:61:00', 'вчера'])(
    '%o is unreadable',
    (cell) => expect(parseWallClock(cell)).toBeUndefined(),
  );
});

describe('a decimal', () => {
  it.each([
    [1050.5, '1050.5'],
    ['1050.5000', '1050.5'],
    ['1 050,50', '1050.5'],
    ['.5000', '0.5'],
    ['-0.00', '0'],
    ['007', '7'],
    [0.1 + 0.2, '0.3'],
    [3n, '3'],
    ['99999999999999.9999', '99999999999999.9999'],
  ])('%o is %s', (cell, decimal) => expect(parseDecimal(cell)).toBe(decimal));

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300, '1e5', 'нет', '1.2.3', '-', '.'])(
    '%o is unreadable',
    (cell) => expect(parseDecimal(cell)).toBeUndefined(),
  );

  it('of money comes out of a binary double as it went in', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (kopecks) => {
        const text = parseDecimal(kopecks / 100);
        expect(Number(text)).toBe(kopecks / 100);
        expect(text).toMatch(/^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?))$/);
      }),
    );
  });
});

describe('a flag', () => {
  it.each([
    [true, true],
    [false, false],
    [1, true],
    [0n, false],
    ['1', true],
    ['0', false],
    ['да', undefined],
  ])('%o is %o', (cell, flag) => expect(parseFlag(cell)).toBe(flag));
});

describe('a key', () => {
  it.each([
    [17, 17],
    [17n, 17],
    ['17', 17],
    [null, null],
    ['17a', null],
    [1.5, null],
    [0, null],
    [-1n, null],
    [2n ** 60n, null],
  ])('%o is %o', (id, key) => expect(rowId({ id })).toBe(key));
});

describe('a day of a life', () => {
  it.each([
    ['1900-01-01 00:00:00'],
    ['1753-01-01'],
    ['0001-01-01T00:00:00'],
    ['9999-12-31'],
    ['30.12.1899'],
    ['0000-00-00'],
    [new Date('1900-01-01T00:00:00Z')],
    [new Date('9999-12-31T23:59:59Z')],
  ])('is none where a program wrote %s for "no day"', (cell) => {
    expect(parseDay(cell)).toBeNull();
  });

  it.each([['15/05/1985'], ['0985-05-15'], ['2985-05-15'], ['31.02.1985']])(
    '%s is a slip of the pen: unreadable, not empty',
    (cell) => {
      expect(parseDay(cell)).toBeUndefined();
    },
  );

  it('is what it says in any other case, in the first days of centuries too', () => {
    for (const day of ['1985-05-15', '2000-01-01', '1970-01-01', '1912-03-01']) {
      expect(parseDay(day)).toBe(day);
    }
  });
});
