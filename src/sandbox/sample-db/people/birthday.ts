import type { Faker } from '@faker-js/faker';
import { dateAt } from '../wall-clock.ts';
import type { Cases } from './cases.ts';

export type LifeStage = 'adult' | 'parent' | 'teenager' | 'child';

/** Years of age on the sample's today; grown-ups are born since 1970 unless the case says otherwise. */
const ages: Readonly<Record<LifeStage, { readonly min: number; readonly max: number }>> = {
  adult: { min: 18, max: 55 },
  parent: { min: 32, max: 52 },
  teenager: { min: 14, max: 17 },
  child: { min: 1, max: 13 },
};

/** The cell Persons.Birthday: text, in the spelling of the dealt case. */
export function birthdayOf(
  faker: Faker,
  stage: LifeStage,
  birthday: Cases['birthdays'],
): string | null {
  const bornIn = (range: { readonly min: number; readonly max: number }): string =>
    dateAt(-Math.ceil(365.25 * faker.number.int(range)) - faker.number.int({ max: 364 }));
  const date = bornIn(ages[stage]);
  const old = bornIn({ min: 57, max: 95 });
  switch (birthday) {
    case 'date':
      return date;
    case 'dateTime':
      return `${date} 00:00:00`;
    case 'dotted':
      return dotted(date);
    case 'before1970':
      return old;
    case 'before1970Dotted':
      return dotted(old);
    case 'future':
      return dateAt(faker.number.int({ min: 365, max: 5000 }));
    case 'null':
      return null;
    case 'empty':
      return '';
    case 'impossible':
      return '31.02.1980';
  }
}

function dotted(date: string): string {
  return date.split('-').reverse().join('.');
}
