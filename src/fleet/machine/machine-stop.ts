import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import { FleetError, fleetErrors } from '../errors.ts';
import type { Jobs } from '../queue/jobs.ts';
import type { FleetTables } from '../tables/fleet-tables.ts';

interface StopParts {
  readonly name: string;
  readonly tables: Pick<FleetTables, 'standing'>;
  readonly openJobs: () => Promise<Jobs>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info'>;
}

/** A two-minute pass has ended by then; a long one is parked, and goes on where it was. */
const patienceMs = 10_000;

/** Whatever time passes, this build will not be let in. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof FleetError && /^FLEET_(NOT_MIGRATED|NEWER)$/.test(error.code);

/**
 * A machine's part in a stop of the fleet: while the queue's own tables change it begins nothing, ends what it has under way
 * and has no hand in the queue. Whether this build may work with what it finds is asked again each time.
 */
export class MachineStop {
  readonly #parts: StopParts;
  readonly #park: (reason: FleetError) => void;
  #jobs: Jobs | null = null;
  #since: number | null = null;
  #isTold = false;

  /** @param park ends the passes under way, which others go on with. */
  constructor(parts: StopParts, park: (reason: FleetError) => void) {
    this.#parts = parts;
    this.#park = park;
  }

  /** Null: the machine stands still. */
  get jobs(): Jobs | null {
    return this.#jobs;
  }

  /** @throws FleetError FLEET_NOT_MIGRATED, FLEET_NEWER */
  async begin(): Promise<void> {
    if (await this.#parts.tables.standing.isStopped()) this.#since = this.#parts.clock.monotonic();
    else this.#jobs = await this.#parts.openJobs();
  }

  /**
   * @param running passes under way.
   * @returns the queue, where passes may begin.
   * @throws FleetError FLEET_NOT_MIGRATED, FLEET_NEWER
   */
  async look(running: number): Promise<Jobs | null> {
    const { tables, clock, log } = this.#parts;
    if (!(await tables.standing.isStopped())) return await this.#goOn();
    if (this.#since === null) {
      this.#since = clock.monotonic();
      log.info('the fleet stands still for a migration: nothing is begun');
    }
    if (running > 0) {
      if (clock.monotonic() - this.#since > patienceMs) {
        this.#park(new FleetError(fleetErrors.stopped));
      }
      return null;
    }
    await this.close();
    if (!this.#isTold) await this.#say(true);
    return null;
  }

  async #goOn(): Promise<Jobs> {
    const { log, openJobs } = this.#parts;
    this.#jobs ??= await openJobs();
    if (this.#isTold) await this.#say(false);
    if (this.#since !== null) log.info('the fleet goes on');
    this.#since = null;
    return this.#jobs;
  }

  async #say(stands: boolean): Promise<void> {
    await this.#parts.tables.standing.say(this.#parts.name, stands);
    this.#isTold = stands;
  }

  async close(): Promise<void> {
    const jobs = this.#jobs;
    this.#jobs = null;
    await jobs?.[Symbol.asyncDispose]();
  }
}
