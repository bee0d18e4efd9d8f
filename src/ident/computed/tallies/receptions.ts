import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type SqlDialect } from '../../sql/dialect.ts';
import { chairNames } from './branch-names.ts';
import type { CompletedReceptions } from './completed-receptions.ts';
import { momentOf } from './marks.ts';
import { keyCell, type TallyCell, type TallySource } from './tally.ts';

/** Columns of a completed reception that tell its day, the best first. */
export const dateColumns = ['ReceptionStarted', 'PlanStart', 'ReceptionEnded'] as const;

/**
 * How many receptions of a patient were completed (`visits`), when the first was (`first_visit`), and the latest of
 * them by planned start (`planned`, `reception`, and the names of the branch of its chair, `chair_0`, `chair_1`).
 */
export function receptionsTally(
  receptions: CompletedReceptions,
  catalogue: Catalogue,
  dialect: SqlDialect,
): TallySource {
  const { id, patient, condition } = receptions;
  const find = (column: string) => catalogue.find({ table: 'Receptions', column });
  const dates = dateColumns
    .map(find)
    .filter(isThere)
    .map((column) => momentOf(ref('r', column), column.type, dialect));
  const chair = find('ID_Armchairs');
  const names = chair && chairNames(ref('r', chair), 'chair', catalogue, dialect);
  const cells: readonly (TallyCell | null)[] = [
    { name: 'visits', kind: 'count', as: 'count', ranks: false, of: sql`1` },
    dates.length === 0
      ? null
      : {
          name: 'first_visit',
          kind: 'least',
          as: 'moment',
          ranks: false,
          // COALESCE wants two arguments.
          of: sql`coalesce(${sql.join([...dates, sql`null`])})`,
        },
    ...latestReception(receptions, dialect),
  ];
  return {
    table: id.table,
    key: { of: ref('r', id), column: id },
    patient: { of: ref('r', patient), column: patient },
    from: sql`from ${dialect.table(id.table)} r`,
    joins: names ? [names] : [],
    counts: () => condition,
    cells: cells.filter(isThere),
  };
}

/** What tells the latest of a patient's completed receptions. */
export function latestReception(
  { id, planned }: CompletedReceptions,
  dialect: SqlDialect,
): readonly TallyCell[] {
  const latest = { kind: 'latest', ranks: true } as const;
  const reception: TallyCell = {
    name: 'reception',
    ...latest,
    ...keyCell(ref('r', id), id, dialect),
  };
  return planned === null
    ? [reception]
    : [{ name: 'planned', ...latest, as: 'moment', of: planned }, reception];
}
