import type { Faker } from '@faker-js/faker';
import type { Cases } from './cases.ts';
import type { FullName } from './names.ts';

const remarks: readonly string[] = [
  'Аллергия на лидокаин',
  'Предпочитает вечернее время',
  'Боится уколов, нужна аппликационная анестезия',
  'Просит звонить только после 18:00',
  'Пришла по рекомендации подруги',
  'Нужна справка для налогового вычета',
  'Опаздывает, напоминать за день и за два часа',
  'Гипертония, измерять давление перед приёмом',
  'Не раньше 11 утра',
  'Лечится у ортодонта, брекеты с 2024 года',
  'Обсудить план имплантации',
  'Оплата по безналичному расчёту',
];

export function commentOf(faker: Faker, comment: Cases['comments']): string | null {
  const remark = faker.helpers.arrayElement(remarks);
  const other = faker.helpers.arrayElement(remarks);
  switch (comment) {
    case 'null':
      return null;
    case 'short':
      return remark;
    case 'empty':
      return '';
    case 'blank':
      return ' \r\n ';
    case 'lines':
      return `${remark}.\r\n${other}.\r\n\r\n— регистратура`;
    case 'emoji':
      return `${remark} 😬🦷👨‍👩‍👧`;
    case 'untrimmed':
      return `  ${remark}  `;
    case 'long':
      return longText(`${remark}. ${other}. 🦷 `);
  }
}

/** 5,000 characters of whole sentences: cut within one, half an emoji could be left. */
function longText(sentence: string): string {
  return sentence.repeat(Math.floor(5000 / sentence.length)).padEnd(5000, '.');
}

const cities: readonly (readonly [city: string | null, weight: number])[] = [
  ['Москва', 60],
  ['Химки', 6],
  ['Мытищи', 6],
  ['Красногорск', 5],
  ['Люберцы', 4],
  ['Балашиха', 4],
  [' Подольск ', 2],
  ['г. Москва', 3],
  ['', 2],
  [null, 8],
];

export function cityOf(faker: Faker): string | null {
  return faker.helpers.weightedArrayElement(cities.map(([value, weight]) => ({ value, weight })));
}

/** A street and a house. */
export function streetOf(faker: Faker): string {
  const house = faker.number.int({ min: 1, max: 120 });
  const flat = faker.number.int({ min: 1, max: 300 });
  return `${faker.location.street()}, д. ${house}, кв. ${flat}`;
}

export function addressOf(
  street: string,
  city: string | null,
  address: Cases['addresses'],
): string | null {
  const plain = city?.trim() ? `${city.trim()}, ${street}` : street;
  switch (address) {
    case 'plain':
      return plain;
    case 'null':
      return null;
    case 'empty':
      return '';
    case 'untrimmed':
      return ` ${plain.replace(', ', ',  ')}\t`;
    case 'over255':
      return `${plain}, ${'въезд со двора через арку, домофон не работает, звонить с проходной; '.repeat(5)}подъезд 2`;
  }
}

export function emailOf(
  faker: Faker,
  k: number,
  name: FullName,
  email: Cases['emails'],
): string | null {
  const user = faker.internet.username({ firstName: name.name, lastName: name.surname });
  // example.com belongs to nobody: no sample mail can ever reach a person.
  const plain = `${user.toLowerCase().replace(/[^a-z0-9.]/g, '')}.${k}@example.com`;
  switch (email) {
    case 'null':
      return null;
    case 'plain':
      return plain;
    case 'empty':
      return '';
    case 'upperCase':
      return plain.toUpperCase();
    case 'twoInOne':
      return `${plain}, second.${plain}`;
    case 'garbage':
      return faker.helpers.arrayElement(['нет', '-']);
  }
}
