import { CompiledQuery } from 'kysely';
import type { Connection } from '../../../src/ident/connection/connection.ts';

/** What the visits of a patient come to. */
interface Computed {
  readonly visits: number;
  readonly visitsSum: string;
  readonly firstVisit: string | null;
  readonly branch: string | null;
}

type Row = Record<string, unknown>;

/**
 * The computed inputs once more, by loops over whole tables: slow, plain, and without any of the reader's SQL. It
 * knows the sample's spellings only: date-times as both drivers return them, money in kopecks.
 */
export async function expectedComputed(
  connection: Connection,
): Promise<(patient: number) => Computed> {
  const table = async (name: string) =>
    (await connection.db.executeQuery<Row>(CompiledQuery.raw(`select * from ${name}`))).rows;
  const receptions = await table('Receptions');
  const orders = await table('Orders');
  const services = await table('OrderServiceRelation');
  const prices = new Map(
    (await table('ServiceItemPrices')).map((row) => [row['ID'], kopecks(row['Price'])]),
  );
  const chairs = new Map(
    (await table('Armchairs')).map((row) => [row['ID'], row['ID_OwnCompanies']]),
  );
  const branches = new Map(
    (await table('OwnCompanies')).map((row) => [row['ID'], row['BranchName'] || row['Name']]),
  );
  const ordersOf = Map.groupBy(orders, (row) => row['ID_Receptions']);
  const servicesOf = Map.groupBy(services, (row) => row['ID_Orders']);
  const completed = receptions.filter(
    (row) =>
      row['ReceptionCanceled'] === null &&
      row['ID_ReceptionCancelReasons'] === null &&
      (row['ReceptionEnded'] !== null || row['CheckIssued'] !== null),
  );
  const visitsOf = Map.groupBy(completed, (row) => row['ID_Patients']);

  const branchOf = (visit: Row | undefined): string | null => {
    if (!visit) return null;
    const latest = (ordersOf.get(visit['ID']) ?? []).sort(by('DateTimeOrder')).at(-1);
    const company = latest?.['ID_OwnCompanies'] ?? chairs.get(visit['ID_Armchairs']);
    const name = branches.get(company);
    return typeof name === 'string' ? name : null;
  };

  return (patient) => {
    const visits = (visitsOf.get(patient) ?? []).sort(by('PlanStart'));
    let sum = 0;
    for (const visit of visits) {
      for (const order of ordersOf.get(visit['ID']) ?? []) {
        for (const service of servicesOf.get(order['ID']) ?? []) {
          const price = prices.get(service['ID_ServicePrices']) ?? 0;
          sum += Number(service['CountService']) * price - kopecks(service['DiscountSum'] ?? 0);
        }
      }
    }
    const days = visits.map((row) => dayOf(row['ReceptionStarted'] ?? row['PlanStart']));
    return {
      visits: visits.length,
      visitsSum: String(sum / 100),
      firstVisit: days.sort()[0] ?? null,
      branch: branchOf(visits.at(-1)),
    };
  };
}

function kopecks(cell: unknown): number {
  return Math.round(Number(cell) * 100);
}

function momentOf(cell: unknown): string {
  return cell instanceof Date ? cell.toISOString() : String(cell ?? '');
}

function dayOf(cell: unknown): string {
  return momentOf(cell).slice(0, 10);
}

function by(column: string) {
  return (one: Row, other: Row) =>
    momentOf(one[column]).localeCompare(momentOf(other[column])) ||
    Number(one['ID']) - Number(other['ID']);
}
