import {
  BadRequestError,
  BodyRefusedError,
  type RejectedRow,
  type RowProblem,
  ValidationError,
} from '../../amocrm/errors/errors.ts';
import { chunks } from '../../chunks.ts';
import type { State } from '../../state/open-state.ts';
import type { RejectedVisit } from '../../state/visits/visit-rejected.ts';
import { parseVisitKey, type VisitKey } from '../../visits/visit-key.ts';
import { SyncError } from '../errors.ts';
import { halves } from '../write/bare-rejections.ts';
import type { DealTools } from './deal/deal-tools.ts';
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

/** Rows that are updated in one request, and what is to be undone where amoCRM refuses it. */
interface RowWrite<Row> {
  visitOf(row: Row): VisitKey;
  send(batch: readonly Row[]): Promise<void>;
  /** A refused update has changed nothing. */
  undo(batch: readonly Row[]): Promise<void>;
}

/**
 * Updates deals in batches. Rows that a refusal names are set aside, one that it does not name is found by halves, and all
 * others go on.
 *
 * @returns those that were set aside.
 * @throws SyncError VISITS_SETUP_GONE
 */
export async function rowByRow<Row>(
  tools: Pick<DealTools, 'fields' | 'signal'>,
  rows: readonly Row[],
  { visitOf: keyOf, send, undo }: RowWrite<Row>,
): Promise<readonly (RowRefusal & { readonly row: Row })[]> {
  const aside: (RowRefusal & { readonly row: Row })[] = [];
  for (let parts = [...chunks(rows, atOnce)]; parts.length > 0; ) {
    const [batch = [], ...others] = parts;
    parts = others;
    try {
      tools.signal?.throwIfAborted();
      await send(batch);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await undo(batch);
      const named = refusedRows(tools, error);
      const good = batch.filter((row) => !named.has(keyOf(row)));
      for (const row of batch) {
        const refusal = named.get(keyOf(row));
        if (refusal !== undefined) aside.push({ row, ...refusal });
      }
      const [alone] = good;
      if (good.length < batch.length) parts.unshift(good);
      else if (good.length > 1) parts.unshift(...halves(good));
      else if (alone !== undefined) aside.push({ row: alone, code: codeOf(error), subject: null });
      parts = parts.filter(({ length }) => length > 0);
    }
  }
  return aside;
}

/** Rows of a request. */
const atOnce = 50;

const codeOf = (error: Refusal): string =>
  error instanceof BodyRefusedError ? 'BodyRefused' : 'Refused';
