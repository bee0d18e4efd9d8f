import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { type Column, isThere, ref, type Sql } from '../../sql/dialect.ts';
import { isMarked, isUnmarked } from './marks.ts';

export interface CompletedReceptions {
  readonly id: Column;
  readonly patient: Column;
  /** Which rows of Receptions (alias `r`) were completed. */
  readonly condition: Sql;
  /** The wall clock by which the latest is told; null: by its id alone. */
  readonly planned: Sql | null;
}

/**
 * Receptions holds planned, cancelled and finished rows together, told apart by stamps alone. Completed is what was
 * never cancelled and has ended or been billed. Without a mark of cancelling, or without one of ending, nobody can
 * tell: then nothing is computed.
 */
export function completedReceptions(catalogue: Catalogue): CompletedReceptions | null {
  const column = (name: string) => catalogue.find({ table: 'Receptions', column: name });
  const id = column('ID');
  const patient = column('ID_Patients');
  const cancelled = ['ReceptionCanceled', 'ID_ReceptionCancelReasons'].map(column).filter(isThere);
  const ended = ['ReceptionEnded', 'CheckIssued'].map(column).filter(isThere);
  if (!id || !patient || cancelled.length === 0 || ended.length === 0) return null;
  const isOver = ended.map((mark) => isMarked('r', mark));
  const condition = sql.join(
    [...cancelled.map((mark) => isUnmarked('r', mark)), sql`(${sql.join(isOver, sql` or `)})`],
    sql` and `,
  );
  const plan = column('PlanStart');
  const planned = plan && catalogue.dialect.wallClock(ref('r', plan), plan.type);
  return { id, patient, condition, planned };
}
