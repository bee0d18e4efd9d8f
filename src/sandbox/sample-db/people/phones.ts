import type { Faker } from '@faker-js/faker';
import type { Cases } from './cases.ts';

/** The two phone cells of a person. */
export interface PhoneCells {
  readonly MobilePhone: string | null;
  readonly Phone: string | null;
}

export const noPhone: PhoneCells = { MobilePhone: null, Phone: null };

const mobileCodes = [
  '903',
  '905',
  '909',
  '910',
  '915',
  '916',
  '917',
  '925',
  '926',
  '964',
  '977',
  '985',
];
const landlineCodes = ['495', '499'];

/** Ten national digits of a Russian mobile number. */
export function mobileDigits(faker: Faker): string {
  return faker.helpers.arrayElement(mobileCodes) + subscriber(faker);
}

/** `+7 (925) 123-45-67`: the commonest spelling. */
export function plusSeven(digits: string): string {
  return `+7 (${spaced(digits)}`;
}

/** `8 (925) 123-45-67` */
function eight(digits: string): string {
  return `8 (${spaced(digits)}`;
}

/** One number as each member of a family had it written down: mother, father, teenager. */
export function familySpelling(digits: string, member: number): string {
  return [plusSeven, eight, (ten: string) => `8${ten}`][member]?.(digits) ?? plusSeven(digits);
}

/** An adult's phones in the spelling of the dealt case. */
export function phonesOf(faker: Faker, phones: Cases['phones']): PhoneCells {
  const mobile = mobileDigits(faker);
  const other = mobileDigits(faker);
  const landline = faker.helpers.arrayElement(landlineCodes) + subscriber(faker);
  const only = (MobilePhone: string | null): PhoneCells => ({ MobilePhone, Phone: null });
  switch (phones) {
    case 'plusSeven':
      return only(plusSeven(mobile));
    case 'eight':
      return only(eight(mobile));
    case 'tenDigits':
      return only(mobile);
    case 'e164':
      return only(`+7${mobile}`);
    case 'elevenDigits':
      return only(`8${mobile}`);
    case 'dashes':
      return only(`8-${mobile.replace(/(...)(...)(..)(..)/, '$1-$2-$3-$4')}`);
    case 'withLandline':
      return { MobilePhone: plusSeven(mobile), Phone: eight(landline) };
    case 'withSecondMobile':
      return { MobilePhone: eight(mobile), Phone: plusSeven(other) };
    case 'sameTwice':
      return { MobilePhone: plusSeven(mobile), Phone: `8${mobile}` };
    case 'secondGarbage':
      return { MobilePhone: plusSeven(mobile), Phone: 'нет' };
    case 'landlineOnly':
      return { MobilePhone: null, Phone: eight(landline) };
    case 'twoInOne':
      return only(
        eight(mobile) + faker.helpers.arrayElement([', ', '; ', ' / ']) + plusSeven(other),
      );
    case 'extension':
      return only(`${eight(landline)} доб. ${faker.number.int({ min: 10, max: 399 })}`);
    case 'foreign':
      return only(
        `+375 29 6${faker.string.numeric(2)}-${faker.string.numeric(2)}-${faker.string.numeric(2)}`,
      );
    case 'garbage':
      return only(faker.helpers.arrayElement(['нет', 'звонить маме', 'не даёт', '-']));
    case 'noneNull':
      return noPhone;
    case 'noneEmpty':
      return { MobilePhone: '', Phone: ' ' };
  }
}

/** Seven digits that begin with none of 0, 1 and 8, as subscribers' numbers do. */
function subscriber(faker: Faker): string {
  return faker.helpers.arrayElement(['2', '3', '4', '5', '6', '7', '9']) + faker.string.numeric(6);
}

function spaced(digits: string): string {
  return digits.replace(/(...)(...)(..)(..)/, '$1) $2-$3-$4');
}
