import type { Logger } from 'pino';
import { logFields } from '../../../app-error.ts';
import {
  gravest,
  type Incident,
  type IncidentCode,
  isIncidentCode,
} from '../../../health/incident.ts';
import type { Alerts, StandingAlert } from '../../../state/record/alerts.ts';
import type { ChannelName } from '../channels/channel.ts';
import type { Standing } from './debounce.ts';

/** An incident, and who believes that it stands. */
interface Entry extends Standing {
  readonly told: ReadonlySet<string>;
  /** Since when it has counted, wall ms. */
  readonly from: number;
  /** When it was over, wall ms; null: it stands. */
  readonly overAt: number | null;
}

/** What a channel has to be told. */
export type Task =
  | { readonly say: 'trouble'; readonly incidents: readonly Incident[] }
  | {
      readonly say: 'recovered';
      readonly incident: Incident;
      readonly overAt: number;
    };

export const incidentsOf = (task: Task): readonly Incident[] =>
  task.say === 'trouble' ? task.incidents : [task.incident];

/** Where it is kept who was told of what. */
export type AlertStore = Pick<Alerts, 'all' | 'set' | 'remove'>;

interface LedgerOptions {
  readonly store: AlertStore;
  readonly channels: readonly ChannelName[];
  readonly log: Logger;
}

/**
 * Who was told what. Kept in the state, so that a restart tells nobody again; and in memory, so that a state that cannot
 * be written keeps nobody from being told.
 */
export class Ledger {
  readonly #entries = new Map<IncidentCode, Entry>();
  readonly #store: AlertStore;
  readonly #log: Logger;
  /** What the store does not know yet. */
  readonly #unsaved = new Set<string>();

  /** Configured now: who was told through another one cannot be told that it is over. */
  readonly #channels: readonly ChannelName[];

  private constructor({ store, channels, log }: LedgerOptions) {
    this.#store = store;
    this.#channels = channels;
    this.#log = log;
  }

  static async open(options: LedgerOptions): Promise<Ledger> {
    const ledger = new Ledger(options);
    for (const { kind, since, code, told } of await options.store.all()) {
      if (isIncidentCode(kind)) {
        ledger.#entries.set(kind, {
          incident: storedIncident(kind, since, code),
          isPresent: false,
          from: since,
          told: new Set(told),
          overAt: null,
        });
      } else ledger.#unsaved.add(kind); // Another version's: nobody knows what it was.
    }
    return ledger;
  }

  /** What counts as wrong since before a restart. */
  get standing(): readonly Incident[] {
    return [...this.#entries.values()].map(({ incident }) => incident);
  }

  /** Takes down what counts as wrong now, and that anything else is over. */
  enter(standing: readonly Standing[], now: number): void {
    const kinds = new Set(standing.map(({ incident }) => incident.code));
    for (const { incident, isPresent } of standing) {
      const known = this.#entries.get(incident.code);
      if (known === undefined) {
        this.#log.warn({ kind: incident.code, code: incident.cause }, 'trouble');
        this.#set({ incident, isPresent, told: new Set(), overAt: null, from: now });
      } else this.#entries.set(incident.code, { ...known, incident, isPresent, overAt: null });
    }
    for (const [kind, entry] of this.#entries) {
      if (kinds.has(kind) || entry.overAt !== null) continue;
      this.#log.info({ kind }, 'trouble is over');
      this.#set({ ...entry, overAt: now });
    }
  }

  /**
   * What `channel` has not heard of: what is grave at once, what has time together at the hour of the digest; and those
   * over that it believes to stand.
   *
   * @param digestAt the last time that a digest was due, wall ms.
   */
  tasks(channel: ChannelName, digestAt: number): readonly Task[] {
    const tasks: Task[] = [];
    const digest: Incident[] = [];
    for (const { incident, isPresent, told, overAt, from } of this.#entries.values()) {
      const believes = told.has(channel);
      if (overAt !== null) {
        if (believes) tasks.push({ say: 'recovered', incident, overAt });
      } else if (isPresent && !believes) {
        if (incident.severity === 'critical') tasks.push({ say: 'trouble', incidents: [incident] });
        else if (from <= digestAt) digest.push(incident);
      }
    }
    return digest.length === 0 ? tasks : [...tasks, { say: 'trouble', incidents: digest }];
  }

  /** That `channel` was told. */
  tick(channel: ChannelName, task: Task): void {
    for (const { code } of incidentsOf(task)) {
      const entry = this.#entries.get(code);
      if (entry === undefined) continue;
      const told = new Set(entry.told);
      if (task.say === 'trouble') told.add(channel);
      else told.delete(channel);
      this.#set({ ...entry, told });
    }
  }

  /** Lets go of what is over and believed by nobody any more, and saves. Never throws. */
  async save(): Promise<void> {
    for (const [kind, { overAt, told }] of this.#entries) {
      if (overAt === null || this.#channels.some((channel) => told.has(channel))) continue;
      this.#entries.delete(kind);
      this.#unsaved.add(kind);
    }
    for (const kind of this.#unsaved) {
      const entry = isIncidentCode(kind) ? this.#entries.get(kind) : undefined;
      this.#unsaved.delete(kind);
      try {
        if (entry === undefined) await this.#store.remove(kind);
        else await this.#store.set(toRow(entry));
      } catch (error) {
        this.#unsaved.add(kind);
        this.#log.warn(logFields(error), 'who was told of a trouble could not be saved');
        return;
      }
    }
  }

  #set(entry: Entry): void {
    this.#entries.set(entry.incident.code, entry);
    this.#unsaved.add(entry.incident.code);
  }
}

function toRow({ incident, told }: Entry): StandingAlert {
  const { code: kind, since, cause: code } = incident;
  return { kind, since, code, told: [...told] };
}

/** What is kept of one over a restart. */
const storedIncident = (code: IncidentCode, since: number, cause: string | null): Incident => ({
  code,
  since,
  cause,
  severity: gravest[code],
  affair: 'operator',
});
