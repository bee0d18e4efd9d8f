import type { Faker } from '@faker-js/faker';
import { armchairsOf, doctorCount, priceIdOn, serviceOf, staffBase } from '../clinic.ts';
import type { Cases } from '../people/cases.ts';
import type { Row } from '../schema.ts';
import { moment } from '../wall-clock.ts';

/** What has become of a reception; in IDENT it is told by nullable stamps alone. */
type Fate =
  | 'done'
  | 'withoutBill'
  | 'billOnly'
  | 'cancelled'
  | 'cancelledByReason'
  | 'cancelledWithOrder'
  | 'inTheChair'
  | 'noShow'
  | 'planned';

/** A reception with its orders. */
export interface VisitRows {
  readonly Receptions: readonly Row<'Receptions'>[];
  readonly Orders: readonly Row<'Orders'>[];
  readonly OrderServiceRelation: readonly Row<'OrderServiceRelation'>[];
}

interface Visit {
  readonly id: number;
  readonly patient: number | null;
  /** Days from the sample's today. */
  readonly day: number;
  readonly fate: Fate;
  readonly orders: number;
  /** The branch that the patient mostly goes to, from 0. */
  readonly home: number;
}

/** Ids are cut from the patient's own range, so that nobody's visits depend on how many patients there are. */
const receptionsPerPatient = 16;
const ordersPerReception = 2;
const servicesPerOrder = 4;
const strayPlace = receptionsPerPatient - 1;

/** All receptions of patient `k`, on as many different days. */
export function visitsOf(
  faker: Faker,
  k: number,
  cases: Pick<Cases, 'visits' | 'strays'>,
): VisitRows {
  const home = faker.helpers.weightedArrayElement([
    { value: 0, weight: 5 },
    { value: 1, weight: 3 },
    { value: 2, weight: 2 },
  ]);
  const visits = coursesOf(faker, cases.visits).map(({ day, fate, orders }, i) =>
    visitRows(faker, { id: k * receptionsPerPatient + i, patient: k, day, fate, orders, home }),
  );
  if (cases.strays === 'withoutPatient') {
    const id = k * receptionsPerPatient + strayPlace;
    const day = -faker.number.int({ min: 1, max: 300 });
    visits.push(visitRows(faker, { id, patient: null, day, fate: 'done', orders: 1, home }));
  }
  return {
    Receptions: visits.flatMap((rows) => rows.Receptions),
    Orders: visits.flatMap((rows) => rows.Orders),
    OrderServiceRelation: visits.flatMap((rows) => rows.OrderServiceRelation),
  };
}

type Course = Pick<Visit, 'day' | 'fate' | 'orders'>;

function coursesOf(faker: Faker, visits: Cases['visits']): readonly Course[] {
  const ahead = (): Course => ({
    day: faker.number.int({ min: 1, max: 60 }),
    fate: 'planned',
    orders: 0,
  });
  switch (visits) {
    case 'none':
      return [];
    case 'plannedOnly':
      return [ahead()];
    case 'cancelledOnly':
      return pastOf(faker, 2, ['cancelled']);
    case 'twoOrders':
      return pastOf(faker, 4).map((course, i) =>
        i === 0 ? { ...course, fate: 'done', orders: 2 } : course,
      );
    case 'inTheChair':
      return [...pastOf(faker, 2), { day: 0, fate: 'inTheChair', orders: 0 }];
    case 'usual': {
      // The lesser of two throws: many patients with a few receptions, a few with many.
      const throws = [1, 2].map(() => faker.number.int({ min: 1, max: 11 }));
      const past = pastOf(faker, Math.min(...throws)).map(
        (course, i): Course => (i === 0 ? { ...course, fate: 'done', orders: 1 } : course),
      );
      return faker.number.int({ max: 3 }) === 0 ? [...past, ahead()] : past;
    }
    default:
      return pastOf(faker, 3).map((course, i) =>
        i === 0 ? { ...course, fate: visits, orders: ordersOf(visits) } : course,
      );
  }
}

/** Four of five take place. */
const usualFates: readonly Fate[] = [
  ...Array<Fate>(8).fill('done'),
  ...(['cancelled', 'noShow'] as const),
];

