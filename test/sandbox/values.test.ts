import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sandboxApi } from './support/api.ts';

/** A sandbox with one field of the type; writes to it and reads back. */
async function fieldOf(type: string, more: object = {}) {
  const api = await sandboxApi();
  const id = await api.createField({ name: 'Поле', type, ...more });
  const write = (...values: unknown[]) =>
    api.createContacts({ custom_fields_values: [{ field_id: id, values }] });
  /** What the API reads after writing, or the error it answered. */
  const roundTrip = async (...values: unknown[]) => {
    const reply = await write(...values);
    if (reply.status === 400) {
      const [{ code, path }] = reply.json['validation-errors'][0].errors;
      return `${code} ${path.replace('custom_fields_values.0.', '')}`;
    }
    const contact = reply.json._embedded.contacts[0].id;
    const read = await api.call('GET', `/api/v4/contacts/${contact}`);
    return read.json.custom_fields_values?.[0].values ?? null;
  };
  return { ...api, id, write, roundTrip };
}

describe('field values', () => {
  it('reads numbers back as text, without what carries no meaning', async () => {
    const { roundTrip } = await fieldOf('numeric');
    expect(await roundTrip({ value: '10.50' })).toEqual([{ value: '10.5' }]);
    expect(await roundTrip({ value: 7 })).toEqual([{ value: '7' }]);
    expect(await roundTrip({ value: '-0.00' })).toEqual([{ value: '0' }]);
    expect(await roundTrip({ value: '1 000' })).toBe('InvalidType values.0.value');
  });

  it('keeps every whole number of kopecks', async () => {
    const { roundTrip } = await fieldOf('numeric');
    const kopecks = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
    await fc.assert(
      fc.asyncProperty(kopecks, async (n) => {
        const [{ value }] = await roundTrip({ value: (n / 100).toFixed(2) });
        expect(Math.round(Number(value) * 100)).toBe(n);
        expect(value).not.toMatch(/\.\d*0$/);
      }),
      { numRuns: 40 },
    );
  });

  it('takes a date as unix time or RFC 3339 and keeps the midnight of that day in the account’s zone', async () => {
    const { roundTrip } = await fieldOf('date');
    // Recorded: sent as UTC midnight, answered as the midnight of Moscow.
    expect(await roundTrip({ value: 1634601600 })).toEqual([{ value: 1634590800 }]);
    expect(await roundTrip({ value: '2021-10-19T00:00:00+03:00' })).toEqual([
      { value: 1634590800 },
    ]);
    expect(await roundTrip({ value: '2021-10-18T21:00:00Z' })).toEqual([{ value: 1634590800 }]);
    expect(await roundTrip({ value: '1956-02-03T00:00:00+03:00' })).toEqual([
      { value: Date.UTC(1956, 1, 2, 21) / 1000 },
    ]);
  });

  it('refuses negative unix times, fractions of seconds and dates that do not exist', async () => {
    const { roundTrip } = await fieldOf('date');
    for (const value of [
      -1,
      '2021-10-19T00:00:00.000+03:00',
      '2021-02-30T00:00:00Z',
      '19.10.2021',
    ]) {
      expect(await roundTrip({ value })).toBe('InvalidType values.0.value');
    }
  });

  it('keeps a date_time as it is sent, to the second', async () => {
    const { roundTrip } = await fieldOf('date_time');
    expect(await roundTrip({ value: 1634601611 })).toEqual([{ value: 1634601611 }]);
    expect(await roundTrip({ value: '2021-10-19T03:00:11+03:00' })).toEqual([
      { value: 1634601611 },
    ]);
  });

  it('finds a choice by id, code or its exact text, and guesses nothing', async () => {
    const enums = [
      { value: 'Мужской', sort: 1, code: 'male' },
      { value: 'Женский', sort: 2 },
    ];
    const { sandbox, id, roundTrip } = await fieldOf('select', { enums });
    const field = sandbox.crm.fields().find((one) => one.id === id);
    const male = [{ value: 'Мужской', enum_id: field?.enums?.[0]?.id, enum_code: 'male' }];
    expect(await roundTrip({ value: 'Мужской' })).toEqual(male);
    expect(await roundTrip({ enum_code: 'male' })).toEqual(male);
    expect(await roundTrip({ enum_id: field?.enums?.[0]?.id })).toEqual(male);
    expect(await roundTrip({ value: 'мужской' })).toBe('NotSupportedChoice values.0.value');
    expect(await roundTrip({ enum_id: 1 })).toBe('NotSupportedChoice values.0.enum_id');
    expect(await roundTrip({ value: 'Мужской' }, { value: 'Женский' })).toBe('InvalidCount values');
  });

  it('refuses an enum_code of null, which every read answers, and any key it does not know', async () => {
    const { roundTrip } = await fieldOf('text');
    expect(await roundTrip({ value: 'x', enum_code: null })).toBe(
      'FieldNotExpected values.0.enum_code',
    );
    expect(await roundTrip({ value: 'x', enum: 'WORK' })).toBe('FieldNotExpected values.0.enum');
  });

  it('takes 256 characters of text and no more, whatever bytes they need', async () => {
    const { roundTrip } = await fieldOf('text');
    expect(await roundTrip({ value: '😀'.repeat(256) })).toEqual([{ value: '😀'.repeat(256) }]);
    expect(await roundTrip({ value: 'я'.repeat(257) })).toBe('TooLong values.0.value');
    expect(await roundTrip({ value: 17 })).toBe('InvalidType values.0.value');
  });

  it('takes long texts in a textarea', async () => {
    const { roundTrip } = await fieldOf('textarea');
    const value = `${'Комментарий\n'.repeat(400)}😀`;
    expect(await roundTrip({ value })).toEqual([{ value }]);
  });

  it('answers a checked box, and says nothing of an unchecked one', async () => {
    const { sandbox, roundTrip } = await fieldOf('checkbox');
    expect(await roundTrip({ value: true })).toEqual([{ value: true }]);
    expect(await roundTrip({ value: false })).toBeNull();
    sandbox.manners.uncheckedAbsent = false;
    expect(await roundTrip({ value: false })).toEqual([{ value: false }]);
    expect(await roundTrip({ value: 'true' })).toBe('InvalidType values.0.value');
  });

  it('is empty after values of null, and after an empty text', async () => {
    const { roundTrip, call, write, sandbox, id } = await fieldOf('text');
    expect(await roundTrip({ value: '' })).toBeNull();
    const contact = (await write({ value: 'x' })).json._embedded.contacts[0].id;
    const fields = [{ field_id: id, values: null }];
    await call('PATCH', '/api/v4/contacts', [{ id: contact, custom_fields_values: fields }]);
    expect(sandbox.crm.contact(contact)?.custom_fields_values).toBeNull();
  });

  it('replaces the phones as a whole, and takes one without a kind as WORK', async () => {
    const { sandbox, call, createContact } = await sandboxApi();
    const phones = (...values: object[]) => [{ field_code: 'PHONE', values }];
    const id = await createContact({
      custom_fields_values: phones({ value: '+71' }, { value: '+72', enum_code: 'MOB' }),
    });
    const read = () =>
      sandbox.crm
        .contact(id)
        ?.custom_fields_values?.[0]?.values.map((one) => [one.value, one.enum_code]);
    expect(read()).toEqual([
      ['+71', 'WORK'],
      ['+72', 'MOB'],
    ]);
    const change = { id, custom_fields_values: phones({ value: '+73', enum_code: 'HOME' }) };
    await call('PATCH', '/api/v4/contacts', [change]);
    expect(read()).toEqual([['+73', 'HOME']]);
    const wrong = phones({ value: '+74', enum_code: 'MOBILE' });
    const reply = await call('PATCH', '/api/v4/contacts', [{ id, custom_fields_values: wrong }]);
    expect(reply.json['validation-errors'][0].errors[0].path).toBe(
      'custom_fields_values.0.values.0.enum_code',
    );
  });

  it('asks for field_id or field_code, and names a field that it does not know', async () => {
    const { createContacts } = await sandboxApi();
    const errorOf = async (field: object) => {
      const reply = await createContacts({ custom_fields_values: [field] });
      return reply.json['validation-errors'][0].errors[0];
    };
    expect(await errorOf({ values: [{ value: 'x' }] })).toEqual({
      code: '36b4f074-7403-11ea-af30-00163e2085ae',
      path: 'custom_fields_values.0',
      detail: 'You should use "field_id" or "field_code" to identify custom field.',
    });
    expect(await errorOf({ field_code: 'NO', values: [{ value: 'x' }] })).toMatchObject({
      code: 'NotSupportedChoice',
      path: 'custom_fields_values.0.field_code',
    });
  });
});
