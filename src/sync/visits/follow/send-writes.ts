import type { VisitCounts } from '../pass/visit-counts.ts';
import { keepRejected, rowByRow } from '../rejected-rows.ts';
import { sendUpdates, undoUpdates } from '../updates.ts';
import type { DealWrite, FollowTools } from './follow-tools.ts';

/** Whether anything of it goes to amoCRM: a row has its id and its request's in any case. */
export const isSent = ({ patch }: Pick<DealWrite, 'patch'>): boolean =>
  Object.keys(patch).length > 2;

/** Writes deals, in batches; rows that amoCRM rejects are set aside, and the others go on. */
export async function sendWrites(
  tools: FollowTools,
  all: readonly DealWrite[],
  counts: VisitCounts,
): Promise<void> {
  const writes = all.filter(isSent);
  await save(
    tools,
    all.filter((change) => !writes.includes(change)),
  );
  await rowByRow(tools, writes, {
    visitOf: ({ row }) => row.visit,
    send: async (batch) => {
      const done = await sendUpdates(tools, batch);
      await save(
        tools,
        batch.filter(({ row }) => done.has(row.visit)),
      );
      counts.add('dealsUpdated', done.size);
    },
    undo: (batch) => undoUpdates(tools, batch),
    reject: async (some) => {
      await keepRejected(tools, some, ({ row: { visit, patientId }, fingerprint }) => ({
        visit,
        patientId,
        fingerprint,
      }));
      counts.add('dealsRejected', some.length);
    },
    endsUnjudged: true,
  });
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
