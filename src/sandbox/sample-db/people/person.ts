import type { Faker } from '@faker-js/faker';
import type { LifeStage } from './birthday.ts';
import type { Cases } from './cases.ts';
import {
  type FullName,
  fatherNameOf,
  fullNameOf,
  inFull,
  type Sex,
  sexOf,
  surnameOf,
} from './names.ts';
import { familySpelling, mobileDigits, noPhone, type PhoneCells, phonesOf } from './phones.ts';
import { cityOf, streetOf } from './texts.ts';

/** Who somebody is, whatever the cells will say. */
export interface Person {
  readonly sex: Sex;
  readonly name: FullName;
  readonly stage: LifeStage;
  readonly phones: PhoneCells;
  readonly parent: string | null;
  readonly city: string | null;
  readonly street: string;
}

/** Families draw from streams of their own, beyond all patients' numbers. */
const familyStreams = 10_000_000;

/**
 * The person behind patient `k`. Members of a family draw the same numbers, whence their common surname, phone and
 * address; afterwards the generator stands at the patient's own stream.
 */
export function personOf(faker: Faker, seed: number, k: number, cases: Cases): Person {
  if (cases.family === null) {
    faker.seed([seed, k]);
    return cases.circle === 'child' ? loneChild(faker) : adult(faker, cases);
  }
  faker.seed([seed, familyStreams + cases.family.no]);
  const person = familyMember(faker, cases.family.member);
  faker.seed([seed, k]);
  return person;
}

function adult(faker: Faker, cases: Cases): Person {
  const sex = sexOf(faker);
  return {
    sex,
    name: fullNameOf(faker, sex),
    stage: 'adult',
    phones: phonesOf(faker, cases.phones),
    parent: null,
    city: cityOf(faker),
    street: streetOf(faker),
  };
}

function loneChild(faker: Faker): Person {
  const surname = surnameOf(faker);
  const sex = sexOf(faker);
  return {
    sex,
    name: fullNameOf(faker, sex, { surname }),
    stage: 'child',
    phones: noPhone,
    parent: inFull(fullNameOf(faker, 'female', { surname })),
    city: cityOf(faker),
    street: streetOf(faker),
  };
}

function familyMember(faker: Faker, member: number): Person {
  const surname = surnameOf(faker);
  const father = fatherNameOf(faker);
  const mother = fullNameOf(faker, 'female', { surname });
  const phone = mobileDigits(faker);
  const city = cityOf(faker);
  const street = streetOf(faker);
  const children = [sexOf(faker), sexOf(faker)].map((sex) => ({
    sex,
    name: fullNameOf(faker, sex, { surname, father }),
  }));
  const { sex, name }: { sex: Sex; name: FullName } = [
    { sex: 'female' as const, name: mother },
    { sex: 'male' as const, name: { ...fullNameOf(faker, 'male', { surname }), name: father } },
    ...children,
  ][member] ?? { sex: 'female', name: mother };
  const isChild = member === 3;
  return {
    sex,
    name,
    stage: (['parent', 'parent', 'teenager', 'child'] as const)[member] ?? 'parent',
    phones: isChild ? noPhone : { ...noPhone, MobilePhone: familySpelling(phone, member) },
    parent: isChild ? inFull(mother) : null,
    city,
    street,
  };
}
