import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AmoFieldValues, AmoValue, FieldId } from '../../../src/amocrm/model/model.ts';
import { contactFields, fieldByKey } from '../../../src/contact/model/fields.ts';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import { canonical } from '../../../src/contact/value/canonical.ts';
import type { FieldValue } from '../../../src/contact/value/field-value.ts';
import type { AccountField } from '../../../src/sync/account/account-fields.ts';
import { AccountZone } from '../../../src/sync/account/account-zone.ts';
import { decodeField, encodeField } from '../../../src/sync/item/wire.ts';

const zone = new AccountZone('Europe/Moscow');

function account(key: FieldKey): AccountField {
  const field = fieldByKey(key);
  const enumOf = new Map((field.options ?? []).map((option, at) => [option.key, 100 + at]));
  return {
    field,
    fieldId: 7 as FieldId,
    enumOf,
    optionOf: new Map([...enumOf].map(([option, id]) => [id, option])),
  };
}

const encoded = (key: FieldKey, value: FieldValue | null) =>
  encodeField(account(key), value, zone).values;

const found = (...values: Partial<AmoValue>[]): AmoFieldValues => ({
  fieldId: 7 as FieldId,
  values: values.map((value) => ({ value: null, enumId: null, enumCode: null, ...value })),
});

const decoded = (key: FieldKey, ...values: Partial<AmoValue>[]) =>
  decodeField(account(key), found(...values), zone);

describe('on the wire', () => {
  test.each([
    ['city', 'Тула', [{ value: 'Тула' }]],
    ['comment', 'a\nb', [{ value: 'a\nb' }]],
    ['visits_sum', '1050.5', [{ value: '1050.5' }]],
    ['sex', 'female', [{ enum_id: 101 }]],
    ['sms_refusal', true, [{ value: true }]],
    ['sms_refusal', false, [{ value: false }]],
    ['birthday', '1961-04-12', [{ value: '1961-04-12T12:00:00+03:00' }]],
    ['changed_at', 1_700_000_000, [{ value: '2023-11-15T01:13:20+03:00' }]],
    ['city', null, null],
    ['sms_refusal', null, null],
  ] as const)('%s %s is %j', (key, value, values) => {
    expect(encoded(key, value)).toEqual(values);
  });

  test('an option that the account has no id for is a mistake of ours, never a guess', () => {
    expect(() => encodeField({ ...account('sex'), enumOf: new Map() }, 'male', zone)).toThrow(
      'no enum id for an option of sex',
    );
  });
});

describe('what amoCRM answers', () => {
  test.each([
    ['sms_refusal', true, true],
    ['sms_refusal', '1', true],
    ['sms_refusal', 1, true],
    ['sms_refusal', false, null],
    ['sms_refusal', '0', null],
    ['visits_sum', '1050.50', '1050.5'],
    ['visits_sum', 1050.5, '1050.5'],
    ['visits_sum', '0', '0'],
    ['birthday', -274_935_600, '1961-04-16'],
    ['birthday', '485_035_200'.replaceAll('_', ''), '1985-05-16'],
    ['changed_at', '1700000000', 1_700_000_000],
    ['city', ' Тула', ' Тула'],
  ] as const)('%s %j reads as %j', (key, value, form) => {
    expect(decoded(key, { value })).toBe(form);
  });

  test('a choice is told by its id, under whatever name', () => {
    expect(decoded('sex', { value: 'Ж', enumId: 101 })).toBe('female');
  });

  test('no value at all is an empty field', () => {
    for (const { key } of contactFields)
      expect(decodeField(account(key), found(), zone)).toBeNull();
  });

  test.each([
    ['sex', { value: 'Прочее', enumId: 999 }],
    ['sex', { value: 'Мужской' }],
    ['birthday', { value: 'вчера' }],
    ['birthday', { value: 8_640_000_000_001 }],
    ['birthday', { value: -8_640_000_000_001 }],
    ['birthday', { value: 0.5 }],
    ['birthday', { value: true }],
    ['changed_at', { value: 1e300 }],
    ['changed_at', { value: 'вчера' }],
    ['visits_sum', { value: 'много' }],
  ] as const)(
    'what cannot be ours (%s %j) equals nothing of ours, and is not empty',
    (key, value) => {
      const form = canonical(fieldByKey(key).type, decoded(key, value));
      expect(form).not.toBe('');
      const { options } = fieldByKey(key);
      for (const option of options ?? []) expect(form).not.toBe(option.key);
      if (options === undefined) expect(form).toMatch(/^odd /);
    },
  );

  test('nothing that it may answer ends the pass', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.maxSafeInteger(),
    );
    const value = fc.record({
      value: scalar,
      enumId: fc.option(fc.integer()),
      enumCode: fc.option(fc.string()),
    });
    const key = fc.constantFrom(...contactFields.map((field) => field.key));
    fc.assert(
      fc.property(key, fc.array(value, { maxLength: 3 }), (name, values) => {
        canonical(fieldByKey(name).type, decoded(name, ...values));
      }),
      { numRuns: 2000 },
    );
  });
});
