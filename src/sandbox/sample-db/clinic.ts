import type { Faker } from '@faker-js/faker';
import { fullNameOf } from './people/names.ts';
import type { GivenRow, Row, Rows } from './schema.ts';
import { dateAt } from './wall-clock.ts';

/** Ids of persons that are staff begin behind this; patients' end before it. */
export const staffBase = 2_000_000;

export const patientStatus = { active: 1, archived: 2, deleted: 3 } as const;

const companies: readonly Row<'OwnCompanies'>[] = [
  { ID: 1, Name: 'ООО «Улыбка»', BranchName: 'Главный филиал' },
  { ID: 2, Name: 'ООО «Улыбка на Соколе»', BranchName: 'Филиал на Соколе' },
  { ID: 3, Name: 'ИП Белова А. С.', BranchName: null },
];

/** Per branch, as ids of armchairs. */
export const armchairsOf: readonly (readonly number[])[] = [
  [1, 2, 3, 4],
  [5, 6],
  [7, 8],
];

const archiveReasons = [
  'Переехал в другой город',
  'Лечится в другой клинике',
  'Не отвечает на звонки',
  'Умер',
];
const adSources = [
  'Рекомендация знакомых',
  'Сайт',
  'Яндекс Карты',
  '2ГИС',
  'ВКонтакте',
  'Вывеска',
  'ПроДокторов',
  'Вернулся после перерыва',
];
export const archiveReasonCount = archiveReasons.length;
export const adSourceCount = adSources.length;

const professions: readonly (readonly [name: string, role: number])[] = [
  ['Администратор', 7],
  ['Врач-стоматолог-терапевт', 8],
  ['Врач-стоматолог-хирург', 8],
  ['Врач-ортодонт', 8],
  ['Врач-стоматолог детский', 8],
  ['Директор', 9],
  ['Маркетолог', 104],
];

/** Twelve doctors by the professions they hold (ids), four of them with two; then administrator, director, marketer. */
const staffProfessions: readonly (readonly number[])[] = [
  [2],
  [2, 3],
  [3],
  [4],
  [2, 5],
  [5],
  [2],
  [3],
  [2, 3],
  [4],
  [4, 5],
  [2],
  [1],
  [6],
  [7],
];
export const doctorCount = 12;

/** Service and its price in roubles before 2022. */
const services: readonly (readonly [name: string, price: number])[] = [
  ['Консультация стоматолога', 500],
  ['Консультация ортодонта', 800],
  ['Прицельный снимок', 350],
  ['Панорамный снимок (ОПТГ)', 1100],
  ['Компьютерная томография', 2600],
  ['Аппликационная анестезия', 150],
  ['Инфильтрационная анестезия', 450],
  ['Проводниковая анестезия', 550],
  ['Профессиональная гигиена, обе челюсти', 3900],
  ['Чистка Air Flow', 2400],
  ['Фторирование, один зуб', 190],
  ['Лечение кариеса, средний', 3200],
  ['Лечение кариеса, глубокий', 4100],
  ['Лечение пульпита, один канал', 5200],
  ['Лечение пульпита, три канала', 9800],
  ['Перелечивание канала', 4300],
  ['Временная пломба', 650],
  ['Художественная реставрация', 6400],
  ['Удаление зуба простое', 1900],
  ['Удаление зуба сложное', 4200],
  ['Удаление зуба мудрости', 7200],
  ['Удаление молочного зуба', 950],
  ['Имплантат Osstem', 23000],
  ['Имплантат Straumann', 42000],
  ['Формирователь десны', 3100],
  ['Синус-лифтинг открытый', 34000],
  ['Коронка металлокерамическая', 9200],
  ['Коронка из диоксида циркония', 18500],
  ['Коронка временная', 2100],
  ['Винир керамический', 21000],
  ['Вкладка культевая', 4600],
  ['Съёмный протез', 26000],
  ['Брекет-система металлическая', 24000],
  ['Брекет-система керамическая', 38000],
  ['Активация брекет-системы', 2200],
  ['Ретейнер', 4800],
  ['Отбеливание кабинетное', 15500],
  ['Герметизация фиссур', 1600],
  ['Снятие швов', 300],
  ['Скидочный сертификат', 0],
];

