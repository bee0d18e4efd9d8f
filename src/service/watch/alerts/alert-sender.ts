import type { Logger } from 'pino';
import { logFields } from '../../../app-error.ts';
import { backoffMs, type Clock } from '../../../clock.ts';
import { type DeepSchedule, deepSchedule } from '../../schedule/deep-schedule.ts';
import type { AlertChannel } from '../channels/channel.ts';
import { ChannelError } from '../channels/errors.ts';
import { incidentsOf, type Ledger, type Task } from './ledger.ts';
import { type AlertMessage, digestMessage, recoveryMessage, type Wording } from './message.ts';

/** When people come to work, on the clinic's wall clock. */
const digestHour = 9;
const retry = { firstMs: 60_000, mostMs: 3_600_000 } as const;

interface AlertSenderOptions {
  readonly channel: AlertChannel;
  readonly ledger: Ledger;
  readonly wording: Wording;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Tells one channel what it has not heard of; where that fails, again a little later, and later still. */
export class AlertSender {
  readonly #options: AlertSenderOptions;
  readonly #digests: DeepSchedule;
  #failures = 0;
  /** Monotonic ms. */
  #notBefore = Number.NEGATIVE_INFINITY;
  #errand: Promise<void> | undefined;

  constructor(options: AlertSenderOptions) {
    this.#options = options;
    const { timeZone } = options.wording;
    this.#digests = deepSchedule({ morning: digestHour, evening: digestHour }, timeZone);
  }

  /** Sets out, unless it is on its way or has to wait; nobody waits for it. */
  go(): void {
    const { channel, clock, ledger } = this.#options;
    if (this.#errand !== undefined || clock.monotonic() < this.#notBefore) return;
    const tasks = ledger.tasks(channel.name, this.#digests.lastDue(clock.now()));
    if (tasks.length === 0) return;
    this.#errand = this.#run(tasks).finally(() => {
      this.#errand = undefined;
    });
  }

  /** When it is back. */
  async idle(): Promise<void> {
    await this.#errand;
  }

  async #run(tasks: readonly Task[]): Promise<void> {
    const { channel, ledger, log } = this.#options;
    for (const task of tasks) {
      try {
        await channel.send(this.#message(task));
      } catch (error) {
        this.#postpone(error);
        return;
      }
      this.#failures = 0;
      ledger.tick(channel.name, task);
      await ledger.save();
      const kinds = incidentsOf(task).map(({ code }) => code);
      log.info({ channel: channel.name, kinds, said: task.say }, 'alert sent');
    }
  }

  #message(task: Task): AlertMessage {
    const { wording } = this.#options;
    if (task.say === 'trouble') return digestMessage(task.incidents, wording);
    return recoveryMessage(task.incident, task.overAt, wording);
  }

  #postpone(error: unknown): void {
    const { channel, clock, log } = this.#options;
    const asked = error instanceof ChannelError ? error.retryAfterMs : null;
    this.#failures += 1;
    const pauseMs = Math.min(asked ?? backoffMs(retry, this.#failures), retry.mostMs);
    this.#notBefore = clock.monotonic() + pauseMs;
    const told = { ...logFields(error), channel: channel.name, pauseMs };
    log.warn(told, 'alert not sent, tried again later');
  }
}
