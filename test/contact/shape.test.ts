import { describe, expect, it } from 'vitest';
import { fieldKeys } from '../../src/contact/model/fields.ts';
import {
  type CalendarDate,
  type Decimal,
  type Patient,
  unknownPatient,
  type WallClock,
} from '../../src/contact/model/patient.ts';
import type { PatientId } from '../../src/contact/model/patient-key.ts';
import { shapeContact } from '../../src/contact/shape.ts';
import type { ShapeContext } from '../../src/contact/value/field-value.ts';
import { ZoneClock } from '../../src/contact/value/zone-clock.ts';
import { anEmptyPatient, aPatient } from './patient.ts';

const context: ShapeContext = { clock: new ZoneClock('Europe/Moscow'), today: '2024-06-01' };
const shape = (changes: Partial<Patient> = {}) => shapeContact(aPatient(changes), context);

describe('shaping a patient', () => {
  it('makes the whole contact in canonical form', () => {
    const contact = shape();
    expect(Object.fromEntries(contact.fields)).toEqual({
      patient_id: '1',
      age: '38',
      sex: 'female',
      birthday: '1985-06-15',
      card_number: 'A-12',
      comment: 'Боится уколов',
      patient_number: '00017',
      status: 'active',
      archive_reason: null,
      branch: 'На Ленина',
      city: 'Тверь',
      inn: '690100000001',
      snils: '112-233-445 95',
      passport: '2804 123456',
      first_visit: '2019-03-01',
      visits: '4',
      visits_sum: '10500.5',
      discount: '5',
      advance: '0',
      debt: '1200',
      sms_refusal: false,
      changed_at: Date.parse('2024-05-20T06:30:15Z') / 1000,
      patronymic: 'Игоревна',
      extra_phone: '+74951234567 доб. 12',
      address: 'ул. Ленина, 1',
      source: 'Сайт',
    });
    expect(contact).toMatchObject({
      patientId: 1,
      name: { full: 'Орлова Алёна Игоревна', first: 'Алёна', last: 'Орлова', placeholder: false },
      phones: [
        { value: '+79251234567', key: '+79251234567', kind: 'main' },
        { value: '+74951234567 доб. 12', key: '+74951234567;ext=12', kind: 'extra' },
      ],
      emails: ['alena@example.ru'],
      hasParent: false,
      warnings: [],
    });
  });

  it('of whom all is NULL gives id, sex «Не указан» and status «Активный», and empties the rest', () => {
    const contact = shapeContact(anEmptyPatient(), context);
    const filled = [...contact.fields].filter(([, value]) => value !== null);
    expect(filled).toEqual([
      ['patient_id', '1'],
      ['sex', 'unknown'],
      ['status', 'active'],
    ]);
    expect([...contact.fields.keys()]).toEqual(fieldKeys);
    expect(contact.phones).toEqual([]);
    expect(contact.emails).toEqual([]);
  });

  it('of whom nothing is known says nothing but the id: off or missing is not empty', () => {
    const contact = shapeContact(unknownPatient(1 as PatientId), context);
    expect([...contact.fields]).toEqual([['patient_id', '1']]);
    expect(contact.phones).toBeUndefined();
    expect(contact.emails).toBeUndefined();
    expect(contact.warnings).toEqual([]);
  });

  it('joins all numbers but the main one into the additional phone', () => {
    const both = shape({ mobilePhone: '89251234567, 89261234567', phone: '123-45-67' });
    expect(both.fields.get('extra_phone')).toBe('+79261234567, 123-45-67');
    expect(shape({ phone: null }).fields.get('extra_phone')).toBeNull();
    expect(shape({ phone: undefined }).fields.has('extra_phone')).toBe(false);
  });

  it('counts each phone that it had to leave as typed', () => {
    expect(shape({ mobilePhone: '5-12-34', phone: '123-45-67' }).warnings).toEqual([
      { code: 'phone-unparsed', subject: 'phones' },
      { code: 'phone-unparsed', subject: 'phones' },
    ]);
  });

  it('cuts long texts with a warning, and leaves a long comment whole', () => {
    const contact = shape({
      address: 'а'.repeat(300),
      comment: '😀 '.repeat(2500),
      surname: 'я'.repeat(300),
    });
    expect(contact.fields.get('address')).toBe('а'.repeat(255));
    expect(contact.fields.get('comment')).toBe('😀 '.repeat(2500).trim());
    expect(contact.name.full).toBe('я'.repeat(255));
    expect(contact.warnings).toEqual([
      { code: 'text-cut', subject: 'address' },
      { code: 'name-cut', subject: 'name' },
    ]);
  });

  it('keeps the lines of a comment and puts other texts on one', () => {
    const contact = shape({ comment: ' раз\r\nдва ', address: 'Тверь\r\nул. Ленина' });
    expect(contact.fields.get('comment')).toBe('раз\nдва');
    expect(contact.fields.get('address')).toBe('Тверь ул. Ленина');
  });

  it('gives a birthday ahead no age, and one before 1970 its date', () => {
    const ahead = shape({ birthday: '2030-01-01' as CalendarDate });
    expect([ahead.fields.get('age'), ahead.fields.get('birthday')]).toEqual([null, '2030-01-01']);
    const old = shape({ birthday: '1931-12-31' as CalendarDate });
    expect([old.fields.get('age'), old.fields.get('birthday')]).toEqual(['92', '1931-12-31']);
  });

  it('takes what cannot be read for unknown, not for empty, and tells it without the value', () => {
    const contact = shape({
      birthday: '1985-02-30' as CalendarDate,
      changedAt: 'вчера' as WallClock,
      debt: 'много' as Decimal,
      visits: Number.NaN,
      email: 'anna@mail',
    });
    for (const key of ['birthday', 'age', 'changed_at', 'debt', 'visits'] as const) {
      expect(contact.fields.has(key)).toBe(false);
    }
    expect(contact.warnings.map((warning) => `${warning.code} ${warning.subject}`)).toEqual([
      'unreadable birthday',
      'unreadable visits',
      'unreadable debt',
      'unreadable changed_at',
      'unreadable emails',
    ]);
  });

  it('knows a child by the parent', () => {
    expect(shape({ parentName: 'Орлова Мария' }).hasParent).toBe(true);
    expect(shape({ parentName: ' ' }).hasParent).toBe(false);
  });

  it('writes the largest id as text', () => {
    expect(shape({ id: 2_147_483_647 as PatientId }).fields.get('patient_id')).toBe('2147483647');
  });
});
