import {
  BadRequestError,
  type RejectedRow,
  type RowProblem,
  ValidationError,
} from '../../amocrm/errors/errors.ts';
import type { State } from '../../state/open-state.ts';
import type { RejectedVisit } from '../../state/visits/visit-rejected.ts';
import { parseVisitKey, type VisitKey } from '../../visits/visit-key.ts';
import { SyncError } from '../errors.ts';
import type { DealTools } from './deal-tools.ts';
import { visitErrors } from './errors.ts';

/** amoCRM's word that a request is not right: it names rows, or says nothing of them. */
export type Refusal = ValidationError | BadRequestError;

export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof ValidationError || error instanceof BadRequestError;

export type RowRefusal = Pick<RejectedVisit, 'code' | 'subject'>;

/**
 * The rows that a 400 names, each with its first problem. A field, a stage or a pipeline that is no more is no row's fault.
 *
 * @throws SyncError VISITS_SETUP_GONE
 */
export function refusedRows(
  { fields }: Pick<DealTools, 'fields'>,
  error: Refusal,
): ReadonlyMap<VisitKey, RowRefusal> {
  const rows = new Map<VisitKey, RowRefusal>();
  for (const row of error instanceof ValidationError ? error.rows : []) {
    const [problem] = row.errors;
    if (row.errors.some(({ path }) => /(^|\.)(field_id|pipeline_id|status_id)$/.test(path)))
      throw new SyncError(visitErrors.setUpGone());
    const visit = visitOf(row);
    if (visit === null || problem === undefined) continue;
    rows.set(visit, { code: problem.code, subject: subjectOf(problem, fields) });
  }
  return rows;
}

/** Our request ids are keys of visits. */
const visitOf = ({ requestId }: RejectedRow): VisitKey | null =>
  requestId === null ? null : parseVisitKey(requestId);

function subjectOf({ fieldId, path }: RowProblem, fields: DealTools['fields']): string | null {
  const known = [...fields].find(([, id]) => id === fieldId);
  return known?.[0] ?? (path.split('.')[0] || null);
}

/** Keeps in mind what was rejected and why, so that the very same is not sent again. */
export async function keepRefused(
  { state, clock }: { readonly state: State } & Pick<DealTools, 'clock'>,
  refused: readonly (RowRefusal & Pick<RejectedVisit, 'visit' | 'patientId' | 'fingerprint'>)[],
): Promise<void> {
  if (refused.length === 0) return;
  await state.transaction(async (tx) => {
    for (const row of refused) {
      await tx.visitIntents.remove(row.visit);
      await tx.visitUpdates.remove(row.visit);
      await tx.visitRejected.add(row, clock.now());
    }
  });
}
