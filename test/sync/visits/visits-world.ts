import { setUpVisits } from '../../../src/sync/account/visits-setup.ts';
import type { VisitRules } from '../../../src/visits/rules.ts';
import { World } from '../../support/world.ts';
import type { WorldOptions } from '../../support/world-options.ts';

const now = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";

export const rulesOfVisits: VisitRules = {
  ...{ since: null, cancelDelayMs: 600_000, perHour: 100, withDoctors: false },
  ...{ firstOnly: false, tellsFirst: false, adoptDays: 30 },
  cancelReasons: new Map(),
  choice: {
    ...{ pipeline: null, stages: new Map(), lossReasons: new Map(), withDoctors: false },
    ...{ adoptStages: [], protectedStages: [], responsible: null },
  },
};

/** When a clinic with visits begins: 4 May 2026, 10:00 of its own clock. */
export const visitsStart = Date.parse('2026-05-04T10:00:00+03:00');

/** A clinic without receptions whose patients have contacts, and which is set up for deals; its clock says 4 May 2026, 10:00. */
export async function clinicWithVisits(
  rules: Partial<VisitRules> = {},
  options: Omit<WorldOptions, 'start'> = {},
) {
  const visits = { ...rulesOfVisits, ...rules };
  const world = await World.open({
    ...{ patients: 3, ...options },
    start: visitsStart,
    sync: { visits, ...options.sync },
  });
  const parts = await visitsIn(world, visits);
  return { ...parts, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** The same in a world that there is. */
export async function visitsIn(world: World, visits: VisitRules) {
  for (const table of ['OrderServiceRelation', 'Orders', 'Receptions'])
    world.sql(`delete from ${table}`);
  const setUp = () => setUpVisits({ amo: world.amo, state: world.state, choice: visits.choice });
  await setUp();
  await world.sync();
  const book = (
    id: number,
    start: string,
    patient: number | null = 1,
    from: number | null = null,
  ) =>
    world.sql(
      `insert into Receptions (ID, ID_Patients, PlanStart, ID_ReceptionsTransferFrom, DateTimeAdded, DateTimeChanged)
       values (?, ?, ?, ?, ${now}, ${now})`,
      ...[id, patient, start, from],
    );
  /** Stamps a reception, as of so long ago. */
  const stamp = (id: number, mark: string, at = '2026-05-04 09:00:00') =>
    world.sql(`update Receptions set ${mark} = ?, DateTimeChanged = ${now} where ID = ?`, at, id);
  const keyOf = (
    fields: readonly { field_name: string; values: readonly { value: unknown }[] }[] | null,
  ) => fields?.find(({ field_name: name }) => name === 'ID записи IDENT')?.values[0]?.value;
  /** The deals that carry a key, or all. */
  const deals = (key?: string) =>
    world.sandbox.deals
      .all()
      .filter((lead) => key === undefined || keyOf(lead.custom_fields_values) === key);
  /** How many deals carry each key. */
  const carried = () => {
    const counts: Record<string, number> = {};
    for (const lead of deals()) {
      const key = String(keyOf(lead.custom_fields_values) ?? 'none');
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  };
  const stageOf = (key: string) => {
    const [lead] = deals(key);
    const pipeline = world.sandbox.funnel.pipelines().find(({ id }) => id === lead?.pipeline_id);
    return pipeline?.statuses.find(({ id }) => id === lead?.status_id)?.name ?? null;
  };
  const visitsOnly = (over: Parameters<World['sync']>[0] = {}) =>
    world.sync({ mode: 'visits', ...over });
  return { world, book, stamp, deals, carried, stageOf, setUp, visitsOnly };
}
