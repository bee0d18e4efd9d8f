import { setTimeout as delay } from 'node:timers/promises';
import type { SoakFleet } from './soak-fleet.ts';

interface DueRow {
  readonly schema: string;
  readonly pid: number | null;
  readonly marks: string;
  readonly outcome: string | null;
  readonly asks: string | null;
}

const everyMs = 250;

/** How long each clinic went without a pass by a machine that is well, while there was such a machine, and the server. */
export class Waits {
  readonly #fleet: SoakFleet;
  readonly #waitedMs = new Map<string, number>();
  readonly #marks = new Map<string, string>();
  #ended = false;
  longestMs = 0;
  longestOf = '';
  /** Passes that were seen to begin or to end, by clinic. */
  readonly seen = new Map<string, number>();
  readonly outcomes = new Map<string, string | null>();
  /** When a first load was seen to have ended: of which clinic, and how long after the beginning; ms. */
  readonly loadedMs = new Map<string, number>();
  readonly #begunAt = performance.now();

  constructor(fleet: SoakFleet) {
    this.#fleet = fleet;
  }

  end(): void {
    this.#ended = true;
  }

  async watch(): Promise<void> {
    for (let last = performance.now(); !this.#ended; ) {
      await delay(everyMs);
      const wasWell = this.#fleet.isWell;
      const rows = await this.#fleet.rowsOrNull<DueRow>(`
        select s.schema_name as schema, case when d.job is not null then m.pid end as pid, d.outcome, d.asks,
          concat(d.begun_at, d.ended_at) as marks
        from ident_amocrm.fleet_due d join (${this.#fleet.schemas}) s using (number)
        left join ident_amocrm.fleet_machines m using (machine)`);
      const now = performance.now();
      // While this process itself stood still, nobody knows what was.
      const passed = Math.min(now - last, 4 * everyMs);
      last = now;
      if (rows !== null) for (const row of rows) this.#note(row, wasWell ? passed : 0);
    }
  }

  #note(row: DueRow, passedMs: number): void {
    const isMoved = this.#marks.get(row.schema) !== row.marks;
    this.#marks.set(row.schema, row.marks);
    this.outcomes.set(row.schema, row.outcome);
    // Its first pass is its first load.
    if (row.outcome === 'ok' && !this.loadedMs.has(row.schema)) {
      this.loadedMs.set(row.schema, performance.now() - this.#begunAt);
    }
    if (isMoved) this.seen.set(row.schema, (this.seen.get(row.schema) ?? 0) + 1);
    const isServed = this.#fleet.machines.some(({ pid, isWell }) => isWell && pid === row.pid);
    const before = this.#waitedMs.get(row.schema) ?? 0;
    const waited = isMoved || isServed ? 0 : before + passedMs;
    this.#waitedMs.set(row.schema, waited);
    if (waited > this.longestMs) {
      this.longestMs = waited;
      this.longestOf = `${row.schema}, last outcome ${row.outcome}`;
    }
  }
}
