import { expect, test } from 'vitest';
import { mutateSampleDatabase } from '../../src/sandbox/sample-db/mutate.ts';
import { independentReading } from '../support/expected/independent-reading.ts';
import { connected, createdFile } from './support.ts';

test('patient 1 reads as a person would write the contact by hand', async () => {
  const contact = independentReading(await createdFile(1), '2026-06-01').get(1);
  expect(contact).toEqual({
    name: 'Иванов Иван Иванович',
    firstName: 'Иван',
    lastName: 'Иванов',
    phones: ['+79251234567', '+74957654321'],
    emails: ['ivanov@email.com'],
    fields: {
      'ID пациента IDENT': '1',
      Возраст: '41',
      Пол: 'Мужской',
      'Дата рождения': '1985-05-15',
      'Номер карты': 'CARD001',
      'Комментарий IDENT': 'Аллергия на лидокаин.\nПредпочитает вечернее время',
      'Номер пациента': 'PAT001',
      'Статус пациента': 'Активный',
      'Причина архивирования': null,
      Филиал: 'Главный филиал',
      Город: 'Москва',
      ИНН: '500100732259',
      СНИЛС: '112-233-445 95',
      Паспорт: '45 10 123456 выдан ОВД «Сокол» 20.05.2005',
      'Дата первого визита': '2023-01-15',
      'Количество визитов': '2',
      // A consultation of 625, cleaning of 4,875 less 100.50; two fillings of 4,800.
      'Сумма всех визитов': '14999.5',
      Скидка: '5',
      Аванс: '1500.5',
      Долг: '250',
      'SMS отказ': true,
      'Дата изменения': Date.parse('2026-05-21T06:15:30Z') / 1000,
      Отчество: 'Иванович',
      'Дополнительный телефон': '+74957654321',
      Адрес: 'Москва, ул. Ленинская, д. 10, кв. 25',
      Источник: 'Рекомендация знакомых',
    },
  });
});

test('every patient has a name and a value for each field of the document, be it empty', async () => {
  const contacts = independentReading(await createdFile(300), '2026-06-01');
  expect([...contacts.keys()]).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  for (const { name, fields, phones } of contacts.values()) {
    expect(name).not.toBe('');
    expect(Object.keys(fields)).toHaveLength(26);
    for (const phone of phones) expect(phone.trim()).not.toBe('');
  }
});

test('what a clinic day changes shows in the reading of just the patients it touched', async () => {
  const file = await createdFile(250);
  const before = independentReading(file, '2026-06-01');
  const { patientIds } = await connected(file, (connection) =>
    mutateSampleDatabase(connection, { changes: 40, seed: 3, now: '2026-06-01 18:00:00' }),
  );
  const after = independentReading(file, '2026-06-01');
  const differing = [...after].filter(
    ([id, contact]) => JSON.stringify(contact) !== JSON.stringify(before.get(id)),
  );
  expect(differing.map(([id]) => id)).toEqual(patientIds);
});