/** `n` receptions on different past days, the latest first. */
function pastOf(faker: Faker, n: number, fates: readonly Fate[] = usualFates): readonly Course[] {
  let day = 0;
  return Array.from({ length: n }, () => {
    day -= faker.number.int({ min: 3, max: 200 });
    const fate = faker.helpers.arrayElement(fates);
    // A consultation now and then has no order.
    return { day, fate, orders: faker.number.int({ max: 24 }) === 0 ? 0 : ordersOf(fate) };
  });
}

function ordersOf(fate: Fate): number {
  return ['done', 'withoutBill', 'billOnly', 'cancelledWithOrder'].includes(fate) ? 1 : 0;
}

function visitRows(faker: Faker, visit: Visit): VisitRows {
  const branch = faker.number.int({ max: 9 }) === 0 ? faker.number.int({ max: 2 }) : visit.home;
  const start = 9 * 60 + 15 * faker.number.int({ max: 40 });
  const bill = moment(visit.day, start + 65, faker.number.int({ max: 59_999 }));
  const orders = Array.from({ length: visit.orders }, (_, i) => ({
    ID: visit.id * ordersPerReception + i,
    ID_Receptions: visit.id,
    // Now and then billed by another company than the one the chair stands in.
    ID_OwnCompanies: faker.number.int({ max: 29 }) === 0 ? 3 : branch + 1,
    DateTimeOrder: moment(visit.day, start + 50),
    DateTimeBillFormed: visit.fate === 'withoutBill' ? null : bill,
  }));
  return {
    Receptions: [receptionRow(faker, visit, branch, start, bill)],
    Orders: orders,
    OrderServiceRelation: orders.flatMap((order) => servicesOf(faker, order.ID, visit.day)),
  };
}

function receptionRow(
  faker: Faker,
  { id, patient, day, fate }: Visit,
  branch: number,
  start: number,
  bill: string,
): Row<'Receptions'> {
  const came = ['done', 'withoutBill', 'billOnly', 'inTheChair'].includes(fate);
  const added = day - faker.number.int({ min: 1, max: 30 });
  const addedAt = moment(Math.min(added, -1), faker.number.int({ min: 540, max: 1200 }));
  return {
    ID: id,
    ID_Patients: patient,
    ID_Staffs:
      faker.number.int({ max: 49 }) === 0
        ? null
        : staffBase + faker.number.int({ min: 1, max: doctorCount }),
    ID_Armchairs:
      faker.number.int({ max: 49 }) === 0
        ? null
        : faker.helpers.arrayElement(armchairsOf[branch] ?? [1]),
    PlanStart: moment(day, start),
    PlanEnd: moment(day, start + 60),
    PatientAppeared: came ? moment(day, start - faker.number.int({ max: 15 })) : null,
    ReceptionStarted: came ? moment(day, start + faker.number.int({ max: 10 })) : null,
    ReceptionEnded:
      came && fate !== 'billOnly' && fate !== 'inTheChair' ? moment(day, start + 60) : null,
    ReceptionCanceled:
      fate === 'cancelled' || fate === 'cancelledWithOrder' ? moment(day, start - 120) : null,
    CheckIssued: fate === 'done' || fate === 'billOnly' ? bill : null,
    ID_ReceptionCancelReasons:
      fate === 'cancelledByReason' ? faker.number.int({ min: 1, max: 4 }) : null,
    ID_ReceptionsTransferFrom: null,
    Comment: faker.number.int({ max: 9 }) === 0 ? 'Перезвонить накануне' : null,
    DateTimeAdded: addedAt,
    DateTimeChanged: addedAt,
  };
}

function servicesOf(
  faker: Faker,
  order: number,
  day: number,
): readonly Row<'OrderServiceRelation'>[] {
  const n = faker.number.int({ min: 1, max: 3 });
  return Array.from({ length: n }, (_, i) => ({
    ID: order * servicesPerOrder + i,
    ID_Orders: order,
    ID_ServicePrices: priceIdOn(serviceOf(faker), day),
    CountService: faker.helpers.arrayElement([1, 1, 1, 2, 3]),
    DiscountSum: faker.helpers.arrayElement([null, null, null, '0.00', '100.00', '50.50', '33.33']),
    ID_TreatmentPlanElementRelations: null,
  }));
}
