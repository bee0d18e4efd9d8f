import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import type { Part } from '../part.ts';
import type { SeenUpdate } from '../processes/sandbox.child.ts';
import type { SyncQuestion } from '../processes/sync.child.ts';
import type { Row } from '../row.ts';
import { Account, type Clinic, real } from '../world.ts';

/** What is observed: a commit in IDENT, or what somebody writes over a value of ours in amoCRM. */
type Side = 'IDENT' | 'amoCRM';

/**
 * Commits are spread evenly over whole intervals, so that each distance to the next pass occurs equally often: an hour
 * of waiting for chance would tell the same.
 */
interface Series {
  readonly everyMs: number;
  readonly commits: number;
  /** Intervals over which they are spread. */
  readonly intervals: number;
}

export const freshness: Part = {
  name: 'freshness',
  what: 'from a commit in IDENT to the contact changed, and from an edit in amoCRM to its repair, every 5 s and every 2 min',
  async run({ clinics, quick, tell }) {
    const rows: Row[] = [];
    const series: readonly Series[] = quick
      ? [{ everyMs: 5_000, commits: 10, intervals: 2 }]
      : [
          { everyMs: 5_000, commits: 40, intervals: 8 },
          { everyMs: 120_000, commits: 40, intervals: 1 },
        ];
    const clinic = await clinics.synced(quick ? 1_000 : 10_000);
    await using account = await Account.open(clinic, real);
    for (const side of ['IDENT', 'amoCRM'] as const) {
      for (const one of series) {
        const { everyMs, commits } = one;
        const every = `a pass every ${everyMs < 60_000 ? `${everyMs / 1000} s` : `${everyMs / 60_000} min`}`;
        tell(`freshness of ${side}: ${every}`);
        const delays = (await observe(clinic, account, one, side)).sort((a, b) => a - b);
        const at = (share: number) => (delays[Math.ceil(delays.length * share) - 1] ?? 0) / 1000;
        rows.push({
          part: this.name,
          what: `${every}: longest from ${stretches[side]} ÷ interval`,
          measured: at(1) / (everyMs / 1000),
          unit: '×',
          // Nobody can set an interval of seconds: there the reading of the contacts is what is measured.
          ...(side === 'amoCRM' && everyMs >= 60_000 ? { goal: { atMost: 1.1 } } : {}),
          aside: `median ${at(0.5).toFixed(1)} s, 95 % ${at(0.95).toFixed(1)} s, longest ${at(1).toFixed(1)} s of ${commits}`,
        });
      }
    }
    return rows;
  },
};

const stretches: Readonly<Record<Side, string>> = {
  IDENT: 'commit to contact',
  amoCRM: 'edit in amoCRM to its repair',
};

/** @returns milliseconds from each commit, or edit, to its contact's change. */
async function observe(
  clinic: Clinic,
  account: Account,
  series: Series,
  side: Side,
): Promise<number[]> {
  const { everyMs, commits, intervals } = series;
  const begun = Date.now();
  const service = account.inSync((sync, task) =>
    sync.ask({
      ask: 'service',
      task,
      everyMs,
      forMs: everyMs * (intervals + 1.5),
    } satisfies SyncQuestion),
  );
  const committed = new Map<number, number>();
  using database = new DatabaseSync(clinic.ident, { timeout: 10_000 });
  const contacts = contactsOf(clinic, commits);
  const edit = database.prepare(
    `update Persons set Address = ?, DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime') where ID = ?`,
  );
  const step = (everyMs * intervals) / commits;
  for (const [at, { patientId, contactId }] of contacts.entries()) {
    await delay(begun + (at + 0.5) * step - Date.now());
    const address = `${side} ${everyMs}-${at}`;
    if (side === 'IDENT') edit.run(address, patientId);
    else await account.ask<number>({ ask: 'edit', contactId, address });
    committed.set(contactId, Date.now());
  }
  await service;
  const seen = await account.ask<readonly SeenUpdate[]>({ ask: 'updates', since: begun });
  return [...committed].map(([contactId, at]) => {
    const update = seen.find((one) => one.contactId === contactId);
    if (update === undefined) throw new Error('a change did not arrive');
    return update.at - at;
  });
}

function contactsOf(
  clinic: Clinic,
  count: number,
): readonly { readonly patientId: number; readonly contactId: number }[] {
  using database = new DatabaseSync(`${clinic.state}/state.db`, { readOnly: true });
  return database
    .prepare('select patient_id, contact_id from links order by patient_id limit ?')
    .all(count)
    .map((row) => ({ patientId: Number(row['patient_id']), contactId: Number(row['contact_id']) }));
}
