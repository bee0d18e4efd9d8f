import type { Logger } from 'pino';
import type { Alerts, StandingAlert } from '../../../state/alerts.ts';
import type { ChannelName } from '../channels/channel.ts';
import type { Standing } from './steady.ts';
import { isTroubleKind, type Trouble, type TroubleKind } from './trouble.ts';

/** A trouble, and who believes that it stands. */
interface Entry extends Standing {
  readonly told: ReadonlySet<string>;
  /** When it was over, wall ms; null: it stands. */
  readonly overAt: number | null;
}

/** What a channel has to be told. */
export type Task =
  | { readonly say: 'trouble'; readonly trouble: Trouble }
  | { readonly say: 'recovered'; readonly trouble: Trouble; readonly overAt: number };

export interface LedgerOptions {
  readonly store: Alerts;
  readonly channels: readonly ChannelName[];
  readonly log: Logger;
}

/**
 * Who was told what. Kept in the state, so that a restart tells nobody again; and in memory, so that a state that cannot
 * be written keeps nobody from being told.
 */
export class Ledger {
  readonly #entries = new Map<TroubleKind, Entry>();
  readonly #store: Alerts;
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
      if (isTroubleKind(kind)) {
        ledger.#entries.set(kind, {
          trouble: { kind, since, code },
          isPresent: false,
          told: new Set(told),
          overAt: null,
        });
      } else ledger.#unsaved.add(kind); // Another version's: nobody knows what it was.
    }
    return ledger;
  }

  /** What counts as wrong since before a restart. */
  get standing(): readonly Trouble[] {
    return [...this.#entries.values()].map(({ trouble }) => trouble);
  }

  /** Takes down what counts as wrong now, and that anything else is over. */
  enter(standing: readonly Standing[], now: number): void {
    const kinds = new Set(standing.map(({ trouble }) => trouble.kind));
    for (const { trouble, isPresent } of standing) {
      const known = this.#entries.get(trouble.kind);
      if (known === undefined) {
        this.#log.warn({ kind: trouble.kind, code: trouble.code }, 'trouble');
        this.#set({ trouble, isPresent, told: new Set(), overAt: null });
      } else this.#entries.set(trouble.kind, { ...known, trouble, isPresent, overAt: null });
    }
    for (const [kind, entry] of this.#entries) {
      if (kinds.has(kind) || entry.overAt !== null) continue;
      this.#log.info({ kind }, 'trouble is over');
      this.#set({ ...entry, overAt: now });
    }
  }

  /** What `channel` has not heard of: troubles that stand, and those over that it believes to stand. */
  tasks(channel: ChannelName): readonly Task[] {
    return [...this.#entries.values()].flatMap(
      ({ trouble, isPresent, told, overAt }): readonly Task[] => {
        const believes = told.has(channel);
        if (overAt !== null) return believes ? [{ say: 'recovered', trouble, overAt }] : [];
        return isPresent && !believes ? [{ say: 'trouble', trouble }] : [];
      },
    );
  }

  /** That `channel` was told. */
  tick(channel: ChannelName, { say, trouble }: Task): void {
    const entry = this.#entries.get(trouble.kind);
    if (entry === undefined) return;
    const told = new Set(entry.told);
    if (say === 'trouble') told.add(channel);
    else told.delete(channel);
    this.#set({ ...entry, told });
  }

  /** Lets go of what is over and believed by nobody any more, and saves. Never throws. */
  async save(): Promise<void> {
    for (const [kind, { overAt, told }] of this.#entries) {
      if (overAt === null || this.#channels.some((channel) => told.has(channel))) continue;
      this.#entries.delete(kind);
      this.#unsaved.add(kind);
    }
    for (const kind of this.#unsaved) {
      const entry = isTroubleKind(kind) ? this.#entries.get(kind) : undefined;
      this.#unsaved.delete(kind);
      try {
        if (entry === undefined) await this.#store.remove(kind);
        else await this.#store.set(toRow(entry));
      } catch (error) {
        this.#unsaved.add(kind);
        this.#log.warn({ err: error }, 'who was told of a trouble could not be saved');
        return;
      }
    }
  }

  #set(entry: Entry): void {
    this.#entries.set(entry.trouble.kind, entry);
    this.#unsaved.add(entry.trouble.kind);
  }
}

function toRow({ trouble: { kind, since, code }, told }: Entry): StandingAlert {
  return { kind, since, code, told: [...told] };
}
