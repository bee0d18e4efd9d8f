import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Patient } from '../../../src/contact/model/patient.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { asContact, type PatientEvidence } from '../../../src/contact/person/person-evidence.ts';
import { PersonHashes } from '../../../src/contact/person/person-hashes.ts';
import { Hasher } from '../../../src/contact/value/hasher.ts';
import { agreement, isAnother, verdict } from '../../../src/sync/identity/agreement.ts';
import { aPatient } from '../../contact/patient.ts';

type Cells = Partial<
  Pick<
    Patient,
    'surname' | 'name' | 'patronymic' | 'mobilePhone' | 'phone' | 'email' | 'snils' | 'inn'
  > & { birthday: string | null }
>;

const hashes = new PersonHashes(new Hasher('a key'), '2026-05-01');
const nothing: Cells = {
  ...{ surname: null, name: null, patronymic: null, birthday: null, mobilePhone: null },
  ...{ phone: null, email: null, snils: null, inn: null },
};
const person = (cells: Cells): PatientEvidence =>
  // The dates of this file are dates.
  hashes.ofPatient(aPatient({ ...nothing, ...cells, id: 1 as PatientId } as Partial<Patient>));

const anna: Cells = {
  ...{ surname: 'Иванова', name: 'Анна', patronymic: 'Сергеевна', birthday: '1990-04-12' },
  mobilePhone: '+7 925 123-45-67',
};
const compare = (now: Cells, before: Cells, common?: ReadonlySet<string>) =>
  agreement(person(now), asContact(person(before)), common);

describe('the person under a linked id', () => {
  test.each<[string, Cells, Cells]>([
    [
      'a bride with a new phone and no birthday',
      { ...anna, birthday: null },
      { ...anna, birthday: null, surname: 'Петрова', mobilePhone: '+7 916 000-11-22' },
    ],
    [
      'a bride whose patronymic nobody knows, with a new phone',
      { ...anna, birthday: null, patronymic: null },
      { ...anna, birthday: null, patronymic: null, surname: 'Петрова', mobilePhone: '89160001122' },
    ],
    ['a surname that is joined by another', anna, { surname: 'Иванова-Петрова', name: 'Анна' }],
    ['a typo in the surname', anna, { ...anna, surname: 'Ивонова' }],
    ['a typo in the first name', anna, { ...anna, name: 'Анан' }],
    [
      'another spelling of a name',
      { surname: 'Ильин', name: 'Наталия', mobilePhone: '+7 925 123-45-67' },
      { surname: 'Ильин', name: 'Наталья', mobilePhone: '+7 916 000-11-22' },
    ],
    [
      'a Latin letter that only looks like a Cyrillic one',
      { surname: 'Смирнов', name: 'Олег', mobilePhone: '+7 925 123-45-67' },
      { surname: 'Cмирнов', name: 'Oлег', mobilePhone: '+7 916 000-11-22' },
    ],
    [
      'ё that was written е',
      { surname: 'Королёв', name: 'Пётр', mobilePhone: '+7 925 123-45-67' },
      { surname: 'КОРОЛЕВ', name: 'петр', mobilePhone: '+7 916 000-11-22' },
    ],
    [
      'a patronymic that is filled in',
      { surname: 'Иванова', name: 'Анна', mobilePhone: '+7 925 123-45-67' },
      { surname: 'Иванова', name: 'Анна', patronymic: 'Сергеевна', mobilePhone: '89160001122' },
    ],
    [
      'surname and name that are exchanged',
      { surname: 'Иванова', name: 'Анна', mobilePhone: '+7 925 123-45-67' },
      { surname: 'Анна', name: 'Иванова', mobilePhone: '+7 916 000-11-22' },
    ],
    [
      'a whole name in one cell',
      { surname: 'Иванова Анна Сергеевна', mobilePhone: '+7 925 123-45-67' },
      { ...anna, birthday: null, mobilePhone: '+7 916 000-11-22' },
    ],
    [
      'a child on a parent’s phone',
      { ...anna, mobilePhone: '+7 925 123-45-67' },
      { surname: 'Иванов', name: 'Пётр', birthday: '2019-01-20', mobilePhone: '89251234567' },
    ],
    ['a card that is completed', { name: 'Анна' }, { ...anna, surname: 'Чужая' }],
    ['a card that is emptied', anna, { surname: 'Другая', name: 'Мария' }],
    ['a placeholder that gives way to a birthday', { ...anna, birthday: '1900-01-01' }, anna],
    [
      'a document that is the same',
      { ...anna, snils: '112-233-445 95' },
      { surname: 'Другая', name: 'Мария', mobilePhone: '89160001122', snils: '11223344595' },
    ],
  ])('is the same: %s', (_what, before, now) => {
    expect(isAnother(compare(now, before))).toBe(false);
  });

  const other: Cells = {
    ...{ surname: 'Сидоров', name: 'Олег', patronymic: 'Павлович', birthday: '1961-11-30' },
    mobilePhone: '+7 916 000-11-22',
  };

  test.each<[string, Cells, Cells]>([
    ['everything is another', anna, other],
    ['no birthday before', { ...anna, birthday: null }, other],
    ['no birthday now', anna, { ...other, birthday: null }],
    ['no birthday at all', { ...anna, birthday: null }, { ...other, birthday: null }],
    ['no phone at all', { ...anna, mobilePhone: null }, { ...other, mobilePhone: null }],
    [
      'a namesake by first name and patronymic alone',
      anna,
      { ...anna, surname: 'Чужая', birthday: '1999-09-09', mobilePhone: '+79990001122' },
    ],
    [
      'a first name alone that is the same',
      { name: 'Анна', birthday: '1990-04-12', mobilePhone: '+7 925 123-45-67' },
      { name: 'Анна', birthday: '1961-11-30', mobilePhone: '+7 916 000-11-22' },
    ],
  ])('is another: %s', (_what, before, now) => {
    expect(isAnother(compare(now, before))).toBe(true);
  });
});

