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
import { halves } from '../write/rejections.ts';
import type { DealTools } from './deal/deal-tools.ts';
import { visitErrors } from './errors.ts';

/** amoCRM's word that a request is not right: it names rows, or says nothing of them. */
export type RequestRejected = ValidationError | BadRequestError;

const isRejected = (error: unknown): error is RequestRejected =>
  error instanceof ValidationError || error instanceof BadRequestError;

type Rejection = Pick<RejectedVisit, 'code' | 'subject'>;

/**
 * The rows that a 400 names, each with its first problem. A field, a stage or a pipeline that is no more is no row's fault.
 *
 * @throws SyncError VISITS_SETUP_GONE
 */
function rejectedRows(
  { fields }: Pick<DealTools, 'fields'>,
  error: RequestRejected,
): ReadonlyMap<VisitKey, Rejection> {
  const rows = new Map<VisitKey, Rejection>();
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

/** A row that amoCRM rejects. */
export type RejectedDeal<Row> = Rejection & { readonly row: Row };

/** Rows of a request. */
const atOnce = 50;

/** Rows that are written in requests of many, and what becomes of those that amoCRM rejects. */
interface RowWrite<Row> {
  visitOf(row: Row): VisitKey;
  send(batch: readonly Row[]): Promise<void>;
  /** What came of a rejected batch is undone. @returns the rows of which nothing came, as a rule all of them. */
  undo(batch: readonly Row[], error: RequestRejected): Promise<readonly Row[]>;
  /** These are set aside. */
  reject(rows: readonly RejectedDeal<Row>[]): Promise<void>;
  /** Whether an answer that judges none of several rows ends it: then it is not about the rows. */
  readonly endsUnjudged: boolean;
}

/**
 * Writes deals in batches. Rows that an answer names are set aside, one that it does not name is found by halves, and all
 * others go on.
 *
 * @throws SyncError VISITS_SETUP_GONE; the error that judged no row
 */
export async function rowByRow<Row>(
  tools: Pick<DealTools, 'fields' | 'signal'>,
  rows: readonly Row[],
  { visitOf: keyOf, send, undo, reject, endsUnjudged }: RowWrite<Row>,
): Promise<void> {
  const bare: RejectedDeal<Row>[] = [];
  let unjudged: RequestRejected | null = null;
  let judged = 0;
  for (let parts = [...chunks(rows, atOnce)]; parts.length > 0; ) {
    const [batch = [], ...others] = parts;
    parts = others;
    tools.signal?.throwIfAborted();
    try {
      await send(batch);
      judged += batch.length;
    } catch (error) {
      if (!isRejected(error)) throw error;
      const open = await undo(batch, error);
      const named = rejectedRows(tools, error);
      const good = open.filter((row) => !named.has(keyOf(row)));
      await reject(
        open.flatMap((row) => {
          const rejection = named.get(keyOf(row));
          return rejection === undefined ? [] : [{ row, ...rejection }];
        }),
      );
      judged += batch.length - good.length;
      const [alone] = good;
      if (good.length < open.length) parts.unshift(good);
      else if (good.length > 1) parts.unshift(...halves(good));
      else if (alone !== undefined) {
        unjudged = error;
        const code = error instanceof BodyRefusedError ? 'BodyRefused' : 'Refused';
        bare.push({ row: alone, code, subject: null });
      }
      parts = parts.filter(({ length }) => length > 0);
    }
  }
  if (endsUnjudged && judged === 0 && bare.length > 1 && unjudged !== null) throw unjudged;
  await reject(bare);
}

/** Keeps in mind what was rejected and why, so that the very same is not sent again. */
export async function keepRejected<Row>(
  { state, clock }: { readonly state: State } & Pick<DealTools, 'clock'>,
  rejected: readonly RejectedDeal<Row>[],
  of: (row: Row) => Pick<RejectedVisit, 'visit' | 'patientId' | 'fingerprint'>,
): Promise<void> {
  if (rejected.length === 0) return;
  await state.transaction(async (tx) => {
    for (const { row, code, subject } of rejected) {
      const { visit, patientId, fingerprint } = of(row);
      await tx.visitIntents.remove(visit);
      await tx.visitUpdates.remove(visit);
      await tx.visitRejected.add({ visit, patientId, code, subject, fingerprint }, clock.now());
    }
  });
}
