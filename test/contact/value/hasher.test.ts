import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldKeys } from '../../../src/contact/model/fields.ts';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import { shapeContact } from '../../../src/contact/shape.ts';
import { canonical } from '../../../src/contact/value/canonical.ts';
import type { FieldValue } from '../../../src/contact/value/field-value.ts';
import { Hasher } from '../../../src/contact/value/hasher.ts';
import { ZoneClock } from '../../../src/contact/value/zone-clock.ts';
import { aPatient } from '../patient.ts';

const hasher = new Hasher('key of the tests');

describe('canonical form', () => {
  it('folds what amoCRM does not tell apart', () => {
    expect(canonical('checkbox', false)).toBe(canonical('checkbox', null));
    expect(canonical('numeric', '10.50')).toBe(canonical('numeric', 10.5));
    expect(canonical('textarea', 'раз\r\nдва \n')).toBe(canonical('textarea', 'раз\nдва'));
    expect(canonical('date_time', 1716186615.9)).toBe(canonical('date_time', 1716186615));
    expect(canonical('text', ' ')).toBe('');
  });

  it('keeps apart what is different', () => {
    expect(canonical('text', '10.50')).not.toBe(canonical('text', '10.5'));
    expect(canonical('text', '007')).not.toBe(canonical('text', '7'));
    expect(canonical('numeric', '0')).not.toBe(canonical('numeric', null));
    expect(canonical('textarea', 'а  б')).not.toBe(canonical('textarea', 'а б'));
    expect(canonical('checkbox', true)).not.toBe('');
  });
});

describe('a keyed hash', () => {
  it('of nothing is empty under every key', () => {
    expect(hasher.field('city', 1, 7, null)).toBe('');
    expect(hasher.field('sms_refusal', 1, 7, false)).toBe('');
    expect(hasher.text('phone', '')).toBe('');
  });

  it('depends on key, field, version, amoCRM id, value and domain', () => {
    const hashes = [
      hasher.field('city', 1, 7, 'Тверь'),
      new Hasher('another').field('city', 1, 7, 'Тверь'),
      new Hasher(new Uint8Array([1, 2])).field('city', 1, 7, 'Тверь'),
      hasher.field('branch', 1, 7, 'Тверь'),
      hasher.field('city', 2, 7, 'Тверь'),
      hasher.field('city', 1, 8, 'Тверь'),
      hasher.field('city', 17, 1, 'Тверь'),
      hasher.field('city', 1, 7, 'Тверь-2'),
      hasher.text('city', 'Тверь'),
      hasher.text('branch', 'Тверь'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const hash of hashes) expect(hash).toMatch(/^[\w-]{16}$/);
  });

  it('takes a key as text or as its bytes', () => {
    const bytes = new TextEncoder().encode('key of the tests');
    expect(new Hasher(bytes).text('phone', '+79251234567')).toBe(
      hasher.text('phone', '+79251234567'),
    );
  });

  it('has no two messages that run into each other', () => {
    const short = fc.string({ maxLength: 4 });
    fc.assert(
      fc.property(
        short,
        fc.string({ minLength: 1, maxLength: 4 }),
        short,
        fc.string({ minLength: 1, maxLength: 4 }),
        (d1, v1, d2, v2) => {
          expect(hasher.text(d1, v1) === hasher.text(d2, v2)).toBe(d1 === d2 && v1 === v2);
        },
      ),
      { seed: 7 },
    );
  });

  it('does not depend on order or representation', () => {
    const ids = new Map<FieldKey, number>(fieldKeys.map((key, index) => [key, 100 + index]));
    const values = shapeContact(aPatient(), {
      clock: new ZoneClock('Europe/Moscow'),
      today: '2024-06-01',
    }).fields;
    const expected = hasher.fields(values, ids);
    expect(expected.size).toBe(values.size);
    const disguise = (
      value: FieldValue | null,
      key: FieldKey,
      blank: string,
    ): FieldValue | null => {
      if (value === false) return null;
      if (key === 'visits_sum') return `0${String(value)}0`;
      if (key === 'visits') return Number(value);
      if (key === 'changed_at') return Number(value) + 0.5;
      if (key === 'address' || key === 'comment')
        return `${String(value).normalize('NFD')}${blank}`;
      return value;
    };
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...values]),
        fc.constantFrom('', ' ', '\r\n', '\n'),
        (some, blank) => {
          const dressed = new Map(some.map(([key, value]) => [key, disguise(value, key, blank)]));
          for (const [key, hash] of hasher.fields(dressed, ids))
            expect(hash).toBe(expected.get(key));
        },
      ),
      { seed: 8 },
    );
  });

  it('is made only for fields that amoCRM has', () => {
    const hashes = hasher.fields(
      new Map([
        ['city', 'Тверь'],
        ['inn', '1'],
      ]),
      new Map([['city', 7]]),
    );
    expect([...hashes]).toEqual([['city', hasher.field('city', 1, 7, 'Тверь')]]);
  });
});