describe('a contact that names a patient', () => {
  const shown = (cells: Cells) => asContact(person(cells));
  test.each<[string, Cells, Cells, ReturnType<typeof verdict>]>([
    ['nothing is known of either', {}, {}, 'unknown'],
    ['the name has no words', anna, { surname: 'Пациент 17' }, 'unknown'],
    ['the first name of several', anna, { name: 'Анна' }, 'unknown'],
    ['the first name where nothing else is known', { name: 'Анна' }, { name: 'Анна' }, 'agrees'],
    [
      'the first name, and another phone',
      { name: 'Анна', mobilePhone: '8 925 123 45 67' },
      { name: 'Анна', mobilePhone: '8 916 000 11 22' },
      'disagrees',
    ],
    ['the name', { surname: 'Иванова', name: 'Анна' }, anna, 'agrees'],
    ['a phone alone', { mobilePhone: '8 925 123 45 67' }, anna, 'agrees'],
    [
      'the phone, under a name that people gave',
      anna,
      { ...anna, ...vip(), birthday: null },
      'agrees',
    ],
    [
      'the phone of a relative with another name and birthday',
      anna,
      { ...anna, name: 'Пётр', patronymic: 'Ильич', birthday: '2015-05-05' },
      'disagrees',
    ],
    [
      'a namesake with another birthday and phone',
      anna,
      { ...anna, birthday: '1961-11-30', mobilePhone: '+7 916 000-11-22' },
      'disagrees',
    ],
    ['another surname and first name', anna, { surname: 'Сидорова', name: 'Мария' }, 'disagrees'],
    ['a brother', { ...anna, birthday: null }, { ...anna, ...brother() }, 'disagrees'],
    ['placeholder dates', { birthday: '1900-01-01' }, { birthday: '1900-01-01' }, 'unknown'],
    ['all digits of a document alike', { inn: '0000000000' }, { inn: '0000000000' }, 'unknown'],
    ['an e-mail', { email: 'Anna@Example.org' }, { email: 'anna@example.org' }, 'agrees'],
    ['a phone that is none', { mobilePhone: 'нет' }, { mobilePhone: 'нет' }, 'unknown'],
  ])('%s', (_what, patient, contact, expected) => {
    expect(verdict(agreement(person(patient), shown(contact)))).toBe(expected);
  });

  test('a phone that too many have tells nothing', () => {
    const one = person({ mobilePhone: '+7 925 123-45-67' });
    expect(verdict(agreement(one, asContact(one), new Set(one.phones)))).toBe('unknown');
  });
});

const vip = (): Cells => ({ surname: 'VIP', name: 'Нюша', patronymic: null });
const brother = (): Cells => ({
  ...{ name: 'Пётр', patronymic: 'Сергеевич', birthday: null, mobilePhone: null },
});

const cell = (...values: string[]) => fc.constantFrom(null, ...values);
const someone: fc.Arbitrary<Cells> = fc.record({
  surname: cell('Иванов', 'Петров', 'Ким'),
  name: cell('Анна', 'Пётр', 'Ли'),
  patronymic: cell('Сергеевна', 'Ильич'),
  birthday: cell('1990-04-12', '1961-11-30', '1900-01-01'),
  mobilePhone: cell('+7 925 123-45-67', '+7 916 000-11-22', 'нет'),
  email: cell('a@example.org', 'b@example.org'),
  snils: cell('112-233-445 95', '087-654-303 00'),
});

test('nobody is another than himself, and whoever can be compared agrees with himself', () => {
  fc.assert(
    fc.property(someone, (cells) => {
      expect(isAnother(compare(cells, cells))).toBe(false);
      expect(verdict(compare(cells, cells))).not.toBe('disagrees');
    }),
  );
});

test('an emptied or filled cell never makes another person', () => {
  fc.assert(
    fc.property(someone, fc.subarray(Object.keys(nothing)), (cells, emptied) => {
      const less = { ...cells, ...Object.fromEntries(emptied.map((key) => [key, null])) };
      expect(isAnother(compare(less, cells))).toBe(false);
      expect(isAnother(compare(cells, less))).toBe(false);
    }),
  );
});

test('whom nothing tells to be the same is never linked', () => {
  fc.assert(
    fc.property(someone, someone, (one, other) => {
      const found = compare(one, other);
      const agreeing = Object.values(found).filter((vote) =>
        ['agrees', 'partly', 'alone'].includes(vote),
      );
      if (agreeing.length === 0) expect(verdict(found)).not.toBe('agrees');
    }),
    { numRuns: 2000 },
  );
});
