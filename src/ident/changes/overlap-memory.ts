import type { ChangeCursor } from './change-cursor.ts';
import { earlier } from './stamp.ts';

/**
 * A row that was stamped so long before it was read is not stamped alike once more: whoever writes it again gets a later
 * stamp, or shows it within this time.
 */
const sameStampMs = 2 * 60_000;
/** Then everything of the overlap is read once more: what belongs to a row and bears no stamp may have changed. */
const lastingMs = 10 * 60_000;

/** One group of rows as a scan found it: whose, with which stamps, and how many. */
export interface ScannedGroup {
  readonly key: string;
  /** `YYYY-MM-DDTHH:MM:SS.fff`; null: nobody can tell. */
  readonly latest: string | null;
}

/**
 * What the scans of one process found in the overlap behind their cursor, so that the next one does not read the same
 * patients again. A scan's word counts only once its cursor was kept: that is, once its patients were acknowledged or
 * queued. In memory alone, for a stamp and whose it is tells of a visit (I7).
 */
export class OverlapMemory {
  /** The cursor that the last scan proposed. */
  #at: string | null = null;
  #since = '';
  #done: ReadonlySet<string> = new Set();

  /** The groups that need not be read again by a scan that goes on from this cursor. */
  known(cursor: ChangeCursor, now: string): ReadonlySet<string> {
    const continues = this.#at === cursor.at && earlier(now, lastingMs) <= this.#since;
    return continues ? this.#done : new Set();
  }

  /** @param known what {@link known} answered for this scan. */
  keep(next: ChangeCursor, groups: readonly ScannedGroup[], known: ReadonlySet<string>): void {
    if (known.size === 0) this.#since = next.at;
    const until = earlier(next.at, sameStampMs);
    this.#at = next.at;
    this.#done = new Set(
      groups
        .filter(({ key, latest }) => known.has(key) || (latest !== null && latest <= until))
        .map(({ key }) => key),
    );
  }
}

/** Of all scans of a database: each goes on from a cursor of its own. */
export class ScanMemory {
  readonly patients = new OverlapMemory();
  readonly receptions = new OverlapMemory();
}
