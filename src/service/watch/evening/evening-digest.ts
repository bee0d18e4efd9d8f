import type { Logger } from 'pino';
import { Temporal } from 'temporal-polyfill';
import { logFields } from '../../../app-error.ts';
import { backoffMs, type Clock } from '../../../clock.ts';
import type { HealthFacts } from '../../../health/facts.ts';
import type { Meta } from '../../../state/account/meta.ts';
import { deepSchedule } from '../../schedule/deep-schedule.ts';
import type { Wording } from '../alerts/message.ts';
import type { AlertChannel } from '../channels/channel.ts';
import { ChannelError } from '../channels/errors.ts';
import { type DayCounts, eveningMessage, isAudited } from './evening-message.ts';

const hourMs = 3_600_000;
/** An audit that has not ended by then is told to have not. */
const patienceMs = 3 * hourMs;
/** Later nobody reads of yesterday's evening. */
const longestMs = 12 * hourMs;
const retry = { firstMs: 60_000, mostMs: hourMs } as const;

/** Which channel has got which evening's: when its audit was due, wall ms. */
export interface EveningBook {
  read(): Promise<Readonly<Record<string, number>>>;
  write(sent: Readonly<Record<string, number>>): Promise<void>;
}

/** In the clinic's own state. */
export const eveningBookIn = (meta: Pick<Meta, 'get' | 'set'>): EveningBook => ({
  read: async () => (await meta.get('eveningsTold')) ?? {},
  write: (sent) => meta.set('eveningsTold', sent),
});

type DayHour = DayCounts & { readonly at: number };

export interface EveningSources {
  /** DEEP_SYNC_HOUR_EVENING */
  readonly hour: number;
  /** What passes did by the hour. */
  readonly activity: { since(from: number): Promise<readonly DayHour[]> };
  readonly book: EveningBook;
}

interface EveningDigestOptions extends EveningSources {
  readonly channels: readonly AlertChannel[];
  readonly wording: Wording;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Tells each channel once a day how it went, after the evening's audit, or that this did not end. */
export class EveningDigest {
  readonly #options: EveningDigestOptions;
  readonly #lastDue: (at: number) => number;
  #errand: Promise<void> | undefined;
  #failures = 0;
  /** Monotonic ms. */
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(options: EveningDigestOptions) {
    this.#options = options;
    const { hour, wording } = options;
    const evening = deepSchedule({ morning: hour, evening: hour }, wording.timeZone);
    this.#lastDue = (at) => evening.lastDue(at);
  }

  /** Sets out when it is time; nobody waits for it. */
  go(facts: HealthFacts): void {
    const { clock, log } = this.#options;
    const now = clock.now();
    const dueAt = this.#lastDue(now);
    const waited = now - dueAt;
    // Before the first load there is no day to tell of; that it waits is told as a trouble.
    const isSetUp = facts.unasked === null || facts.lastDeepAt !== null;
    const isTime = isAudited({ facts, dueAt }) || waited >= patienceMs;
    if (this.#errand !== undefined || clock.monotonic() < this.#notBefore) return;
    if (!isSetUp || !isTime || waited > longestMs) return;
    this.#errand = this.#run(facts, dueAt)
      .catch((error: unknown) => log.warn(logFields(error), 'the evening digest was not sent'))
      .finally(() => {
        this.#errand = undefined;
      });
  }

  /** When it is back. */
  async idle(): Promise<void> {
    await this.#errand;
  }

  async #run(facts: HealthFacts, dueAt: number): Promise<void> {
    const { channels, book, wording, log } = this.#options;
    let sent = await book.read();
    const left = channels.filter(({ name }) => (sent[name] ?? 0) < dueAt);
    if (left.length === 0) return;
    const message = eveningMessage({ facts, dueAt, counts: await this.#counts(dueAt) }, wording);
    let failed = false;
    for (const channel of left) {
      try {
        await channel.send(message);
      } catch (error) {
        // The others are told although this one is away.
        if (!failed) this.#postpone(error, channel);
        failed = true;
        continue;
      }
      sent = { ...sent, [channel.name]: dueAt };
      await book.write(sent);
      log.info({ channel: channel.name, said: 'evening' }, 'alert sent');
    }
    if (!failed) this.#failures = 0;
  }

  /** Of the clinic's day in which the audit was due. */
  async #counts(dueAt: number): Promise<DayCounts> {
    const { activity, wording } = this.#options;
    const day = Temporal.Instant.fromEpochMilliseconds(dueAt)
      .toZonedDateTimeISO(wording.timeZone)
      .startOfDay();
    const end = day.add({ days: 1 }).epochMilliseconds;
    const hours = (await activity.since(day.epochMilliseconds)).filter(({ at }) => at < end);
    const sum = (kind: keyof DayCounts) => hours.reduce((all, hour) => all + hour[kind], 0);
    return { created: sum('created'), updated: sum('updated'), rejected: sum('rejected') };
  }

  #postpone(error: unknown, { name }: AlertChannel): void {
    const { clock, log } = this.#options;
    const asked = error instanceof ChannelError ? error.retryAfterMs : null;
    this.#failures += 1;
    const pauseMs = Math.min(asked ?? backoffMs(retry, this.#failures), retry.mostMs);
    this.#notBefore = clock.monotonic() + pauseMs;
    const told = { ...logFields(error), channel: name, pauseMs };
    log.warn(told, 'alert not sent, tried again later');
  }
}
