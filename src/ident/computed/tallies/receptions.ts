import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type SqlDialect } from '../../sql/dialect.ts';
import { chairNames } from './branch-names.ts';
import type { CompletedReceptions } from './completed-receptions.ts';
import { firstMoment } from './marks.ts';
import { countCell, keyCell, rowsOf, type TallyCell, type TallySource } from './tally.ts';

/** Columns of a completed reception (`r`) that tell its day, the best first. */
const dateColumns = ['ReceptionStarted', 'PlanStart', 'ReceptionEnded'] as const;

/** When a completed reception was; null: this database does not tell. */
export const completedAt = (catalogue: Catalogue) =>
  firstMoment(
    'r',
    dateColumns.map((column) => catalogue.find({ table: 'Receptions', column })).filter(isThere),
    catalogue.dialect,
  );

/**
 * How many receptions of a patient were completed (`visits`), when the first was (`first_visit`), and the latest of
 * them by planned start (`planned`, `reception`, and the names of the branch of its chair, `chair_0`, `chair_1`).
 */
export function receptionsTally(
  receptions: CompletedReceptions,
  catalogue: Catalogue,
): TallySource {
  const { dialect } = catalogue;
  const { id, patient, condition } = receptions;
  const date = completedAt(catalogue);
  const chair = catalogue.find({ table: 'Receptions', column: 'ID_Armchairs' });
  const names = chair && chairNames(ref('r', chair), 'chair', catalogue);
  return {
    ...rowsOf('r', { id, patient }, dialect),
    joins: names ? [names] : [],
    counts: () => condition,
    cells: [
      countCell('visits', sql`1`),
      ...(date ? [{ name: 'first_visit', kind: 'least', as: 'moment', of: date } as const] : []),
      ...latestReception(receptions, dialect),
    ],
  };
}

/** What tells the latest of a patient's completed receptions. */
export function latestReception(
  { id, planned }: CompletedReceptions,
  dialect: SqlDialect,
): readonly TallyCell[] {
  const latest = { kind: 'latest', ranks: 'greatest' } as const;
  const reception: TallyCell = { name: 'reception', ...latest, ...keyCell('r', id, dialect) };
  return planned === null
    ? [reception]
    : [{ name: 'planned', ...latest, as: 'moment', of: planned }, reception];
}
