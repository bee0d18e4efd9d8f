import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { ref, sameKey } from '../../sql/dialect.ts';
import { amountColumn, sumCells } from '../tallies/amounts.ts';
import { isMarked } from '../tallies/marks.ts';
import { paidLines } from '../tallies/services.ts';
import { countCell, rowsOf, type TallySource } from '../tallies/tally.ts';

/** How many plans of treatment of a patient are in force (`active`). */
export function activePlansTally(catalogue: Catalogue): TallySource | null {
  const find = (column: string) => catalogue.find({ table: 'TreatmentPlans', column });
  const [id, patient, active] = [find('ID'), find('ID_Patients'), find('IsActive')];
  if (!id || !patient || !active) return null;
  return {
    ...rowsOf('t', { id, patient }, catalogue.dialect),
    counts: () => isMarked('t', active),
    cells: [countCell('active', sql`1`)],
  };
}

/**
 * What the lines of plans in force come to that no service was done for yet (`left`); a service that came back, or was done
 * again under warranty, does no line.
 */
export function planLinesTally(catalogue: Catalogue): TallySource | null {
  const { dialect } = catalogue;
  const find = (table: string, column: string) => catalogue.find({ table, column });
  const line = (column: string) => find('TreatmentPlanElementRelations', column);
  const plan = (column: string) => find('TreatmentPlans', column);
  const [planId, patient, active] = [plan('ID'), plan('ID_Patients'), plan('IsActive')];
  const id = line('ID');
  const ofPlan = line('ID_TreatmentPlans');
  const ofElement = line('ID_TreatmentPlanElements');
  const element = find('TreatmentPlanElements', 'ID');
  const price = find('TreatmentPlanElements', 'Price');
  const done = find('OrderServiceRelation', 'ID_TreatmentPlanElementRelations');
  if (!planId || !patient || !active || !id || !ofPlan || !ofElement) return null;
  if (!element || !price || !done) return null;
  const priced = amountColumn('e', price, dialect);
  const discount = line('DiscountSum');
  const less = discount ? sql` - ${amountColumn('l', discount, dialect).orZero}` : sql``;
  const isDone = sql.join(
    [sameKey(['s', done], ['l', id], dialect), ...paidLines(catalogue)],
    sql` and `,
  );
  return {
    table: id.table,
    key: { of: ref('l', id), column: id },
    patient: { of: ref('t', patient), column: patient },
    from: sql`
      from ${dialect.table(id.table)} l
      join ${dialect.table(planId.table)} t on ${sameKey(['t', planId], ['l', ofPlan], dialect)}
      join ${dialect.table(element.table)} e on ${sameKey(['e', element], ['l', ofElement], dialect)}`,
    joins: [],
    counts: () =>
      sql`${isMarked('t', active)} and not exists (select 1 from ${dialect.table(done.table)} s where ${isDone})`,
    cells: sumCells(
      'left',
      { of: sql`(${priced.number}${less})`, isGiven: priced.isGiven },
      dialect,
    ),
  };
}
