import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type SqlDialect } from '../../sql/dialect.ts';
import { sameKey } from '../../sql/same-key.ts';
import { amountColumn, sumCells } from '../tallies/amounts.ts';
import { isMarked, isUnmarked } from '../tallies/marks.ts';
import type { TallySource } from '../tallies/tally.ts';

/** How many plans of treatment of a patient are in force (`active`). */
export function activePlansTally(catalogue: Catalogue, dialect: SqlDialect): TallySource | null {
  const find = (column: string) => catalogue.find({ table: 'TreatmentPlans', column });
  const [id, patient, active] = [find('ID'), find('ID_Patients'), find('IsActive')];
  if (!id || !patient || !active) return null;
  return {
    table: id.table,
    key: { of: ref('t', id), column: id },
    patient: { of: ref('t', patient), column: patient },
    from: sql`from ${dialect.table(id.table)} t`,
    joins: [],
    counts: () => isMarked(ref('t', active), active.type),
    cells: [{ name: 'active', kind: 'count', as: 'count', ranks: false, of: sql`1` }],
  };
}

/**
 * What the lines of plans in force come to that no service was done for yet (`left`); a service that came back, or was done
 * again under warranty, does no line.
 */
export function planLinesTally(catalogue: Catalogue, dialect: SqlDialect): TallySource | null {
  const find = (table: string, column: string) => catalogue.find({ table, column });
  const line = (column: string) => find('TreatmentPlanElementRelations', column);
  const plan = (column: string) => find('TreatmentPlans', column);
  const [planId, patient, active] = [plan('ID'), plan('ID_Patients'), plan('IsActive')];
  const [id, ofPlan, ofElement] = [
    ...[line('ID'), line('ID_TreatmentPlans'), line('ID_TreatmentPlanElements')],
  ];
  const element = find('TreatmentPlanElements', 'ID');
  const price = find('TreatmentPlanElements', 'Price');
  const done = find('OrderServiceRelation', 'ID_TreatmentPlanElementRelations');
  if (!planId || !patient || !active || !id || !ofPlan || !ofElement) return null;
  if (!element || !price || !done) return null;
  const discount = line('DiscountSum');
  const priced = amountColumn('e', price, dialect);
  const less = discount && amountColumn('l', discount, dialect);
  const discounted = less
    ? sql` - case when ${less.isGiven} then ${less.number} else 0 end`
    : sql``;
  const undone = [
    find('OrderServiceRelation', 'ID_Returns'),
    find('OrderServiceRelation', 'IsWarranty'),
  ]
    .filter(isThere)
    .map((mark) => sql` and ${isUnmarked(ref('s', mark), mark.type)}`);
  return {
    table: id.table,
    key: { of: ref('l', id), column: id },
    patient: { of: ref('t', patient), column: patient },
    from: sql`
      from ${dialect.table(id.table)} l
      join ${dialect.table(planId.table)} t on ${sameKey(['t', planId], ['l', ofPlan], dialect)}
      join ${dialect.table(element.table)} e on ${sameKey(['e', element], ['l', ofElement], dialect)}`,
    joins: [],
    counts: () => sql`${isMarked(ref('t', active), active.type)} and not exists (
      select 1 from ${dialect.table(done.table)} s
      where ${sameKey(['s', done], ['l', id], dialect)}${sql.join(undone, sql``)})`,
    cells: sumCells(
      'left',
      { of: sql`(${priced.number}${discounted})`, isGiven: priced.isGiven },
      dialect,
    ),
  };
}
