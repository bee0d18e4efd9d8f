import { sql } from 'kysely';
import { Repository } from '../shape/repository.ts';
import { upsert } from '../shape/upsert.ts';

const hourMs = 3_600_000;
/** A chart shows 30 days, of the clinic's zone. */
const keptMs = 32 * 24 * hourMs;

export const activityKinds = ['created', 'updated', 'rejected', 'requests', 'throttled'] as const;

/** What passes did within an hour. */
type ActivityHour = { readonly [Kind in (typeof activityKinds)[number]]: number } & {
  /** Its beginning, milliseconds since the epoch. */
  readonly at: number;
};

/** What passes did by the hour: a month of it, when the runs themselves may be kept for a day or two. */
export class Activity extends Repository {
  /** Adds what a run counted; a quiet one leaves no trace. */
  async add(at: number, counts: Readonly<Record<string, number>>): Promise<void> {
    const done = activityKinds.map((kind) => [kind, counts[kind] ?? 0] as const);
    if (done.every(([, count]) => count === 0)) return;
    const added = Object.fromEntries(done) as Omit<ActivityHour, 'at'>; // of every kind
    const hour = at - (at % hourMs);
    const sums = done.map(([kind]) => [
      kind,
      sql`${sql.ref(`activity.${kind}`)} + ${sql.ref(`excluded.${kind}`)}`,
    ]);
    await upsert(this.db, 'activity', [{ at: hour, ...added }], { sets: Object.fromEntries(sums) });
    await this.db
      .deleteFrom('activity')
      .where('at', '<', hour - keptMs)
      .execute();
  }

  /** The hours since `from` in which anything was done, the oldest first. */
  async since(from: number): Promise<readonly ActivityHour[]> {
    return await this.db
      .selectFrom('activity')
      .selectAll()
      .where('at', '>=', from)
      .orderBy('at')
      .execute();
  }
}
