import type { Clock } from '../../clock.ts';
import type { FleetTables } from '../../fleet/tables/fleet-tables.ts';
import type { ClinicRow } from '../../fleet/tables/overview.ts';
import type { ServiceEvent } from '../../service/service-event.ts';

const everyMs = 2_000;

interface WatchOptions {
  readonly tables: Pick<FleetTables, 'clinic'>;
  readonly number: number;
  readonly clock: Clock;
  readonly emit: (event: ServiceEvent) => void;
}

/**
 * What happens to a clinic, whichever machine does it, as the tables of the fleet show it: looked at only as long as
 * somebody has its page open.
 */
export class ClinicWatch {
  readonly #options: WatchOptions;
  #watchers = 0;
  #stop: AbortController | null = null;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  get isWatched(): boolean {
    return this.#watchers > 0;
  }

  /** @returns how to stop. */
  begin(): () => void {
    this.#watchers += 1;
    if (this.#stop === null) {
      this.#stop = new AbortController();
      void this.#watch(this.#stop.signal);
    }
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#watchers -= 1;
      if (this.#watchers > 0) return;
      this.#stop?.abort();
      this.#stop = null;
    };
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { tables, number, clock, emit } = this.#options;
    let known: ClinicRow | null = null;
    while (!signal.aborted) {
      // A server that is away for a moment is asked again.
      const row: ClinicRow | null = await tables.clinic(number).catch(() => known);
      if (signal.aborted) return;
      if (known !== null && row !== null) {
        for (const event of happened(known, row, clock.now())) emit(event);
      }
      known = row;
      await clock.sleep(everyMs, signal).catch(() => undefined);
    }
  }
}

/** What must have happened between two looks. */
function happened(before: ClinicRow, now: ClinicRow, at: number): readonly ServiceEvent[] {
  const { running: was } = before;
  const { running: is } = now;
  const events: ServiceEvent[] = [];
  const hasEnded = now.endedAt !== null && now.endedAt !== before.endedAt;
  if (hasEnded || (was !== null && was.since !== is?.since)) {
    const { outcome } = now;
    const failed = hasEnded && outcome !== null && outcome !== 'ok' ? { errorCode: outcome } : {};
    events.push({ type: 'pass-ended', at, ...failed });
  }
  if (is !== null && is.since !== was?.since) {
    events.push({ type: 'pass-started', mode: is.mode, at: is.since });
  } else if (is?.progress && JSON.stringify(is.progress) !== JSON.stringify(was?.progress)) {
    events.push({ type: 'pass-progress', progress: is.progress });
  }
  const isOtherwise =
    before.dueAt !== now.dueAt || before.asks !== now.asks || before.failures !== now.failures;
  if (events.length === 0 && isOtherwise) events.push({ type: 'turn', at });
  return events;
}
