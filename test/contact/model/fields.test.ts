import { describe, expect, it } from 'vitest';
import { contactFields, fieldByKey, fieldKeys } from '../../../src/contact/model/fields.ts';
import { excludedInputs, inputOf, patientInputs } from '../../../src/contact/model/inputs.ts';
import { mask } from '../../../src/report/mask.ts';
import { documentFields } from '../../support/expected/document-fields.ts';

describe('the table of fields', () => {
  it("begins with the 26 fields of the user's text, in its order, with its names and types", () => {
    expect(documentFields.map((field) => [field.no, field.name, field.type])).toEqual([
      [1, 'ID пациента IDENT', 'text'],
      [2, 'Возраст', 'numeric'],
      [3, 'Пол', 'select'],
      [4, 'Дата рождения', 'date'],
      [5, 'Номер карты', 'text'],
      [6, 'Комментарий IDENT', 'textarea'],
      [7, 'Номер пациента', 'text'],
      [8, 'Статус пациента', 'select'],
      [9, 'Причина архивирования', 'text'],
      [10, 'Филиал', 'text'],
      [11, 'Город', 'text'],
      [12, 'ИНН', 'text'],
      [13, 'СНИЛС', 'text'],
      [14, 'Паспорт', 'text'],
      [15, 'Дата первого визита', 'date'],
      [16, 'Количество визитов', 'numeric'],
      [17, 'Сумма всех визитов', 'numeric'],
      [18, 'Скидка', 'numeric'],
      [19, 'Аванс', 'numeric'],
      [20, 'Долг', 'numeric'],
      [21, 'SMS отказ', 'checkbox'],
      [22, 'Дата изменения', 'date_time'],
      [23, 'Отчество', 'text'],
      [24, 'Дополнительный телефон', 'text'],
      [25, 'Адрес', 'text'],
      [26, 'Источник', 'text'],
    ]);
  });

  it('has the keys that users name fields by, each with its code', () => {
    expect(contactFields.map((field) => field.key)).toEqual(fieldKeys);
    expect(fieldByKey('patient_id').code).toBe('IDENT_PATIENT_ID');
    expect(fieldByKey('sms_refusal').code).toBe('IDENT_SMS_REFUSAL');
    expect(new Set(contactFields.map((field) => field.code)).size).toBe(contactFields.length);
  });

  it("offers the choices of the user's text, and only in select fields", () => {
    const choices = documentFields.flatMap((field) =>
      field.options
        ? [[field.key, ...field.options.map((option) => `${option.key} ${option.value}`)]]
        : [],
    );
    expect(choices).toEqual([
      ['sex', 'male Мужской', 'female Женский', 'unknown Не указан'],
      ['status', 'active Активный', 'archived Архивный', 'deleted Удален'],
    ]);
  });

  it('marks the fields to think about before they are sent', () => {
    const sensitive = documentFields.filter((field) => field.sensitive).map(({ key }) => key);
    expect(sensitive).toEqual(['comment', 'inn', 'snils', 'passport', 'address']);
  });

  it('gives no two fields one name, and no input two owners', () => {
    expect(new Set(contactFields.map(({ name }) => name)).size).toBe(contactFields.length);
    expect(new Set(patientInputs).size).toBe(patientInputs.length);
    for (const input of patientInputs) {
      const owners = fieldKeys.filter((key) => excludedInputs(new Set([key])).has(input));
      const { subject } = inputOf(input);
      expect(owners, input).toEqual(fieldKeys.filter((key) => key === subject));
    }
  });

  it('leaves nothing to be seen of a field to think about before it is sent', () => {
    const value = 'Иванов 4509 123456';
    for (const { key } of contactFields.filter(({ sensitive }) => sensitive)) {
      expect(mask(key, value)).not.toMatch(/[\p{L}]|4509|123456/u);
    }
  });
});
