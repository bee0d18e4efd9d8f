import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknownPatient } from '../../src/contact/model/patient.ts';
import type { PatientId } from '../../src/contact/model/patient-key.ts';
import {
  agree,
  contactNameTokens,
  type NamedContact,
  nameTokens,
  patientNameTokens,
} from '../../src/contact/person/name-agreement.ts';
import { contactName } from '../../src/contact/person/names.ts';
import { anEmptyPatient, aPatient } from './patient.ts';

const person = (surname: string | null, name: string | null, patronymic: string | null = null) => ({
  surname,
  name,
  patronymic,
});
/** Whether a contact may be a patient, by plain words. */
const namesAgree = (named: NamedContact, patient: Parameters<typeof patientNameTokens>[0]) =>
  agree(contactNameTokens(named), patientNameTokens(patient));
const contact = (name: string, firstName = '', lastName = '') => ({ name, firstName, lastName });

describe('the name of a contact', () => {
  it('is «Фамилия Имя Отчество», with first and last name beside it', () => {
    expect(
      contactName(
        aPatient({ surname: '  Орлова ', name: 'Алёна  Мария', patronymic: ' Игоревна' }),
      ),
    ).toEqual({
      full: 'Орлова Алёна Мария Игоревна',
      first: 'Алёна Мария',
      last: 'Орлова',
      placeholder: false,
      cut: false,
    });
  });

  it('leaves out what is empty or not known', () => {
    expect(contactName(aPatient({ surname: null, patronymic: undefined }))).toMatchObject({
      full: 'Алёна',
      first: 'Алёна',
      last: '',
      placeholder: false,
    });
  });

  it('of a nameless person is the card number, else the id', () => {
    expect(contactName({ ...anEmptyPatient(), cardNumber: ' A-12 ' })).toMatchObject({
      full: 'Пациент, карта A-12',
      first: '',
      last: '',
      placeholder: true,
    });
    expect(
      contactName(aPatient({ surname: ' ', name: '', patronymic: null, cardNumber: null })).full,
    ).toBe('Пациент 1');
    expect(contactName(unknownPatient(1 as PatientId)).full).toBe('Пациент 1');
    const ofSecond = unknownPatient((2 ** 32 + 1) as PatientId);
    expect(contactName(ofSecond).full).toBe('Пациент 2:1');
  });

  it('is cut at 255 between characters', () => {
    const name = contactName(aPatient({ surname: 'Я'.repeat(254), name: '😀'.repeat(200) }));
    expect(name.full).toBe('Я'.repeat(254));
    expect(name.first).toBe('😀'.repeat(127));
    expect(name.cut).toBe(true);
  });
});

describe('names agree', () => {
  const patient = person('Орлова', 'Алёна', 'Игоревна');

  it.each([
    contact('Орлова Алёна Игоревна'),
    contact('Алёна Орлова'),
    contact('алена'),
    contact('Алёна Игоревна'),
    contact('ОРЛОВА, АЛЕНА'),
    contact('', 'Алёна', 'Орлова'),
    contact('Клиент Алёна 89251234567'),
    contact('Алёна alena@example.ru'),
  ])('when the first name is there and nothing else: %j', (named) => {
    expect(namesAgree(named, patient)).toBe(true);
  });

  it.each([
    contact(''),
    contact('+7 (925) 123-45-67'),
    contact('89251234567'),
    contact('Новый контакт'),
    contact('Без имени'),
    contact('Пациент 123'),
    contact('alena@example.ru'),
    contact('Звонок с номера +79251234567'),
  ])('when the contact has no name to contradict: %j', (nameless) => {
    expect(namesAgree(nameless, patient)).toBe(true);
  });

  it.each([
    contact('Орлова'),
    contact('Орлова Мария'),
    contact('Алёна Сидорова'),
    contact('Алёна', '', 'Сидорова'),
    contact('мама Алёны'),
    contact('Алёна мама'),
    contact('Игорь Орлов'),
    contact('Орлова А.И.'),
    contact('ООО Ромашка'),
  ])('not with %j', (other) => {
    expect(namesAgree(other, patient)).toBe(false);
  });

  it('not for a patient without a first name, unless the contact has none either', () => {
    expect(namesAgree(contact('Орлова'), person('Орлова', null))).toBe(false);
    expect(namesAgree(contact('Новый контакт'), person('Орлова', null))).toBe(true);
  });

  it('only with the whole of a double first name', () => {
    expect(namesAgree(contact('Анна Штерн'), person('Штерн', 'Анна Мария'))).toBe(false);
    expect(namesAgree(contact('Штерн Мария Анна'), person('Штерн', 'Анна Мария'))).toBe(true);
  });

  it('whatever keyboard a letter that both have was typed on', () => {
    expect(nameTokens('Cидoров Пeтp')).toEqual(nameTokens('Сидоров Петр'));
    expect(nameTokens('Petrov')).toEqual(['petrov']);
  });

  it('of a plain Russian word are the same as of one in quotes, which is taken apart', () => {
    const letters = fc.constantFrom(...'абвгдеёжзийклмнопрстуфхцчшщъыьэюяАЁЙ');
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 12 }), (word) => {
        expect(nameTokens(word)).toEqual(nameTokens(`«${word}»`));
      }),
      { seed: 7 },
    );
    expect(nameTokens('Клиент Новый')).toEqual([]);
  });

  it('takes a hyphenated name as one word', () => {
    expect(nameTokens('Мамин-Сибиряк Дм. (О’Коннор)')).toEqual(['мамин-сибиряк', 'дм', 'оконнор']);
  });

  it('independent of case, ё, order and composition, and the same over opaque tokens', () => {
    const word = fc.stringMatching(/^[а-яё]{2,8}$/);
    const opaque = (tokens: readonly string[]) => tokens.map((token) => `h(${token})`);
    fc.assert(
      fc.property(
        word,
        word,
        fc.array(word, { maxLength: 3 }),
        fc.infiniteStream(fc.nat(3)),
        (first, last, other, how) => {
          const disguise = (text: string) => {
            const form = how.next().value ?? 0;
            if (form === 0) return text.toUpperCase();
            if (form === 1) return text.replaceAll('ё', 'е');
            return form === 2 ? text.normalize('NFD') : text;
          };
          const words = [first, ...other];
          const plain = namesAgree(contact(words.join(' ')), person(last, first));
          const dressed = person(disguise(last), disguise(first));
          const shuffled = contact(words.toReversed().map(disguise).join('  '));
          expect(namesAgree(shuffled, dressed)).toBe(plain);
          const { first: f, last: l, patronymic: p } = patientNameTokens(dressed);
          expect(
            agree(opaque(contactNameTokens(shuffled)), {
              first: opaque(f),
              last: opaque(l),
              patronymic: opaque(p),
            }),
          ).toBe(plain);
        },
      ),
      { seed: 2 },
    );
  });
});
