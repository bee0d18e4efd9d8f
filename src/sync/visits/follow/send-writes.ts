import { BodyRefusedError } from '../../../amocrm/errors/errors.ts';
import { chunks } from '../../../chunks.ts';
import { visitKeyText } from '../../../visits/visit-key.ts';
import { halves } from '../../write/bare-rejections.ts';
import { noted } from '../../write/noted.ts';
import { isRefusal, keepRefused, type Refusal, type RowRefusal, refusedRows } from '../refusals.ts';
import type { DealWrite, FollowOutcomes, FollowTools } from './follow-tools.ts';

/** Rows of a request. */
const atOnce = 50;

/** Whether anything of it goes to amoCRM: a row has its id and its request's in any case. */
export const isSent = ({ patch }: Pick<DealWrite, 'patch'>): boolean =>
  Object.keys(patch).length > 2;

/** Writes deals, in batches; rows that amoCRM rejects are set aside, and the others go on. */
export async function sendWrites(
  tools: FollowTools,
  all: readonly DealWrite[],
  outcomes: FollowOutcomes,
): Promise<void> {
  const writes = all.filter(isSent);
  await save(
    tools,
    all.filter((change) => !writes.includes(change)),
  );
  const bare: DealWrite[] = [];
  let judged = 0;
  let last: Refusal | null = null;
  for (let parts = [...chunks(writes, atOnce)]; parts.length > 0; ) {
    const [batch = [], ...others] = parts;
    parts = others;
    try {
      await send(tools, batch, outcomes);
      judged += batch.length;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      last = error;
      const { named, again } = await judge(tools, batch, error);
      judged += named;
      outcomes.rejected += named;
      const [alone] = again;
      if (again.length > 1 || named > 0) parts.unshift(...(named > 0 ? [again] : halves(again)));
      else if (alone !== undefined) bare.push(alone);
      parts = parts.filter((part) => part.length > 0);
    }
  }
  if (last !== null && judged === 0 && bare.length > 1) throw last;
  const code = last instanceof BodyRefusedError ? 'BodyRefused' : 'Refused';
  await refuse(
    tools,
    bare.map((change) => ({ change, code, subject: null })),
  );
  outcomes.rejected += bare.length;
}

async function send(
  tools: FollowTools,
  batch: readonly DealWrite[],
  outcomes: FollowOutcomes,
): Promise<void> {
  const { state } = tools;
  tools.signal?.throwIfAborted();
  const { departure } = await noted(tools, () =>
    state.transaction(async (tx) => {
      await tx.visitUpdates.declare(
        batch.map(({ row: { visit, patientId, put, acknowledged } }) => ({
          visit,
          patientId,
          put,
          sent: acknowledged,
        })),
      );
      await tools.note(
        tx,
        batch.flatMap(({ row, kinds }) => kinds.map((kind) => ({ kind, visit: row.visit }))),
      );
    }),
  );
  const { acknowledged } = await tools.leads.update(
    batch.map(({ patch }) => patch),
    departure,
  );
  const done = batch.filter(({ row }) => acknowledged.has(visitKeyText(row.visit)));
  await save(tools, done);
  outcomes.updated += done.length;
}

async function save({ state }: FollowTools, changes: readonly DealWrite[]): Promise<void> {
  if (changes.length === 0) return;
  await state.transaction(async (tx) => {
    for (const { row } of changes) {
      await tx.visitDeals.save(row);
      await tx.visitUpdates.remove(row.visit);
    }
    await tx.visitRejected.remove(changes.map(({ row }) => row.visit));
  });
}

/** A refused update has changed nothing. @throws SyncError VISITS_SETUP_GONE */
async function judge(
  tools: FollowTools,
  batch: readonly DealWrite[],
  error: Refusal,
): Promise<{ readonly named: number; readonly again: readonly DealWrite[] }> {
  await tools.state.transaction(async (tx) => {
    for (const { row } of batch) await tx.visitUpdates.remove(row.visit);
  });
  const refused = refusedRows(tools, error);
  const bad = batch.flatMap((change) => {
    const refusal = refused.get(change.row.visit);
    return refusal === undefined ? [] : [{ change, ...refusal }];
  });
  await refuse(tools, bad);
  return {
    named: bad.length,
    again: batch.filter(({ row }) => !refused.has(row.visit)),
  };
}

const refuse = (
  tools: FollowTools,
  rows: readonly (RowRefusal & { readonly change: DealWrite })[],
): Promise<void> =>
  keepRefused(
    tools,
    rows.map(({ change: { row, fingerprint }, code, subject }) => ({
      visit: row.visit,
      patientId: row.patientId,
      code,
      subject,
      fingerprint,
    })),
  );
