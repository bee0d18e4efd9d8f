import fc from 'fast-check';

/** Visits as a clinic's tables have them: marks in every combination, ties, moves that lead nowhere, other people's rows. */
export interface Visits {
  readonly receptions: readonly Reception[];
  readonly payments: readonly { readonly patient: number; readonly roubles: number }[];
  readonly plans: readonly { readonly patient: number; readonly isActive: boolean }[];
  readonly lines: readonly Line[];
}

interface Reception {
  readonly patient: number | null;
  readonly start: string | null;
  readonly doctor: number | null;
  readonly appeared: boolean;
  readonly ended: boolean;
  readonly cancelled: boolean;
  readonly reason: number | null;
  /** The place among the receptions of the one that was moved here. */
  readonly movedFrom: number | null;
}

interface Line {
  readonly plan: number;
  readonly price: number;
  readonly discount: number | null;
  readonly service: 'none' | 'done' | 'returned' | 'warranty';
}

export const patients = [1, 2, 3] as const;
/** The clinic's present moment. */
export const now = '2026-03-05T12:00:00';
const ended = '2026-03-05 11:00:00';
const doctors = new Map([
  [11, 'Белова Анна'],
  [12, 'Чернов Пётр'],
]);
/** By the words of a reason: what it is taken for. */
const reasons = new Map([
  [1, ['Не пришёл', 'no-show']],
  [2, ['Передумал', 'patient']],
  [3, ['Заболел врач', 'clinic']],
  [4, ['Перенос', 'transfer']],
] as const);

const anybody = fc.constantFrom(...patients, ...patients, 77, null);
const somebody = fc.constantFrom(...patients);
const starts = fc.constantFrom(
  ...['2025-11-12 10:00:00', '2026-03-04 11:30:00', '2026-03-05 09:00:00', '2026-03-05 12:00:00'],
  ...['2026-03-05 12:00:01', '2026-03-06 10:00:00', '2026-04-01 15:00:00', '2026-04-01 15:00:00'],
  null,
);

export const visits: fc.Arbitrary<Visits> = fc.record({
  receptions: fc.array(
    fc.record({
      patient: anybody,
      start: starts,
      doctor: fc.constantFrom(11, 12, 99, null),
      appeared: fc.constantFrom(false, false, true),
      ended: fc.constantFrom(false, false, true),
      cancelled: fc.constantFrom(false, false, true),
      reason: fc.constantFrom(null, null, null, 1, 2, 3, 4, 9),
      movedFrom: fc.constantFrom(null, null, 0, 1, 2, 50),
    }),
    { maxLength: 14 },
  ),
  payments: fc.array(
    fc.record({ patient: somebody, roubles: fc.integer({ min: -500, max: 9_000 }) }),
    { maxLength: 6 },
  ),
  plans: fc.array(fc.record({ patient: somebody, isActive: fc.boolean() }), { maxLength: 4 }),
  lines: fc.array(
    fc.record({
      plan: fc.nat({ max: 4 }),
      price: fc.integer({ min: 0, max: 9_000 }),
      discount: fc.option(fc.integer({ min: 0, max: 500 })),
      service: fc.constantFrom('none', 'none', 'done', 'returned', 'warranty'),
    }),
    { maxLength: 8 },
  ),
});

