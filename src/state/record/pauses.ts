import { Repository } from '../shape/repository.ts';
import { upsert } from '../shape/upsert.ts';
import { type PauseReason, pauseReasons } from './pause-reasons.ts';

export interface Pause {
  readonly reason: PauseReason;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Of the error that gave the reason; null for a person's wish. */
  readonly code: string | null;
  readonly actor: Actor;
}

/** By which of its faces somebody acts on the program. */
export type Actor = 'service' | 'cli' | 'dashboard';

/** Somebody who is known by a name: a user of the page, a login of the computer. */
export interface Person {
  readonly actor: Actor;
  readonly who: string | null;
}

/** Who acts, as far as it is known. */
export type By = Actor | Person;

export const personOf = (by: By): Person =>
  typeof by === 'string' ? { actor: by, who: null } : by;

/** The set of reasons for which the service rests: it goes on when the set is empty. */
export class Pauses extends Repository {
  /** The gravest first. */
  async all(): Promise<readonly Pause[]> {
    const rows = await this.db.selectFrom('pauses').selectAll().execute();
    return rows
      .map(
        ({ reason, since, code, actor }): Pause => ({
          // Written by set only.
          reason: reason as PauseReason,
          since,
          code,
          actor: actor as Actor,
        }),
      )
      .toSorted((a, b) => pauseReasons.indexOf(a.reason) - pauseReasons.indexOf(b.reason));
  }

  /** Adds a reason; one that stands already keeps its `since`. */
  async set({ actor: by, ...pause }: Omit<Pause, 'actor'> & { readonly actor: By }): Promise<void> {
    const { reason, since, code } = pause;
    const { actor } = personOf(by);
    const row = { reason, since, code, actor };
    await upsert(this.db, 'pauses', [row], { updates: ['code', 'actor'] });
  }

  /** @returns whether it stood. */
  async clear(reason: PauseReason): Promise<boolean> {
    const [result] = await this.db.deleteFrom('pauses').where('reason', '=', reason).execute();
    return (result?.numDeletedRows ?? 0n) > 0n;
  }
}
