import { afterAll, beforeAll, expect, test } from 'vitest';
import { importStamp, shares } from '../../src/sandbox/sample-db/people/cases.ts';
import { sampleToday } from '../../src/sandbox/sample-db/wall-clock.ts';
import { countOf, createdFile, rowsOf } from './support.ts';

/** Patients 2–1001 are ten whole hundreds: every case must come exactly ten times its share. */
const hundreds = 10;
const tenHundreds = 'ID between 2 and 1001';
let file: string;

beforeAll(async () => {
  file = await createdFile(1001, 42, afterAll);
});

const adults = shares.adults;
const everybody = shares.everybody;
const persons = `Persons where ${tenHundreds}`;
const patients = `Patients t join Persons on ID = ID_Persons where ${tenHundreds}`;
const done = '(r.ReceptionEnded is not null or r.CheckIssued is not null)';

const counted: readonly (readonly [name: string, share: number, fromWhere: string])[] = [
  [
    'a child or teenager without any phone, with the name of a parent',
    shares.circle.child + shares.circle.family / 4,
    `${patients} and ParentSNP is not null and MobilePhone is null and Phone is null`,
  ],
  [
    '+7 (925) 123-45-67 and no other phone',
    adults.phones.plusSeven + shares.circle.family / 4,
    `${persons} and MobilePhone like '+7 (9__) ___-__-__' and Phone is null`,
  ],
  ['ten digits', adults.phones.tenDigits, `${persons} and MobilePhone glob '9?????????'`],
  ['dashes', adults.phones.dashes, `${persons} and MobilePhone like '8-9%'`],
  [
    'two numbers in one string',
    adults.phones.twoInOne,
    `${persons} and MobilePhone like '8 (%+7 (%'`,
  ],
  ['an extension', adults.phones.extension, `${persons} and MobilePhone like '% доб. %'`],
  ['a foreign number', adults.phones.foreign, `${persons} and MobilePhone like '+375%'`],
  [
    'garbage instead of a phone',
    adults.phones.garbage,
    `${persons} and length(MobilePhone) between 1 and 15 and MobilePhone not glob '*[0-9]*'`,
  ],
  [
    'only a landline, in the second phone',
    adults.phones.landlineOnly,
    `${persons} and MobilePhone is null and Phone like '8 (49%'`,
  ],
  [
    'a landline beside the mobile',
    adults.phones.withLandline,
    `${persons} and MobilePhone like '+7%' and Phone like '8 (49%'`,
  ],
  [
    'a second mobile',
    adults.phones.withSecondMobile,
    `${persons} and MobilePhone like '8%' and Phone like '+7 (9%'`,
  ],
  [
    'an empty phone string',
    adults.phones.noneEmpty,
    `${persons} and MobilePhone = '' and trim(Phone) = ''`,
  ],
  [
    'an adult without a phone',
    adults.phones.noneNull,
    `${patients} and MobilePhone is null and Phone is null and ParentSNP is null`,
  ],
  [
    'nameless, empty strings',
    adults.names.namelessEmpty,
    `${persons} and Surname = '' and Name = ''`,
  ],
  ['nameless, NULL', adults.names.namelessNull, `${persons} and Surname is null and Name is null`],
  ['surname only', adults.names.surnameOnly, `${persons} and Surname <> '' and Name = ''`],
  ['untrimmed names', adults.names.untrimmed, `${persons} and Surname <> trim(Surname)`],
  ['double spaces', adults.names.doubleSpaces, `${persons} and trim(Name) like '%  %'`],
  [
    'birthday as date and time',
    adults.birthdays.dateTime,
    `${persons} and Birthday like '____-__-__ 00:00:00'`,
  ],
  [
    'birthday as dd.MM.yyyy',
    adults.birthdays.dotted + adults.birthdays.before1970Dotted + adults.birthdays.impossible,
    `${persons} and Birthday like '__.__.____'`,
  ],
  [
    'born before 1970',
    adults.birthdays.before1970 + adults.birthdays.before1970Dotted,
    `${persons} and (Birthday glob '19[0-6]*' or Birthday glob '*.19[0-6]?')`,
  ],
  [
    'a birthday in the future',
    adults.birthdays.future,
    `${persons} and Birthday like '____-%' and Birthday > '${sampleToday}'`,
  ],
  ['no birthday', adults.birthdays.null, `${persons} and Birthday is null`],
  ['an empty birthday', adults.birthdays.empty, `${persons} and Birthday = ''`],
  [
    'a birthday that no calendar has',
    adults.birthdays.impossible,
    `${persons} and Birthday = '31.02.1980'`,
  ],
  ['sex NULL', everybody.sex.null, `${persons} and Sex is null`],
  [
    'sex of no meaning',
    everybody.sex.zero + everybody.sex.other,
    `${persons} and Sex not in (1, 2)`,
  ],
  [
    'an address over 255 characters',
    everybody.addresses.over255,
    `${persons} and length(Address) > 255`,
  ],
  ['an empty address', everybody.addresses.empty, `${persons} and Address = ''`],
  [
    'empty documents',
    everybody.documents.empty,
    `${persons} and INN = '' and SNILS = '' and Passport = ''`,
  ],
  [
    'garbage instead of an e-mail',
    everybody.emails.garbage,
    `${persons} and length(Email) > 0 and Email not like '%@%'`,
  ],
  ['status NULL', everybody.statuses.null, `${patients} and Status is null`],
  [
    'archived with a reason',
    everybody.statuses.archived,
    `${patients} and Status = 2 and ID_ArchiveReasons in (select ID from ArchiveReasons)`,
  ],
  [
    'archived without a reason',
    everybody.statuses.archivedWithoutReason,
    `${patients} and Status = 2 and ID_ArchiveReasons is null`,
  ],
  ['deleted', everybody.statuses.deleted, `${patients} and Status = 3`],
  ['an emoji in the comment', everybody.comments.emoji, `${patients} and Comment like '%🦷👨‍👩‍👧'`],
  [
    'a comment of blanks only',
    everybody.comments.blank,
    `${patients} and Comment <> '' and trim(Comment, char(9, 10, 13, 32)) = ''`,
  ],
  ['an empty card number', everybody.cards.empty, `${patients} and CardNumber = ''`],
  [
    'an untrimmed card number',
    everybody.cards.untrimmed,
    `${patients} and CardNumber <> trim(CardNumber)`,
  ],
  ['advance', everybody.money.advance + everybody.money.kopecks, `${patients} and Advance > 0`],
  ['debt', everybody.money.debt + everybody.money.kopecks, `${patients} and Debt > 0`],
  ['money NULL', everybody.money.null, `${patients} and Advance is null and Debt is null`],
  ['refuses SMS', everybody.sms.yes, `${patients} and SmsRefusal = 1`],
  [
    'the very same stamps on person and patient',
    everybody.stamps.import,
    `${patients} and t.DateTimeChanged = '${importStamp}' and Persons.DateTimeChanged = '${importStamp}'`,
  ],
  [
    'no stamp at all',
    everybody.stamps.null,
    `${patients} and t.DateTimeChanged is null and Persons.DateTimeChanged is null`,
  ],
  [
    'no reception',
    everybody.visits.none,
    `${persons} and ID not in (select ID_Patients from Receptions where ID_Patients is not null)`,
  ],
  [
    'only cancelled receptions',
    everybody.visits.cancelledOnly,
    `${persons} and ID in (select ID_Patients from Receptions where ReceptionCanceled is not null group by ID_Patients having count(*) = 2) and ID not in (select ID_Patients from Receptions r where ID_Patients is not null and ReceptionCanceled is null)`,
  ],
  [
    'a reception cancelled by reason alone',
    everybody.visits.cancelledByReason,
    `Receptions where ID_Patients between 2 and 1001 and ID_ReceptionCancelReasons is not null and ReceptionCanceled is null`,
  ],
  [
    'two orders on one reception',
    everybody.visits.twoOrders,
    `(select ID_Receptions from Orders join Receptions r on r.ID = ID_Receptions where r.ID_Patients between 2 and 1001 group by 1 having count(*) = 2)`,
  ],
  [
    'ended without a bill',
    everybody.visits.withoutBill,
    `Receptions where ID_Patients between 2 and 1001 and ReceptionEnded is not null and CheckIssued is null`,
  ],
  [
    'a bill without an end',
    everybody.visits.billOnly,
    `Receptions where ID_Patients between 2 and 1001 and CheckIssued is not null and ReceptionEnded is null`,
  ],
  [
    'an order on a cancelled reception',
    everybody.visits.cancelledWithOrder,
    `Receptions r join Orders o on o.ID_Receptions = r.ID where r.ReceptionCanceled is not null and r.ID_Patients between 2 and 1001`,
  ],
  [
    'in the chair right now',
    everybody.visits.inTheChair,
    `Receptions r where ReceptionStarted is not null and not ${done} and ID_Patients between 2 and 1001`,
  ],
  [
    'a reception without a patient',
    everybody.strays.withoutPatient,
    `Receptions where ID_Patients is null`,
  ],
];

