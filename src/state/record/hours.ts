import { sql } from 'kysely';
import { Repository } from '../shape/repository.ts';
import { upsert } from '../shape/upsert.ts';

const hourMs = 3_600_000;
/** A strip shows 90 days, of the clinic's zone. */
const keptMs = 92 * 24 * hourMs;

/** How passes over everybody, or over what changed, ended within an hour. */
export interface RecordedHour {
  /** Its beginning, milliseconds since the epoch. */
  readonly at: number;
  /** Of the error that ended them; null: they ended well. */
  readonly code: string | null;
  readonly passes: number;
}

/** How passes ended, hour by hour: three months of it, when the runs themselves may be kept for two weeks. */
export class Hours extends Repository {
  async add(endedAt: number, code: string | null): Promise<void> {
    const at = endedAt - (endedAt % hourMs);
    const row = { at, code: code ?? '', passes: 1 };
    await upsert(this.db, 'hours', [row], { sets: { passes: sql`hours.passes + 1` } });
    await this.db
      .deleteFrom('hours')
      .where('at', '<', at - keptMs)
      .execute();
  }

  /** The oldest first. */
  async since(from: number): Promise<readonly RecordedHour[]> {
    const rows = await this.db
      .selectFrom('hours')
      .selectAll()
      .where('at', '>=', from)
      .orderBy('at')
      .orderBy('code')
      .execute();
    return rows.map(({ at, code, passes }) => ({ at, code: code === '' ? null : code, passes }));
  }
}
