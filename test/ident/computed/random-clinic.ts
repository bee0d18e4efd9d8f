import fc from 'fast-check';

/** A clinic as its tables have it: ids that leap, foreign keys that lead nowhere, ties, amounts with four decimals. */
export interface Clinic {
  /** How the tables keep their ids: as their own key, as a column without an index, or as text. */
  readonly keys: 'primary' | 'bare' | 'text';
  /** Whether the order lines have an id at all. */
  readonly linesHaveIds: boolean;
  readonly patients: readonly { readonly id: number; readonly initial: number | null }[];
  readonly receptions: readonly Reception[];
  readonly orders: readonly Order[];
  readonly lines: readonly Line[];
  readonly bills: readonly Bill[];
  readonly payments: readonly {
    readonly id: number;
    readonly patient: number | null;
    readonly amount: number | null;
  }[];
}

interface Reception {
  readonly id: number;
  readonly patient: number | null;
  readonly planned: string | null;
  readonly ended: boolean;
  readonly cancelled: boolean;
  readonly chair: number | null;
}

interface Order {
  readonly id: number;
  readonly reception: number | null;
  readonly company: number | null;
  readonly ordered: string | null;
}

interface Line {
  readonly id: number;
  readonly order: number | null;
  readonly price: number | null;
  readonly count: number;
  readonly discount: number | null;
}

interface Bill {
  readonly order: number | null;
  readonly patient: number | null;
  readonly debt: number | null;
  readonly billed: number | null;
}

/** In hundredths. */
const prices = new Map<number, number | null>([
  [1, 10_010],
  [2, 20],
  [3, null],
  [4, 123_456_789],
]);
const companies = new Map<number, readonly [branch: string | null, name: string | null]>([
  [1, ['Центр', 'ООО Первая']],
  [2, ['  ', 'ООО Вторая']],
  [3, [null, 'ООО Третья']],
]);
const chairs = new Map<number, number | null>([
  [1, 1],
  [2, 3],
  [3, null],
]);

const leaps = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: -20, max: 0 }),
  fc.integer({ min: 4_990, max: 5_010 }),
  fc.constantFrom(70_000, 1_000_000, 2_147_483_646, 2_147_483_647),
);
const owners = fc.constantFrom(1, 2, 3, 4, 5, 2_147_483_647, 77, 0, -1, null);
const moments = fc.constantFrom(
  '2026-01-02 10:00:00',
  '2026-01-02T10:00:00',
  '2026-01-03 09:00:00',
  null,
);
const amounts = fc.option(fc.integer({ min: -100_000, max: 123_456_789 }));

const unique = <T extends { readonly id: number }>(of: fc.Arbitrary<T>) =>
  fc.uniqueArray(of, { selector: ({ id }) => id, maxLength: 14 });

export const clinics: fc.Arbitrary<Clinic> = fc
  .record({
    keys: fc.constantFrom('primary', 'primary', 'bare', 'text'),
    linesHaveIds: fc.boolean(),
    patients: unique(
      fc.record({
        id: fc.constantFrom(-3, 0, 1, 2, 3, 4, 5, 2_147_483_647),
        initial: amounts,
      }),
    ),
    receptions: unique(
      fc.record({
        id: leaps,
        patient: owners,
        planned: moments,
        ended: fc.boolean(),
        cancelled: fc.constantFrom(false, false, true),
        chair: fc.constantFrom(1, 2, 3, 9, null),
      }),
    ),
  })
  .chain((base) => {
    const receptions = [...base.receptions.map(({ id }) => id), 5_555, null];
    return fc
      .record({
        orders: unique(
          fc.record({
            id: leaps,
            reception: fc.constantFrom(...receptions),
            company: fc.constantFrom(1, 2, 3, 9, null),
            ordered: moments,
          }),
        ),
      })
      .chain(({ orders }) => {
        const known = [...orders.map(({ id }) => id), 6_666, null];
        return fc
          .record({
            lines: unique(
              fc.record({
                id: leaps,
                order: fc.constantFrom(...known),
                price: fc.constantFrom(1, 2, 3, 4, 9, null),
                count: fc.integer({ min: 0, max: 3 }),
                discount: fc.option(fc.integer({ min: 0, max: 50_000 })),
              }),
            ),
            bills: fc.array(
              fc.record({
                order: fc.constantFrom(...known),
                patient: owners,
                debt: amounts,
                billed: amounts,
              }),
              { maxLength: 12 },
            ),
            payments: unique(fc.record({ id: leaps, patient: owners, amount: amounts })),
          })
          .map((rest) => ({ ...base, orders, ...rest }));
      });
  });