test.each(counted)('%s: %i of every hundred', (_, share, fromWhere) => {
  expect(countOf(file, fromWhere)).toBe(share * hundreds);
});

test('every aspect deals out the whole hundred, or all its adults', () => {
  const sum = (cases: Readonly<Record<string, number>>): number =>
    Object.values(cases).reduce((a, b) => a + b, 0);
  expect(sum(shares.circle)).toBe(100);
  for (const cases of Object.values(shares.adults)) expect(sum(cases)).toBe(shares.circle.adult);
  for (const cases of Object.values(shares.everybody)) expect(sum(cases)).toBe(100);
});

test('families of four: three on one phone, the youngest without a phone', () => {
  const digits = `replace(replace(replace(replace(MobilePhone, ' ', ''), '(', ''), ')', ''), '-', '')`;
  const shared = rowsOf(
    file,
    `select count(*) as n from (select substr(${digits}, -10) from Persons
     where ID between 2 and 1001 and MobilePhone glob '*[0-9]*' group by 1 having count(*) = 3)`,
  );
  expect(shared).toEqual([{ n: (shares.circle.family / 4) * hundreds }]);
});

test('a long comment has about 5,000 characters and no half of an emoji', () => {
  const comments = rowsOf(file, `select Comment from Patients where length(Comment) > 4000`);
  expect(comments).toHaveLength(everybody.comments.long * hundreds);
  for (const { Comment } of comments) {
    expect(String(Comment)).toHaveLength(5000);
    expect(String(Comment).isWellFormed()).toBe(true);
  }
});

test('patients have up to 12 receptions, future ones too, and about four on average', () => {
  const [{ most, average } = {}] = rowsOf(
    file,
    `select avg(n) as average, max(n) as most from (select count(r.ID) as n from Patients
     left join Receptions r on r.ID_Patients = ID_Persons group by ID_Persons)`,
  );
  expect(Number(most)).toBeLessThanOrEqual(12);
  expect(Number(average)).toBeGreaterThan(3);
  expect(Number(average)).toBeLessThan(5);
  expect(countOf(file, `Receptions where PlanStart > '${sampleToday} 23:59:59'`)).toBeGreaterThan(
    100,
  );
});