/** What a clinic writes when a booking comes to nothing. */
const cancelReasons = ['Не пришел', 'Передумал', 'Заболел врач', 'Перенос на другой день'];

/** From when each step of the price list holds, as days from the sample's today, and how dear it is. */
const priceSteps: readonly { readonly from: number; readonly factor: number }[] = [
  { from: -4000, factor: 1 },
  { from: -1580, factor: 1.25 },
  { from: -510, factor: 1.5 },
];

/** A service (1…) as they come in a day: of two draws the cheaper one, for nobody gets an implant at every visit. */
export function serviceOf(faker: Faker): number {
  const [a, b] = [1, 2].map(() => faker.number.int({ min: 1, max: services.length }));
  const price = (service = 1): number => services[service - 1]?.[1] ?? 0;
  return (price(a) < price(b) ? a : b) ?? 1;
}

/** The id in ServiceItemPrices that held for a service (1…) on a day. */
export function priceIdOn(service: number, day: number): number {
  const step = priceSteps.findLastIndex(({ from }) => day >= from);
  return service * 10 + Math.max(step, 0);
}

/** Everything of the clinic but its patients; the same for every seed but the doctors' names. */
export function clinicRows(faker: Faker, seed: number): Rows {
  faker.seed([seed, staffBase]);
  const persons = staffProfessions.map((_, i) => staffPerson(faker, staffBase + 1 + i));
  return {
    OwnCompanies: companies,
    Armchairs: armchairsOf.flatMap((ids, branch) =>
      ids.map((ID) => ({
        ID,
        ID_OwnCompanies: branch + 1,
        NameArmchair: `Кресло ${ID}`,
        Archive: 0,
      })),
    ),
    ArchiveReasons: named(archiveReasons),
    ReceptionCancelReasons: named(cancelReasons),
    AdSources: named(adSources),
    ProfessionNames: professions.map(([NameProfession, ID_Roles], i) => ({
      ID: i + 1,
      NameProfession,
      ID_Roles,
      Archive: 0,
    })),
    Persons: persons,
    Staffs: persons.map(({ ID }, i) => ({
      ID_Persons: ID,
      Archive: i === doctorCount - 1 ? 1 : 0,
    })),
    Items: staffProfessions.flatMap((ids, i) =>
      ids.map((id) => ({ ID_Staffs: staffBase + 1 + i, ID_ProfessionNames: id })),
    ),
    ServiceItems: services.map(([Name, price], i) => ({
      ID: i + 1,
      Name,
      NotAService: price === 0 ? 1 : 0,
    })),
    ServiceItemPrices: services.flatMap(([, price], i) => pricesOf(i + 1, price)),
  };
}

function named(names: readonly string[]) {
  return names.map((Name, i) => ({ ID: i + 1, Name }));
}

function pricesOf(service: number, price: number): readonly Row<'ServiceItemPrices'>[] {
  return priceSteps.map(({ from, factor }, step) => {
    const next = priceSteps[step + 1];
    return {
      ID: service * 10 + step,
      ID_ServiceItems: service,
      Price: (price * factor).toFixed(2),
      ID_ServicePriceGroups: 1,
      DateTimeFrom: `${dateAt(from)} 00:00:00`,
      DateTimeTo: next ? `${dateAt(next.from)} 00:00:00` : null,
    };
  });
}

function staffPerson(faker: Faker, ID: number): GivenRow<'Persons'> {
  const sex = ID % 3 === 0 ? 'male' : 'female';
  const { surname, name, patronymic } = fullNameOf(faker, sex);
  return {
    ID,
    Surname: surname,
    Name: name,
    Patronymic: patronymic,
    Sex: sex === 'male' ? 1 : 2,
    DateTimeChanged: `${dateAt(-900)} 10:00:00`,
  };
}