export function statementsOf(clinic: Clinic): readonly string[] {
  const { keys } = clinic;
  const key = { primary: 'integer primary key', bare: 'int', text: 'varchar(20)' }[keys];
  const foreign = keys === 'text' ? 'varchar(20)' : 'int';
  const money = (hundredths: number | null) => (hundredths === null ? null : hundredths / 100);
  const insert = (table: string, rows: readonly (readonly unknown[])[]) =>
    rows.map((row) => `insert into ${table} values (${row.map(literal).join(', ')})`);
  return [
    `create table Persons (ID ${key}, Surname text)`,
    `create table Patients (ID_Persons ${key}, InitialBalance decimal(18,2))`,
    `create table Receptions (ID ${key}, ID_Patients ${foreign}, ID_Armchairs ${foreign},
       PlanStart datetime, ReceptionEnded datetime, ReceptionCanceled datetime)`,
    `create table Orders (ID ${key}, ID_Receptions ${foreign}, ID_OwnCompanies ${foreign}, DateTimeOrder datetime)`,
    `create table OrderServiceRelation (${clinic.linesHaveIds ? `ID ${key}, ` : ''}ID_Orders ${foreign},
       ID_ServicePrices ${foreign}, CountService int, DiscountSum decimal(18,2))`,
    `create table ServiceItemPrices (ID ${key}, Price decimal(18,2))`,
    `create table Armchairs (ID ${key}, ID_OwnCompanies ${foreign})`,
    `create table OwnCompanies (ID ${key}, BranchName text, Name text)`,
    `create table Bills (ID_Orders ${foreign}, ID_Patients ${foreign}, Debt decimal(18,2), AmountWithDiscount decimal(18,2))`,
    'create view OrderPaymentsJournal as select * from Bills',
    `create table PaymentsIn (ID ${key}, ID_Patients ${foreign}, Payment decimal(18,2))`,
    ...insert(
      'ServiceItemPrices',
      [...prices].map(([id, price]) => [id, money(price)]),
    ),
    ...insert(
      'OwnCompanies',
      [...companies].map(([id, names]) => [id, ...names]),
    ),
    ...insert('Armchairs', [...chairs]),
    ...insert(
      'Patients',
      clinic.patients.map(({ id, initial }) => [id, money(initial)]),
    ),
    ...insert(
      'Receptions',
      clinic.receptions.map((row) => [
        ...[row.id, row.patient, row.chair, row.planned],
        ...[row.ended ? '2026-01-04 12:00:00' : null, row.cancelled ? '2026-01-01' : null],
      ]),
    ),
    ...insert(
      'Orders',
      clinic.orders.map((row) => [row.id, row.reception, row.company, row.ordered]),
    ),
    ...insert(
      'OrderServiceRelation',
      clinic.lines.map((row) => [
        ...(clinic.linesHaveIds ? [row.id] : []),
        ...[row.order, row.price, row.count, money(row.discount)],
      ]),
    ),
    ...insert(
      'Bills',
      clinic.bills.map((row) => [row.order, row.patient, money(row.debt), money(row.billed)]),
    ),
    ...insert(
      'PaymentsIn',
      clinic.payments.map((row) => [row.id, row.patient, money(row.amount)]),
    ),
  ];
}

function literal(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'number' ? String(value) : `'${String(value)}'`;
}

/** What a patient's rows come to, by loops over all of them, in whole hundredths. */
export function expectedOf(clinic: Clinic, patient: number) {
  const visits = clinic.receptions.filter(
    (row) => row.patient === patient && row.ended && !row.cancelled,
  );
  const days = visits.map(({ planned }) => (planned ?? '2026-01-04 12:00:00').slice(0, 10));
  return {
    visits: visits.length,
    visitsSum: decimal(sumOf(clinic, visits)),
    firstVisit: days.toSorted()[0] ?? null,
    branch: branchOf(clinic, visits),
    debt: decimal(total(clinic.bills.filter((row) => row.patient === patient).map((b) => b.debt))),
    advance: decimal(advanceOf(clinic, patient)),
  };
}

/** Null: there are lines, but none has a price. */
function sumOf({ orders, lines }: Clinic, visits: readonly Reception[]): number | null {
  const ids = new Set(visits.map(({ id }) => id));
  const own = new Set(
    orders.filter((row) => row.reception !== null && ids.has(row.reception)).map(({ id }) => id),
  );
  const billed = lines.filter(
    (row) =>
      row.order !== null && own.has(row.order) && row.price !== null && prices.has(row.price),
  );
  const known = billed.flatMap((row) => {
    const price = prices.get(row.price ?? 0) ?? null;
    return price === null ? [] : [row.count * price - (row.discount ?? 0)];
  });
  return billed.length > 0 && known.length === 0 ? null : total(known);
}

function branchOf(clinic: Clinic, visits: readonly Reception[]): string | null {
  const last = visits.toSorted(latest(({ planned }) => planned, clinic)).at(-1);
  if (last === undefined) return null;
  const order = clinic.orders
    .filter(({ reception }) => reception === last.id)
    .toSorted(latest(({ ordered }) => ordered, clinic))
    .at(-1);
  const company = order?.company ?? chairs.get(last.chair ?? 0) ?? null;
  const [branch, name] = companies.get(company ?? 0) ?? [null, null];
  return [branch, name].map((text) => text?.trim() ?? '').find((text) => text !== '') ?? null;
}

/** By the moment, what has none first, then by the id: as texts where ids are texts. */
function latest<T extends { readonly id: number }>(
  moment: (row: T) => string | null,
  { keys }: Clinic,
) {
  const text = (row: T) => (moment(row) ?? '').replace('T', ' ');
  const byId = (one: T, other: T) =>
    keys === 'text' ? compare(String(one.id), String(other.id)) : one.id - other.id;
  return (one: T, other: T) => compare(text(one), text(other)) || byId(one, other);
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

function advanceOf({ patients, payments, bills }: Clinic, patient: number): number {
  const own = <T extends { readonly patient: number | null }>(rows: readonly T[]) =>
    rows.filter((row) => row.patient === patient);
  const initial = patients.find(({ id }) => id === patient)?.initial ?? 0;
  const paid = total(own(payments).map(({ amount }) => amount));
  const billed = total(own(bills).map((row) => row.billed));
  return Math.max(initial + paid - billed, 0);
}

const total = (amounts: readonly (number | null)[]) =>
  amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);

function decimal(hundredths: number | null): string | null {
  if (hundredths === null) return null;
  const digits = String(Math.abs(hundredths)).padStart(3, '0');
  const text = `${digits.slice(0, -2)}.${digits.slice(-2)}`.replace(/\.?0+$/, '');
  return hundredths < 0 ? `-${text}` : text;
}
