import { DatabaseSync } from 'node:sqlite';

/**
 * A second reading of a sample file, to judge the first by: what a person would expect each patient's contact to hold,
 * from plain SQL over the raw tables and rules written down anew. It shares no code with `src/` and knows no more than
 * the sample's own spellings.
 */
export interface ExpectedContact {
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  /** E.164, with « доб. N» where there is an extension; a local number as typed. The main one first. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /**
   * By the exact names of the document's fields: text; a number as its shortest decimal text; a select's option text; a
   * checkbox as boolean, unchecked and empty being one; a date as `YYYY-MM-DD`; a moment in epoch seconds.
   * `null`: the field is empty.
   */
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

type Cell = string | number | null;
type Row<Column extends string> = Readonly<Record<Column, Cell>>;
/** Runs a query whose columns the caller names. */
type Query = <Column extends string>(sql: string) => Row<Column>[];

type PatientRow = Row<
  | ('ID' | 'Surname' | 'Name' | 'Patronymic' | 'Birthday' | 'MobilePhone' | 'Phone' | 'Email')
  | ('Sex' | 'City' | 'Address' | 'INN' | 'SNILS' | 'Passport' | 'PersonChanged' | 'CardNumber')
  | ('PatientNumber' | 'Comment' | 'Status' | 'DiscountPercent' | 'Advance' | 'Debt')
  | ('SmsRefusal' | 'PatientChanged' | 'ArchiveReason' | 'AdSource')
>;

/**
 * @param file an SQLite file of `sample-db`.
 * @param today the clinic's date that ages are counted on, `YYYY-MM-DD`.
 * @param timeZone where the clinic is.
 * @returns the contacts by patient id.
 */
export function independentReading(
  file: string,
  today: string,
  timeZone = 'Europe/Moscow',
): Map<number, ExpectedContact> {
  const database = new DatabaseSync(file, { readOnly: true });
  // The sample has no blobs, and every query's columns are named where it stands.
  const all: Query = <C extends string>(query: string) => database.prepare(query).all() as Row<C>[];
  try {
    const visits = visitsByPatient(all);
    const contacts = new Map<number, ExpectedContact>();
    for (const row of all<keyof PatientRow>(patientsQuery)) {
      const id = Number(row.ID);
      contacts.set(id, contactOf(row, visits.get(id) ?? [], { today, timeZone }));
    }
    return contacts;
  } finally {
    database.close();
  }
}

const patientsQuery = `
  select p.ID, p.Surname, p.Name, p.Patronymic, p.Birthday, p.MobilePhone, p.Phone, p.Email, p.Sex, p.City, p.Address,
    p.INN, p.SNILS, p.Passport, p.DateTimeChanged as PersonChanged, t.CardNumber, t.PatientNumber, t.Comment, t.Status,
    t.DiscountPercent, t.Advance, t.Debt, t.SmsRefusal, t.DateTimeChanged as PatientChanged,
    (select Name from ArchiveReasons where ID = t.ID_ArchiveReasons) as ArchiveReason,
    (select Name from AdSources where ID = t.ID_AdSources) as AdSource
  from Patients t, Persons p where p.ID = t.ID_Persons`;

function contactOf(
  row: PatientRow,
  visits: readonly Visit[],
  { today, timeZone }: { readonly today: string; readonly timeZone: string },
): ExpectedContact {
  const [surname, name, patronymic] = [row.Surname, row.Name, row.Patronymic].map((cell) =>
    (text(cell) ?? '').replaceAll(/ +/g, ' '),
  ) as [string, string, string]; // three in, three out
  const card = text(row.CardNumber);
  const full = [surname, name, patronymic].filter((part) => part).join(' ');
  const birthday = dateOf(row.Birthday);
  const [main, ...others] = distinct(numbersIn(row.MobilePhone));
  const extra = distinct([...others, ...numbersIn(row.Phone)]).filter((phone) => phone !== main);
  const lastVisit = visits.at(-1);
  return {
    name: full || (card ? `Пациент, карта ${card}` : `Пациент ${row.ID}`),
    firstName: name,
    lastName: surname,
    phones: main === undefined ? extra : [main, ...extra],
    emails: distinct(
      String(row.Email ?? '')
        .toLowerCase()
        .split(', ')
        .filter((email) => email.includes('@')),
    ),
    fields: {
      'ID пациента IDENT': String(row.ID),
      Возраст: birthday === null ? null : ageOf(birthday, today),
      Пол: row.Sex === 1 ? 'Мужской' : row.Sex === 2 ? 'Женский' : 'Не указан',
      'Дата рождения': birthday,
      'Номер карты': card,
      'Комментарий IDENT': text(row.Comment)?.replaceAll('\r\n', '\n') ?? null,
      'Номер пациента': text(row.PatientNumber),
      'Статус пациента': { 2: 'Архивный', 3: 'Удален' }[Number(row.Status)] ?? 'Активный',
      'Причина архивирования': text(row.ArchiveReason),
      Филиал: lastVisit?.branch ?? null,
      Город: text(row.City),
      ИНН: text(row.INN),
      СНИЛС: text(row.SNILS),
      Паспорт: text(row.Passport),
      'Дата первого визита': visits.map((visit) => visit.started.slice(0, 10)).sort()[0] ?? null,
      'Количество визитов': String(visits.length),
      'Сумма всех визитов': roubles(visits.reduce((sum, visit) => sum + visit.kopecks, 0)),
      Скидка: decimal(row.DiscountPercent),
      Аванс: decimal(row.Advance),
      Долг: decimal(row.Debt),
      'SMS отказ': row.SmsRefusal === 1,
      'Дата изменения': secondsOf(
        [row.PersonChanged, row.PatientChanged]
          .filter((stamp) => stamp !== null)
          .sort()
          .at(-1),
        timeZone,
      ),
      Отчество: text(row.Patronymic),
      'Дополнительный телефон': extra.join(', ') || null,
      Адрес: text(row.Address)?.slice(0, 255).trimEnd() ?? null,
      Источник: text(row.AdSource),
    },
  };
}

/** A reception that took place. */
interface Visit {
  readonly started: string;
  readonly branch: string | null;
  readonly kopecks: number;
}

/** In the order in which they were planned. */
function visitsByPatient(all: Query): Map<number, Visit[]> {
  const orders = Map.groupBy(
    all<'ID' | 'ID_Receptions' | 'ID_OwnCompanies'>(
      'select * from Orders order by DateTimeOrder, ID',
    ),
    (order) => order.ID_Receptions,
  );
  const chairs = all<'ID' | 'ID_OwnCompanies'>('select * from Armchairs');
  const companyOfChair = new Map(chairs.map((chair) => [chair.ID, chair.ID_OwnCompanies]));
  const nameOf = companyNames(all);
  const costOf = orderCosts(all);
  const visits = new Map<number, Visit[]>();
  for (const row of all<'ID' | 'Patient' | 'Chair' | 'Started'>(visitsQuery)) {
    const own = orders.get(row.ID) ?? [];
    const visit: Visit = {
      started: String(row.Started),
      branch:
        nameOf.get(own.at(-1)?.ID_OwnCompanies ?? companyOfChair.get(row.Chair) ?? null) ?? null,
      kopecks: own.reduce((sum, order) => sum + (costOf.get(order.ID) ?? 0), 0),
    };
    visits.set(Number(row.Patient), [...(visits.get(Number(row.Patient)) ?? []), visit]);
  }
  return visits;
}

const visitsQuery = `
  select ID, ID_Patients as Patient, ID_Armchairs as Chair, ReceptionStarted as Started from Receptions
  where ID_Patients is not null and ReceptionCanceled is null and ID_ReceptionCancelReasons is null
    and (ReceptionEnded is not null or CheckIssued is not null)
  order by PlanStart, ID`;

function companyNames(all: Query): Map<Cell, string> {
  const companies = all<'ID' | 'Name' | 'BranchName'>('select * from OwnCompanies');
  return new Map(
    companies.map((company) => [company.ID, String(company.BranchName ?? company.Name)]),
  );
}

/** In kopecks, by the order's id. */
function orderCosts(all: Query): Map<Cell, number> {
  const prices = new Map(
    all<'ID' | 'Price'>('select * from ServiceItemPrices').map((p) => [p.ID, p.Price]),
  );
  const costs = new Map<Cell, number>();
  for (const service of all<'ID_Orders' | 'ID_ServicePrices' | 'CountService' | 'DiscountSum'>(
    'select * from OrderServiceRelation',
  )) {
    const price = kopecks(prices.get(service.ID_ServicePrices));
    const cost = Number(service.CountService) * price - kopecks(service.DiscountSum);
    costs.set(service.ID_Orders, (costs.get(service.ID_Orders) ?? 0) + cost);
  }
  return costs;
}

function text(cell: Cell | undefined): string | null {
  return String(cell ?? '').trim() || null;
}

/** `1985-05-15`, `1985-05-15 00:00:00` or `15.05.1985`; `null` for a day that no calendar has. */
function dateOf(cell: Cell | undefined): string | null {
  const typed = text(cell)?.slice(0, 10) ?? '';
  const date = typed.includes('.') ? typed.split('.').reverse().join('-') : typed;
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date ? null : date;
}

/** Whole years; the future has no age. */
function ageOf(birthday: string, today: string): string | null {
  const asNumber = (date: string): number => Number(date.replaceAll('-', ''));
  const age = Math.floor((asNumber(today) - asNumber(birthday)) / 10_000);
  return age < 0 ? null : String(age);
}

/** The numbers of one cell in the sample's own spellings. */
function numbersIn(cell: Cell | undefined): string[] {
  const typed = text(cell);
  if (typed === null) return [];
  return typed.split(/[,;/]/).flatMap((part) => {
    const [number = '', extension] = part.trim().split(' доб. ');
    const digits = number.replaceAll(/\D/g, '');
    const national = digits.length === 11 && /^[78]/.test(digits) ? digits.slice(1) : digits;
    // «нет», «-», «звонить маме»: no number.
    if (digits.length < 5) return [];
    if (digits.length < 10) return part.trim();
    const e164 =
      number.startsWith('+') && !number.startsWith('+7') ? `+${digits}` : `+7${national}`;
    return extension ? `${e164} доб. ${extension}` : e164;
  });
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function kopecks(amount: Cell | undefined): number {
  return Math.round(Number(amount ?? 0) * 100);
}

function roubles(amount: number): string {
  return String(amount / 100);
}

function decimal(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : roubles(kopecks(cell));
}

/**
 * What a clock on the wall of that zone showed, as an instant: the first of two where the clock was turned back; in an
 * hour that was skipped, as if the clock had not been turned yet.
 */
export function secondsOf(wallClock: Cell | undefined, timeZone: string): number | null {
  if (!wallClock) return null;
  const shown = Date.parse(`${String(wallClock).replace(' ', 'T')}Z`);
  const day = 86_400_000;
  const [before = 0, after = 0] = [shown - day, shown + day].map(
    (instant) => wallClockOf(instant, timeZone) - instant,
  );
  const fits = [shown - before, shown - after].filter(
    (instant) => wallClockOf(instant, timeZone) === shown,
  );
  return Math.floor((fits.length > 0 ? Math.min(...fits) : shown - before) / 1000);
}

/** What the wall shows at an instant, as if it were UTC. */
function wallClockOf(instant: number, timeZone: string): number {
  const whole = Math.floor(instant / 1000) * 1000;
  const shown = wallIn(timeZone).format(whole);
  return Date.parse(`${shown.replace(' ', 'T')}Z`) + (instant - whole);
}

/** One is made in the time of many readings. */
const walls = new Map<string, Intl.DateTimeFormat>();

function wallIn(timeZone: string): Intl.DateTimeFormat {
  const known = walls.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  walls.set(timeZone, made);
  return made;
}
