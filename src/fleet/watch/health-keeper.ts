import type { Logger } from 'pino';
import { logFields } from '../../app-error.ts';
import type { Clinic } from '../../clinic/clinic.ts';
import type { Clock } from '../../clock.ts';
import type { HealthFacts } from '../../health/facts.ts';
import { Activity } from '../../state/record/activity.ts';
import type { Shown, WatchRows } from '../tables/watch-rows.ts';

export interface HealthKeeperOptions {
  readonly rows: Pick<WatchRows, 'show' | 'hide'>;
  /** Of the clinic. */
  readonly number: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How often a pass that goes on for long shows how the clinic is. */
const everyMs = 15_000;
/** The evening's digest tells of a day, and may be late. */
const hoursMs = 48 * 3_600_000;

/** Shows all machines how a clinic is, as whoever has its state open sees it: nobody else has to open it. */
export class HealthKeeper {
  readonly #options: HealthKeeperOptions;

  constructor(options: HealthKeeperOptions) {
    this.#options = options;
  }

  /** Shows it now and then while `work` is done, and once it is over. */
  async during(look: () => Promise<Shown>, work: () => Promise<void>): Promise<void> {
    const { clock } = this.#options;
    const over = new AbortController();
    const meanwhile = async () => {
      while (!over.signal.aborted) {
        await clock.sleep(everyMs, over.signal).catch(() => undefined);
        if (!over.signal.aborted) await this.#show(look);
      }
    };
    const showing = meanwhile();
    try {
      await work();
    } finally {
      over.abort();
      await showing;
    }
    await this.#show(look);
  }

  /** The clinic's state cannot be worked with. */
  async hide(code: string): Promise<void> {
    const { rows, number } = this.#options;
    await this.#tried(() => rows.hide(number, code));
  }

  async #show(look: () => Promise<Shown>): Promise<void> {
    const { rows, number } = this.#options;
    await this.#tried(async () => rows.show(number, await look()));
  }

  /** A pass is made although nobody hears of it; that nothing was heard grows old by itself. */
  async #tried(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) =>
      this.#options.log.warn(logFields(error), 'how the clinic is could not be shown'),
    );
  }
}

/** What is shown of a clinic whose state is open. */
export async function shownOf(
  { state, clock }: Pick<Clinic, 'state' | 'clock'>,
  facts: () => Promise<HealthFacts>,
): Promise<Pick<Shown, 'facts' | 'hours'>> {
  const hours = await new Activity(state.db).since(clock.now() - hoursMs);
  return { facts: await facts(), hours };
}
