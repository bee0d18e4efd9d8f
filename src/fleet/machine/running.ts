import type { Clock } from '../../clock.ts';
import type { RunningPass } from '../../health/facts.ts';
import type { ServiceEvent } from '../../service/service-event.ts';

/** A bar on a page needs no more. */
const everyMs = 2_000;

/** Shows what happens in a turn, from time to time: a failure to do so disturbs no pass. */
export class RunningTold {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #show: (running: RunningPass | null) => Promise<void>;
  #running: RunningPass | null = null;
  /** Passes that stand still meanwhile: a two-minute one runs between the pages of a deep one. */
  readonly #outer: RunningPass[] = [];
  #toldAt = Number.NEGATIVE_INFINITY;
  #telling: Promise<void> = Promise.resolve();

  constructor(
    clock: Pick<Clock, 'monotonic'>,
    show: (running: RunningPass | null) => Promise<void>,
  ) {
    this.#clock = clock;
    this.#show = show;
  }

  readonly hear = (event: ServiceEvent): void => {
    if (event.type === 'pass-started') {
      if (this.#running !== null) this.#outer.push(this.#running);
      this.#tell({ mode: event.mode, since: event.at, progress: null });
    } else if (event.type === 'pass-progress' && this.#running !== null) {
      const { progress } = event;
      const isNew = progress.phase !== this.#running.progress?.phase;
      const isDue = this.#clock.monotonic() - this.#toldAt >= everyMs;
      if (isNew || isDue) this.#tell({ ...this.#running, progress });
    } else if (event.type === 'pass-ended') this.#tell(this.#outer.pop() ?? null);
  };

  /** What was told last has arrived, or never will. */
  async flush(): Promise<void> {
    await this.#telling;
  }

  #tell(running: RunningPass | null): void {
    this.#running = running;
    this.#toldAt = this.#clock.monotonic();
    this.#telling = this.#telling.then(() => this.#show(running)).catch(() => undefined);
  }
}
