import { z } from 'zod';
import { Repository } from '../shape/repository.ts';
import { upsert } from '../shape/upsert.ts';

/** A trouble that lasts. */
export interface StandingAlert {
  /** A stable word: `stale`, `auth`, `database`, … */
  readonly kind: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly code: string | null;
  /** Channels through which it was said. */
  readonly told: readonly string[];
}

/** What is the matter now and who was told of it: after a restart nobody is told again. */
export class Alerts extends Repository {
  async all(): Promise<readonly StandingAlert[]> {
    const rows = await this.db.selectFrom('alerts').selectAll().orderBy('since').execute();
    return rows.map((row) => ({ ...row, told: channels.parse(JSON.parse(row.told)) }));
  }

  async set({ kind, since, code, told }: StandingAlert): Promise<void> {
    await upsert(this.db, 'alerts', [{ kind, since, code, told: JSON.stringify(told) }]);
  }

  async remove(kind: string): Promise<void> {
    await this.db.deleteFrom('alerts').where('kind', '=', kind).execute();
  }
}

const channels = z.array(z.string());
