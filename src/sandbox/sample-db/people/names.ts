import type { Faker } from '@faker-js/faker';

export type Sex = 'male' | 'female';

export interface FullName {
  readonly surname: string;
  readonly name: string;
  readonly patronymic: string;
}

/** First names that a clinic meets every day, each with its son's and daughter's patronymic. */
const men: readonly (readonly [name: string, son: string, daughter: string])[] = [
  ['Александр', 'Александрович', 'Александровна'],
  ['Алексей', 'Алексеевич', 'Алексеевна'],
  ['Андрей', 'Андреевич', 'Андреевна'],
  ['Артём', 'Артёмович', 'Артёмовна'],
  ['Борис', 'Борисович', 'Борисовна'],
  ['Виктор', 'Викторович', 'Викторовна'],
  ['Владимир', 'Владимирович', 'Владимировна'],
  ['Дмитрий', 'Дмитриевич', 'Дмитриевна'],
  ['Евгений', 'Евгеньевич', 'Евгеньевна'],
  ['Иван', 'Иванович', 'Ивановна'],
  ['Игорь', 'Игоревич', 'Игоревна'],
  ['Илья', 'Ильич', 'Ильинична'],
  ['Кирилл', 'Кириллович', 'Кирилловна'],
  ['Константин', 'Константинович', 'Константиновна'],
  ['Максим', 'Максимович', 'Максимовна'],
  ['Михаил', 'Михайлович', 'Михайловна'],
  ['Николай', 'Николаевич', 'Николаевна'],
  ['Олег', 'Олегович', 'Олеговна'],
  ['Павел', 'Павлович', 'Павловна'],
  ['Пётр', 'Петрович', 'Петровна'],
  ['Роман', 'Романович', 'Романовна'],
  ['Сергей', 'Сергеевич', 'Сергеевна'],
  ['Фёдор', 'Фёдорович', 'Фёдоровна'],
  ['Юрий', 'Юрьевич', 'Юрьевна'],
];

const women: readonly string[] = [
  'Александра',
  'Алёна',
  'Анастасия',
  'Анна',
  'Валентина',
  'Вера',
  'Виктория',
  'Галина',
  'Дарья',
  'Екатерина',
  'Елена',
  'Ирина',
  'Ксения',
  'Любовь',
  'Людмила',
  'Мария',
  'Наталья',
  'Ольга',
  'Полина',
  'Светлана',
  'София',
  'Татьяна',
  'Юлия',
];

export function sexOf(faker: Faker): Sex {
  return faker.number.int({ max: 1 }) === 0 ? 'male' : 'female';
}

/** A surname in its male form. */
export function surnameOf(faker: Faker): string {
  return faker.person.lastName('male');
}

/** A man's surname as a woman of his family bears it. */
export function feminine(surname: string): string {
  if (/(ов|ев|ёв|ин|ын)$/.test(surname)) return `${surname}а`;
  return surname.replace(/(ый|ий|ой)$/, 'ая');
}

/**
 * Somebody of this sex; surname (male form) and father may be given by the family.
 * Mostly everyday names; one in six comes from faker's longer list.
 */
export function fullNameOf(
  faker: Faker,
  sex: Sex,
  family: { readonly surname: string; readonly father?: string } = { surname: surnameOf(faker) },
): FullName {
  const rare = faker.number.int({ max: 5 }) === 0;
  const everyday =
    sex === 'male' ? faker.helpers.arrayElement(men)[0] : faker.helpers.arrayElement(women);
  const father = men.find(([name]) => name === family.father) ?? faker.helpers.arrayElement(men);
  return {
    surname: sex === 'male' ? family.surname : feminine(family.surname),
    name: rare ? faker.person.firstName(sex) : everyday,
    patronymic: sex === 'male' ? father[1] : father[2],
  };
}

/** A father whose patronymics we know. */
export function fatherNameOf(faker: Faker): string {
  return faker.helpers.arrayElement(men)[0];
}

export function inFull(person: FullName): string {
  return `${person.surname} ${person.name} ${person.patronymic}`;
}
