import type { Faker } from '@faker-js/faker';
import type { Cases } from './cases.ts';

/** A person's documents; made up, but with the right check digits. */
export interface DocumentCells {
  readonly INN: string | null;
  readonly SNILS: string | null;
  readonly Passport: string | null;
}

export function documentsOf(faker: Faker, documents: Cases['documents']): DocumentCells {
  const all = { INN: innOf(faker), SNILS: snilsOf(faker), Passport: passportOf(faker) };
  const none = { INN: null, SNILS: null, Passport: null };
  switch (documents) {
    case 'null':
      return none;
    case 'all':
      return all;
    case 'snils':
      return { ...none, SNILS: all.SNILS };
    case 'inn':
      return { ...none, INN: all.INN };
    case 'untrimmed':
      return { INN: ` ${all.INN}`, SNILS: `${all.SNILS}  `, Passport: ` ${all.Passport} ` };
    case 'empty':
      return { INN: '', SNILS: '', Passport: '' };
  }
}

/** Twelve digits, the last two of them check digits (приказ ФНС о порядке присвоения ИНН). */
function innOf(faker: Faker): string {
  const digits = [...`77${faker.string.numeric(8)}`].map(Number);
  const check = (weights: readonly number[]): number =>
    (weights.reduce((sum, weight, i) => sum + weight * (digits[i] ?? 0), 0) % 11) % 10;
  digits.push(check([7, 2, 4, 10, 3, 5, 9, 4, 6, 8]));
  digits.push(check([3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]));
  return digits.join('');
}

/** `112-233-445 95`: the weights fall from 9 to 1, the sum is taken modulo 101. */
function snilsOf(faker: Faker): string {
  const number = `1${faker.string.numeric(8)}`;
  const sum = [...number].reduce((total, digit, i) => total + Number(digit) * (9 - i), 0);
  const check = String((sum % 101) % 100).padStart(2, '0');
  return `${number.replace(/(...)(...)(...)/, '$1-$2-$3')} ${check}`;
}

function passportOf(faker: Faker): string {
  const year = String(faker.number.int({ min: 2, max: 25 })).padStart(2, '0');
  return `45 ${year} ${faker.string.numeric(6)}`;
}