/** Rows are numbered from 1 in their order. */
export function statementsOf({ receptions, payments, plans, lines }: Visits): readonly string[] {
  const insert = (table: string, rows: readonly (readonly (string | number | null)[])[]) =>
    rows.map((row) => `insert into ${table} values (${row.map(literal).join(', ')})`);
  return [
    'create table Persons (ID int primary key, SurName text, Name text)',
    'create table Patients (ID_Persons int primary key)',
    `create table Receptions (ID int primary key, ID_Patients int, PlanStart datetime, ID_Staffs int,
       PatientAppeared datetime, ReceptionEnded datetime, ReceptionCanceled datetime,
       ID_ReceptionCancelReasons int, ID_ReceptionsTransferFrom int)`,
    'create table ReceptionCancelReasons (ID int primary key, Name text)',
    'create table PaymentsIn (ID int primary key, ID_Patients int, Payment decimal(18,2))',
    'create table TreatmentPlans (ID int primary key, ID_Patients int, IsActive bit)',
    'create table TreatmentPlanElements (ID int primary key, Price decimal(18,2))',
    `create table TreatmentPlanElementRelations (ID int primary key, ID_TreatmentPlans int,
       ID_TreatmentPlanElements int, DiscountSum decimal(18,2))`,
    `create table OrderServiceRelation (ID int primary key, ID_Orders int,
       ID_TreatmentPlanElementRelations int, ID_Returns int, IsWarranty bit)`,
    ...insert(
      'Persons',
      [...doctors].map(([id, name]) => [id, ...name.split(' ')]),
    ),
    ...insert(
      'Patients',
      patients.map((id) => [id]),
    ),
    ...insert(
      'Receptions',
      receptions.map((row, at) => [
        ...[at + 1, row.patient, row.start, row.doctor],
        ...[row.appeared ? ended : null, row.ended ? ended : null, row.cancelled ? ended : null],
        ...[row.reason, row.movedFrom === null ? null : row.movedFrom + 1],
      ]),
    ),
    ...insert(
      'ReceptionCancelReasons',
      [...reasons].map(([id, [name]]) => [id, name]),
    ),
    ...insert(
      'PaymentsIn',
      payments.map(({ patient, roubles }, at) => [at + 1, patient, roubles]),
    ),
    ...insert(
      'TreatmentPlans',
      plans.map(({ patient, isActive }, at) => [at + 1, patient, Number(isActive)]),
    ),
    ...insert(
      'TreatmentPlanElements',
      lines.map(({ price }, at) => [at + 1, price]),
    ),
    ...insert(
      'TreatmentPlanElementRelations',
      lines.map(({ plan, discount }, at) => [at + 1, plan + 1, at + 1, discount]),
    ),
    ...insert(
      'OrderServiceRelation',
      lines.flatMap(({ service }, at) =>
        service === 'none'
          ? []
          : [
              [
                at + 1,
                1,
                at + 1,
                service === 'returned' ? 5 : null,
                Number(service === 'warranty'),
              ],
            ],
      ),
    ),
  ];
}

const literal = (value: string | number | null): string =>
  value === null ? 'null' : typeof value === 'number' ? String(value) : `'${value}'`;

const iso = (start: string) => start.replace(' ', 'T');
const isCancelled = (row: Reception) => row.cancelled || row.reason !== null;
const isAhead = (row: Reception) =>
  !isCancelled(row) && !row.appeared && !row.ended && row.start !== null && iso(row.start) > now;
const nameOf = ({ doctor }: Reception) => doctors.get(doctor ?? 0) ?? null;

/** What a patient's contact has to say of visits, by loops over the rows. */
export function expectedOf({ receptions, payments, plans, lines }: Visits, patient: number) {
  const own = receptions.filter((row) => row.patient === patient);
  // The first of several at one time.
  const next = own
    .filter(isAhead)
    .reduce<Reception | null>(
      (best, row) => (best !== null && (best.start ?? '') <= (row.start ?? '') ? best : row),
      null,
    );
  const completed = own.filter((row) => row.ended && !isCancelled(row));
  // The last of them.
  const last = completed.reduce<Reception | null>(
    (best, row) => (best !== null && dayOf(best) > dayOf(row) ? best : row),
    null,
  );
  const isMoved = (row: Reception) =>
    receptions.some(({ movedFrom }) => movedFrom === receptions.indexOf(row));
  const meanings = own
    .filter((row) => isCancelled(row) && !isMoved(row))
    .map(({ reason }) => reasons.get(reason as 1)?.[1] ?? 'patient'); // or none of them
  const active = plans.flatMap((plan, at) =>
    plan.isActive && plan.patient === patient ? [at] : [],
  );
  const left = lines
    .filter(({ plan, service }) => active.includes(plan) && service !== 'done')
    .map(({ price, discount }) => price - (discount ?? 0));
  return {
    nextVisit: next?.start ? iso(next.start) : null,
    nextDoctor: next && nameOf(next),
    lastVisit: last && dayOf(last).slice(0, 10),
    lastDoctor: last && nameOf(last),
    noShows: meanings.filter((meaning) => meaning === 'no-show').length,
    cancellations: meanings.filter((meaning) => meaning === 'patient').length,
    openBookings: own.filter(
      (row) =>
        !isCancelled(row) &&
        !row.ended &&
        row.start !== null &&
        iso(row.start) > '2026-03-04T12:00',
    ).length,
    paidTotal: sum(payments.filter((row) => row.patient === patient).map((row) => row.roubles)),
    activePlans: active.length,
    planLeft: sum(left),
  };
}

/** Those that were ahead once, and are no more. */
export const expectedEnded = ({ receptions }: Visits, patient: number) =>
  receptions
    .filter((row) => row.patient === patient && row.start !== null && !isAhead(row))
    .map((row) => `${iso(row.start ?? '')} ${nameOf(row)}`)
    .toSorted();

const dayOf = ({ start }: Reception): string => start ?? ended;
const sum = (numbers: readonly number[]): string =>
  String(numbers.reduce((total, number) => total + number, 0));
