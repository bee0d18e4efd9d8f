import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { AlertConfig } from '../../config/parts/alert-config.ts';
import { type Incident, needsPerson } from '../../health/incident.ts';
import { blindness, incidents } from '../../health/rules.ts';
import { AlertSender } from './alerts/alert-sender.ts';
import { Debounce } from './alerts/debounce.ts';
import { type AlertStore, Ledger } from './alerts/ledger.ts';
import type { AlertChannel } from './channels/channel.ts';
import { channelsOf, configuredChannels } from './channels/configured.ts';
import { EveningDigest, type EveningSources } from './evening/evening-digest.ts';
import type { FactsLook } from './facts-in-time.ts';
import { Heartbeat } from './heartbeat.ts';

export interface WatcherOptions {
  /** How things stand now; never rejects. */
  readonly look: () => Promise<FactsLook>;
  readonly config: AlertConfig;
  /** Who was told of what: `state.alerts`. */
  readonly alerts: AlertStore;
  /** What the evening's digest tells; absent: there is none. */
  readonly evening?: EveningSources;
  /** The clinic's. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where several processes watch: whether this is the one that calls people; throws where another one is. */
  readonly mayCall?: () => Promise<void>;
}

/** Looks at the service from time to time, and calls people when it needs them. */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #ledger: Ledger;
  readonly #debounce: Debounce;
  readonly #senders: readonly AlertSender[];
  readonly #heartbeat: Heartbeat | null;
  readonly #evening: EveningDigest | null;
  /** Since when there have been no facts, wall ms. */
  #blindSince: number | null = null;

  private constructor(options: WatcherOptions, ledger: Ledger) {
    const { config, timeZone, clock, log, evening, mayCall } = options;
    const { language, heartbeatUrl } = config;
    const http = { fetch: globalThis.fetch, clock };
    const wording = { language, timeZone };
    const channels = configuredChannels(config, http).map((channel) =>
      mayCall === undefined ? channel : onlyWhen(mayCall, channel),
    );
    this.#options = options;
    this.#ledger = ledger;
    this.#debounce = new Debounce(ledger.standing);
    this.#senders = channels.map(
      (channel) => new AlertSender({ channel, ledger, wording, clock, log }),
    );
    this.#heartbeat = heartbeatUrl === undefined ? null : new Heartbeat(heartbeatUrl, http, log);
    this.#evening =
      evening === undefined || config.evening !== true
        ? null
        : new EveningDigest({ ...evening, channels, wording, clock, log });
  }

  /** @throws StateError when the state cannot be read. */
  static async open(options: WatcherOptions): Promise<Watcher> {
    const { config, alerts: store, log } = options;
    return new Watcher(options, await Ledger.open({ store, channels: channelsOf(config), log }));
  }

  /** One look. What has to be told is on its way when this returns, and holds nobody up. */
  async look(): Promise<void> {
    const { look, clock } = this.#options;
    const { facts, ...blind } = await look();
    const now = clock.now();
    const present = facts === null ? [this.#blindness(now, blind)] : incidents(facts);
    if (facts !== null) this.#blindSince = null;
    const standing = this.#debounce.observe(
      present.filter(isTold),
      clock.monotonic(),
      facts !== null,
    );
    this.#ledger.enter(standing, now);
    await this.#ledger.save();
    for (const sender of this.#senders) sender.go();
    if (facts !== null) this.#evening?.go(facts);
    // Silence is the heartbeat's only alarm: it speaks as long as nothing is seriously wrong.
    if (!present.some(({ severity }) => severity === 'critical')) this.#heartbeat?.go();
  }

  /** When everything that was on its way has arrived or failed. */
  async idle(): Promise<void> {
    await Promise.all([...this.#senders, this.#heartbeat, this.#evening].map((one) => one?.idle()));
  }

  #blindness(now: number, blind: { readonly code?: string }): Incident {
    this.#blindSince ??= now;
    return blindness(this.#blindSince, blind.code ?? null);
  }
}

const onlyWhen = (mayCall: () => Promise<void>, { name, send }: AlertChannel): AlertChannel => ({
  name,
  send: async (message) => {
    await mayCall();
    await send(message);
  },
});

/** Nobody is called for what ends by itself. */
const isTold = (incident: Incident): boolean =>
  incident.severity !== 'notice' && needsPerson(incident);
