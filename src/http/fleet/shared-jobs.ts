import type { Logger } from 'pino';
import { logFields } from '../../app-error.ts';
import type { Clock } from '../../clock.ts';
import type { FleetDatabase } from '../../fleet/tables/fleet-database.ts';
import { fleetSchema } from '../../fleet/tables/steps.ts';
import { contract } from '../api/contract/contract.ts';
import type { Answer } from '../api/handlers.ts';
import type { LiveEvents } from '../api/live/live-events.ts';

/** What is counted for a page for longer than a request lasts, by the route that tells of it. */
export type JobKind = (typeof kinds)[number];
const kinds = ['plan', 'cohort'] as const;

type AnyJob = Answer<'plan'> | Answer<'cohort'>;

const table = `${fleetSchema}.fleet_page_jobs`;
/** How often one that goes on says so … */
const everyMs = 2_000;
/** … and how long it may be silent: its machine is gone. */
const silentMs = 30_000;

interface JobsParts {
  readonly db: Pick<FleetDatabase, 'rows'>;
  /** Of the clinic. */
  readonly number: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** As this machine knows it. */
  readonly own: (kind: JobKind) => AnyJob;
}

/** The plan preview and the like of one clinic: whichever machine makes one, all of them show it. Counts, no patients. */
export class SharedJobs {
  readonly #parts: JobsParts;
  #keptAt = Number.NEGATIVE_INFINITY;
  #keeping: Promise<void> = Promise.resolve();

  constructor(parts: JobsParts) {
    this.#parts = parts;
  }

  /** Shows the others what this machine does. @returns how to stop. */
  follow(events: Pick<LiveEvents, 'subscribe'>): () => void {
    const { clock, log } = this.#parts;
    return events.subscribe((event) => {
      if (event.type !== 'plan' && event.type !== 'cohort') return;
      const kind = event.type;
      const now = clock.monotonic();
      if (event.state === 'running' && now - this.#keptAt < everyMs) return;
      this.#keptAt = now;
      this.#keeping = this.#keeping
        .then(() => this.#keep(kind))
        .catch((error: unknown) =>
          log.warn(logFields(error), 'a job of the page could not be shown'),
        );
    });
  }

  /** Whether this machine counts something. */
  get isRunning(): boolean {
    return kinds.some((kind) => this.#parts.own(kind).state === 'running');
  }

  /** The newer one: this machine's, or another one's. */
  async latest(kind: JobKind): Promise<AnyJob> {
    const own = this.#parts.own(kind);
    const [row] = await this.#parts.db.rows<{ answer: unknown; silent_ms: number }>(
      `select answer, (extract(epoch from pg_catalog.clock_timestamp() - at) * 1000)::double precision as silent_ms
        from ${table} where number = $1 and kind = $2`,
      [this.#parts.number, kind],
    );
    // What a program of another version has kept is not known here.
    const theirs = contract[kind].answer.safeParse(row?.answer).data;
    if (row === undefined || theirs === undefined) return own;
    if (theirs.state === 'running' && row.silent_ms > silentMs) return own;
    return (theirs.startedAt ?? 0) > (own.startedAt ?? 0) ? theirs : own;
  }

  async #keep(kind: JobKind): Promise<void> {
    const { db, number, own } = this.#parts;
    const answer = own(kind);
    if (answer.startedAt === null) return;
    await db.rows(
      `insert into ${table} (number, kind, answer, at)
        select number, $2, $3::jsonb, pg_catalog.clock_timestamp()
          from ${fleetSchema}.fleet_clinics where number = $1
        on conflict (number, kind) do update set answer = excluded.answer, at = excluded.at`,
      [number, kind, JSON.stringify(answer)],
    );
  }
}
