import { describe, expect, it } from 'vitest';
import { readPhoneCell } from '../../src/contact/phone/phone-cell.ts';
import { comparePhone, isWholeNumber } from '../../src/contact/phone/phones.ts';
import { shapeContact } from '../../src/contact/shape.ts';
import { parseEmails } from '../../src/contact/value/emails.ts';
import { ZoneClock } from '../../src/contact/value/zone-clock.ts';
import { emailCells, phoneCells } from './odd-cells.ts';
import { aPatient } from './patient.ts';

const context = { clock: new ZoneClock('Europe/Moscow'), today: '2024-06-15' };
const warnings = (changes: Parameters<typeof aPatient>[0]) =>
  shapeContact(aPatient(changes), context).warnings;

describe('a cell with phones, as people type them', () => {
  it.each(phoneCells)('$cell', ({ cell, phones, unreadable = 0, remarks = false }) => {
    const read = readPhoneCell(cell);
    expect(read.phones.map((phone) => `${phone.parsed ? '' : '~'}${phone.value}`)).toEqual(phones);
    expect({ unreadable: read.unreadable, remarks: read.remarks }).toEqual({ unreadable, remarks });
  });

  it('keeps its numbers when it is read once more from what was sent', () => {
    for (const { cell } of phoneCells) {
      for (const { value, key } of readPhoneCell(cell).phones) {
        expect(comparePhone(value)).toBe(key);
      }
    }
  });

  it('sends only whole numbers and those of the town', () => {
    for (const { cell } of phoneCells) {
      for (const phone of readPhoneCell(cell).phones) {
        expect(phone.value).toMatch(
          isWholeNumber(phone) ? /^\+\d{8,15}(?: доб\. \d{1,7})?$/ : /^\d[\d\s-]{4,9}$/,
        );
      }
    }
  });

  it('is told of by subject, without a word of it', () => {
    const odd = { mobilePhone: '8 905 111-22-01, с 9 до 18', phone: '8 905 111-22' };
    expect(warnings(odd)).toEqual([
      { code: 'phone-unparsed', subject: 'phones' },
      { code: 'left-out', subject: 'phones' },
    ]);
  });

  it('is not known as a whole while some of it cannot be read', () => {
    const whole = (mobilePhone: string) =>
      shapeContact(aPatient({ mobilePhone }), context).phonesWhole;
    expect(whole('8 905 111-22-01, с 9 до 18')).toBe(true);
    expect(whole('нет')).toBe(true);
    expect(whole('8 905 111-22')).toBe(false);
    expect(whole('8 905 111-22-01, 8 905 111-22')).toBe(false);
  });
});

describe('a cell with e-mails, as people type them', () => {
  it.each(emailCells)('$cell', ({ cell, emails, dropped = false, remarks = false }) => {
    const read = parseEmails(cell);
    expect({ ...read, dropped: read.dropped > 0 }).toEqual({ emails, dropped, remarks });
  });

  it('is told of by subject, and not known as a whole while some of it cannot be read', () => {
    expect(warnings({ email: 'anna@mail,ru' })).toEqual([
      { code: 'left-out', subject: 'emails' },
      { code: 'unreadable', subject: 'emails' },
    ]);
    const contact = (email: string) => shapeContact(aPatient({ email }), context);
    expect(contact('anna@mail,ru').emailsWhole).toBe(false);
    expect(contact('anna@mail.ru').emailsWhole).toBe(true);
  });
});

describe('a guardian', () => {
  const hasParent = (parentName: string | null) =>
    shapeContact(aPatient({ parentName }), context).hasParent;

  it.each(['-', '—', 'нет', 'Нет.', 'не указан', 'отсутствует', 'сама', '.', ' ', '0'])(
    'is nobody where the cell says %s',
    (cell) => expect(hasParent(cell)).toBe(false),
  );

  it.each(['Орлова Мария', 'мама', 'Нетребко Анна', 'Ли'])('is somebody named %s', (cell) =>
    expect(hasParent(cell)).toBe(true),
  );
});
