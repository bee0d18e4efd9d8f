import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import { logFields } from '../../app-error.ts';
import type { Clock } from '../../clock.ts';
import type { EveningBook } from '../../service/watch/evening/evening-digest.ts';
import type { FactsLook } from '../../service/watch/facts-in-time.ts';
import { Watcher } from '../../service/watch/watcher.ts';
import type { FleetClinicConfig } from '../clinic/own-clinics.ts';
import type { SavedHours, WatchRow, WatchRows } from '../tables/watch-rows.ts';
import { clinicLook } from './clinic-look.ts';

type WatchedConfig = Pick<FleetClinicConfig, 'alerts' | 'timeZone'> & {
  readonly sync: Pick<FleetClinicConfig['sync'], 'deepHours'>;
};

export interface FleetWatchersOptions {
  readonly machine: string;
  readonly rows: WatchRows;
  /** Those that this machine's file tells of. */
  readonly clinics: {
    readonly told: readonly {
      readonly number: number;
      readonly own: { readonly config: WatchedConfig };
    }[];
  };
  readonly clock: Clock;
  readonly log: Logger;
}

/** One clinic's watcher, and what it is shown. */
interface Seat {
  readonly watcher: Watcher;
  /** Of the settings that it was made of, and since when this machine watches. */
  readonly made: string;
  shown: { readonly look: FactsLook; readonly hours: SavedHours };
}

/**
 * Calls the people of each clinic that this machine watches, by the channels of that clinic. Who was told of what stands
 * in the fleet's tables, so that the next machine tells nobody again. While the server cannot be asked nobody is called:
 * two machines that see nothing of each other would both do it.
 */
export class FleetWatchers {
  readonly #options: FleetWatchersOptions;
  readonly #seats = new Map<number, Seat>();
  /** What they had on its way when they were replaced is not written down yet: a successor would tell it once more. */
  readonly #leaving = new Map<number, Watcher>();

  constructor(options: FleetWatchersOptions) {
    this.#options = options;
  }

  /** One look at each of them; what has to be told is on its way then. @throws what the server fails with */
  async look(): Promise<void> {
    const { rows, machine, clinics, clock, log } = this.#options;
    const configs = new Map(clinics.told.map(({ number, own }) => [number, own.config]));
    const watched = await rows.all(machine);
    const here = new Set(watched.map(({ number }) => number));
    for (const number of this.#seats.keys()) {
      if (!here.has(number)) this.#leave(number);
    }
    for (const row of watched) {
      const config = configs.get(row.number);
      const look = clinicLook(row, clock.now());
      if (config === undefined || look === null) continue;
      // What is wrong with one of them keeps no other from being looked at.
      try {
        const seat = await this.#seat(row, config, { look, hours: row.hours });
        await seat?.watcher.look();
      } catch (error) {
        log.error({ ...logFields(error), clinic: row.name }, 'the clinic could not be looked at');
      }
    }
  }

  /** When everything that was on its way has arrived or failed. */
  async idle(): Promise<void> {
    const seated = [...this.#seats.values()].map(({ watcher }) => watcher);
    await Promise.all([...seated, ...this.#leaving.values()].map((watcher) => watcher.idle()));
  }

  /** Once it has nothing on its way, another one may take its place. */
  #leave(number: number): void {
    const watcher = this.#seats.get(number)?.watcher;
    this.#seats.delete(number);
    if (watcher === undefined) return;
    this.#leaving.set(number, watcher);
    void watcher.idle().finally(() => this.#leaving.delete(number));
  }

  /** Null: a former one is not done yet. */
  async #seat(row: WatchRow, config: WatchedConfig, shown: Seat['shown']): Promise<Seat | null> {
    const { alerts, timeZone, sync } = config;
    const made = JSON.stringify([row.watchedSince, row.name, alerts, timeZone, sync.deepHours]);
    const known = this.#seats.get(row.number);
    if (known?.made === made) {
      known.shown = shown;
      return known;
    }
    const { rows, machine, clock, log } = this.#options;
    const { number } = row;
    this.#leave(number);
    // Whoever has nothing on its way is gone at once.
    await setImmediate();
    if (this.#leaving.has(number)) return null;
    const current = () => this.#seats.get(number)?.shown ?? shown;
    const watcher = await Watcher.open({
      look: async () => current().look,
      config: alerts,
      alerts: {
        all: () => rows.alerts(number),
        set: (alert) => rows.setAlert(machine, number, alert),
        remove: (kind) => rows.removeAlert(machine, number, kind),
      },
      evening: {
        hour: sync.deepHours.evening,
        activity: { since: async (from) => current().hours.filter(({ at }) => at >= from) },
        book: await this.#evenings(number),
      },
      mayCall: async () => {
        if (!(await rows.watches(machine, number))) throw new Error('another machine watches it');
      },
      timeZone,
      clock,
      log: log.child({ clinic: row.name }),
    });
    const seat: Seat = { watcher, made, shown };
    this.#seats.set(number, seat);
    return seat;
  }

  /** Read once: as long as it watches, nobody else writes it. */
  async #evenings(number: number): Promise<EveningBook> {
    const { rows, machine } = this.#options;
    let sent = await rows.evenings(number);
    return {
      read: async () => sent,
      write: async (now) => {
        await rows.setEvenings(machine, number, now);
        sent = now;
      },
    };
  }
}
