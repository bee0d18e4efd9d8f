import type { Faker } from '@faker-js/faker';
import { adSourceCount, archiveReasonCount, patientStatus } from '../clinic.ts';
import type { Row, Rows } from '../schema.ts';
import { firstVisits } from '../visits/first-visits.ts';
import { consentOf, plansOf } from '../visits/plans.ts';
import { visitsOf } from '../visits/visits.ts';
import { moment } from '../wall-clock.ts';
import { birthdayOf } from './birthday.ts';
import { type Cases, casesOf, importStamp } from './cases.ts';
import { documentsOf } from './documents.ts';
import { spelled } from './name-cells.ts';
import { type Person, personOf } from './person.ts';
import { addressOf, commentOf, emailOf } from './texts.ts';

/**
 * All rows of patient `k`: they follow from `k` and the seed alone, however many patients there are.
 * The generator is seeded anew here, so that its state before does not matter.
 */
export function patientRows(faker: Faker, seed: number, k: number): Rows {
  if (k === 1) return { Persons: [firstPerson], Patients: [firstPatient], ...firstVisits };
  const cases = casesOf(seed, k);
  const person = personOf(faker, seed, k, cases);
  const stamps = stampsOf(faker, cases.stamps);
  return {
    Persons: [personRow(faker, k, cases, person, stamps.person)],
    Patients: [patientRow(faker, k, cases, person, stamps)],
    ...visitsOf(faker, k, cases),
    ...plansOf(k),
  };
}

/** Patient 1, the same for every seed: an ordinary adult with everything filled, whom documents and tests can name. */
const firstPerson: Row<'Persons'> = {
  ID: 1,
  Surname: 'Иванов',
  Name: 'Иван',
  Patronymic: 'Иванович',
  Birthday: '1985-05-15',
  MobilePhone: '+7 (925) 123-45-67',
  Phone: '8 (495) 765-43-21',
  Email: 'ivanov@email.com',
  Sex: 1,
  City: 'Москва',
  Address: 'Москва, ул. Ленинская, д. 10, кв. 25',
  INN: '500100732259',
  SNILS: '112-233-445 95',
  Passport: '45 10 123456 выдан ОВД «Сокол» 20.05.2005',
  DateTimeChanged: '2026-05-20 14:30:00',
};

const firstPatient: Row<'Patients'> = {
  ID_Persons: 1,
  CardNumber: 'CARD001',
  PatientNumber: 'PAT001',
  ParentSNP: null,
  Comment: 'Аллергия на лидокаин.\r\nПредпочитает вечернее время',
  Status: patientStatus.active,
  ID_ArchiveReasons: null,
  DiscountPercent: '5.00',
  Advance: '1500.50',
  Debt: '250.00',
  SmsRefusal: 1,
  ConformToSending: 1,
  ID_AdSources: 1,
  DateTimeAdded: '2023-01-10 12:05:00',
  DateTimeChanged: '2026-05-21 09:15:30.500',
};

function personRow(
  faker: Faker,
  ID: number,
  cases: Cases,
  person: Person,
  DateTimeChanged: string | null,
): Row<'Persons'> {
  return {
    ID,
    ...spelled(person.name, cases.names),
    Birthday: birthdayOf(faker, person.stage, cases.birthdays),
    ...person.phones,
    Email: emailOf(faker, ID, person.name, cases.emails),
    Sex: { known: person.sex === 'male' ? 1 : 2, null: null, zero: 0, other: 9 }[cases.sex],
    City: person.city,
    Address: addressOf(person.street, person.city, cases.addresses),
    ...documentsOf(faker, cases.documents),
    DateTimeChanged,
  };
}

function patientRow(
  faker: Faker,
  k: number,
  cases: Cases,
  person: Person,
  stamps: Stamps,
): Row<'Patients'> {
  const number = String(k).padStart(3, '0');
  return {
    ID_Persons: k,
    CardNumber: {
      plain: `CARD${number}`,
      null: null,
      empty: '',
      untrimmed: ` CARD${number}  `,
      leadingZeros: String(k).padStart(8, '0'),
    }[cases.cards],
    PatientNumber: faker.number.int({ max: 19 }) === 0 ? null : `PAT${number}`,
    ParentSNP: person.parent,
    Comment: commentOf(faker, cases.comments),
    ...statusOf(faker, cases.statuses),
    DiscountPercent: faker.helpers.arrayElement([null, '0.00', '0.00', '5.00', '10.00', '7.50']),
    ...moneyOf(faker, cases.money),
    SmsRefusal: { no: 0, yes: 1, null: null }[cases.sms],
    ConformToSending: consentOf(k),
    ID_AdSources:
      faker.number.int({ max: 3 }) === 0 ? null : faker.number.int({ min: 1, max: adSourceCount }),
    DateTimeAdded: stamps.added,
    DateTimeChanged: stamps.patient,
  };
}

function statusOf(
  faker: Faker,
  status: Cases['statuses'],
): Pick<Row<'Patients'>, 'Status' | 'ID_ArchiveReasons'> {
  const reason = faker.number.int({ min: 1, max: archiveReasonCount });
  return {
    active: { Status: patientStatus.active, ID_ArchiveReasons: null },
    null: { Status: null, ID_ArchiveReasons: null },
    archived: { Status: patientStatus.archived, ID_ArchiveReasons: reason },
    archivedWithoutReason: { Status: patientStatus.archived, ID_ArchiveReasons: null },
    deleted: { Status: patientStatus.deleted, ID_ArchiveReasons: null },
  }[status];
}

function moneyOf(faker: Faker, money: Cases['money']): Pick<Row<'Patients'>, 'Advance' | 'Debt'> {
  const round = `${faker.number.int({ min: 1, max: 60 }) * 500}.00`;
  return {
    zero: { Advance: '0.00', Debt: '0.00' },
    null: { Advance: null, Debt: null },
    advance: { Advance: round, Debt: '0.00' },
    debt: { Advance: '0.00', Debt: round },
    kopecks: { Advance: '0.05', Debt: '1050.50' },
  }[money];
}

interface Stamps {
  readonly added: string;
  readonly person: string | null;
  readonly patient: string | null;
}

function stampsOf(faker: Faker, stamps: Cases['stamps']): Stamps {
  const between = (min: number, max: number): string =>
    moment(
      -faker.number.int({ min, max }),
      faker.number.int({ min: 540, max: 1250 }),
      faker.number.int({ max: 59_999 }),
    );
  const added = between(400, 2500);
  const person = between(1, 400);
  const patient = between(1, 400);
  return {
    own: { added, person, patient },
    import: { added, person: importStamp, patient: importStamp },
    personOnly: { added, person, patient: null },
    patientOnly: { added, person: null, patient },
    null: { added, person: null, patient: null },
  }[stamps];
}
