import { type VisitKey, visitKeyText } from '../../visits/visit-key.ts';
import { noted } from '../write/noted.ts';
import type { DealTools } from './deal/deal-tools.ts';
import type { DealWrite } from './follow/follow-tools.ts';

/** Sends updates in one request, noted before it. @returns those that amoCRM has acknowledged. */
export async function sendUpdates(
  tools: DealTools,
  batch: readonly Pick<DealWrite, 'row' | 'patch' | 'kinds'>[],
): Promise<ReadonlySet<VisitKey>> {
  const { departure } = await noted(tools, () =>
    tools.state.transaction(async (tx) => {
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
  const visits = batch.map(({ row }) => row.visit);
  return new Set(visits.filter((visit) => acknowledged.has(visitKeyText(visit))));
}

/** A refused update has changed nothing. */
export async function undoUpdates<Row extends { readonly row: { readonly visit: VisitKey } }>(
  { state }: DealTools,
  batch: readonly Row[],
): Promise<readonly Row[]> {
  await state.transaction(async (tx) => {
    for (const { row } of batch) await tx.visitUpdates.remove(row.visit);
  });
  return batch;
}
