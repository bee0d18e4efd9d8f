import type { Kysely } from 'kysely';
import type { Clock } from '../../../clock.ts';
import type { Recognising } from '../../home.ts';
import type { StateTables } from '../../shape/schema.ts';
import { judge, type Origin, type Seen } from './lineage.ts';
import type { LineageRow } from './lineage-row.ts';
import type { SeenFile } from './seen-file.ts';

/** How long a request may still change amoCRM that left before the state fell back: its age, its time-out, and a reserve. */
const inFlightMs = 76_000;

/** Finds out whether a state on a server has fallen back: by a fail-over, a dump or a copy of the data that was put back. */
export class LineageWatch {
  readonly row: LineageRow;
  readonly #file: SeenFile;
  readonly #clock: Clock;

  constructor(row: LineageRow, file: SeenFile, clock: Clock) {
    this.row = row;
    this.#file = file;
    this.#clock = clock;
  }

  /** For whoever holds the pass lock, before anything else. */
  async recognise({ signal, onFellBack }: Recognising = {}): Promise<void> {
    const { kept, now } = await this.row.look();
    const seen = await this.#file.read(kept.id);
    const { isAnother, areTokensOlder } = judge(kept, now, seen);
    if (isAnother) {
      onFellBack?.();
      // Creates that the state has forgotten are to be seen by the reading that follows.
      await this.#clock.sleep(inFlightMs, signal);
      const known = seen?.id === kept.id ? seen : kept;
      await this.row.distrust(now, known, areTokensOlder ? this.#clock.now() : null);
    } else if (isNews(kept, now)) await this.row.keep(now);
    await this.#file.note(kept);
  }

  /**
   * Within the transaction that keeps the pair, and remembered before it ends. One that then fails leaves a pair that the
   * account has exchanged already: it is older than one that was there.
   */
  async countPair(tx: Kysely<StateTables>): Promise<void> {
    await this.#file.note(await this.row.countPair(tx));
  }

  /** Before anything is sent that relies on what was written. */
  async saw(written: Seen): Promise<void> {
    await this.#file.note(written);
  }
}

/** It is looked at for the first time, or the server has begun to tell. */
const isNews = (kept: Origin, now: Origin): boolean =>
  (['system', 'timeline', 'tables'] as const).some(
    (part) => kept[part] === null && now[part] !== null,
  );
