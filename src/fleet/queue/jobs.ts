import type { PostgresPool } from 'kysely';
import type { ConstructorOptions, Db, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { z } from 'zod';
import { logFields } from '../../app-error.ts';
import type { PassClass } from '../machine/places.ts';
import type { DueClinic } from '../tables/due-times.ts';
import { jobsSchema, queueShape, refuseQueueShape } from '../tables/queue-shape.ts';

const passQueue = 'passes';

/** How often a machine says that its passes go on; a silent one's are given away. */
export const beatMs = 3_000;
const heartbeatSeconds = 10;
/** A pass that was silent for longer may be given away. */
export const silentMs = heartbeatSeconds * 1_000;
const superviseSeconds = 5;

/** Of its defaults hardly one fits: a pass is never tried again by the queue, since the table of due times is the truth. */
const queue = {
  policy: 'exclusive',
  retryLimit: 0,
  heartbeatSeconds,
  expireInSeconds: 24 * 3_600,
  deleteAfterSeconds: 3_600,
  retentionSeconds: 3_600,
} as const;

const priorities: Readonly<Record<PassClass, number>> = { quick: 20, long: 10, troubled: 0 };

const payload = z.object({ number: z.int() });

/** A pass that this machine is to make. */
export interface Job {
  readonly id: string;
  /** Of the clinic. */
  readonly number: number;
}

/** The one queue of the fleet: at most one pass of a clinic waits or runs, and one whose machine falls silent is over. */
export class Jobs {
  readonly #boss: PgBoss;

  private constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  /** Over connections that others use, too. @throws FleetError FLEET_NOT_MIGRATED, FLEET_NEWER */
  static async open(pool: PostgresPool, log: Pick<Logger, 'warn'>): Promise<Jobs> {
    refuseQueueShape(await queueShape(pool), ['absent', 'older', 'newer']);
    const boss = await bossOver(pool, { migrate: false });
    boss.on('error', (error) => log.warn(logFields(error), 'the queue stumbled'));
    await boss.start();
    return new Jobs(boss);
  }

  /** Makes or changes the queue's own tables; nobody may work meanwhile. @throws FleetError FLEET_NEWER */
  static async migrate(pool: PostgresPool): Promise<void> {
    // The library takes those of a newer one for its own.
    refuseQueueShape(await queueShape(pool), ['newer']);
    const boss = await bossOver(pool, { migrate: true, createSchema: true, supervise: false });
    const failures: unknown[] = [];
    boss.on('error', (error) => failures.push(error));
    await boss.start();
    try {
      const { policy: _, ...settings } = queue;
      if ((await boss.getQueue(passQueue)) === null) await boss.createQueue(passQueue, queue);
      else await boss.updateQueue(passQueue, settings);
      await indexesBuilt(boss, failures);
    } finally {
      await boss.stop({ close: false, graceful: false });
    }
  }

  async send(due: readonly DueClinic[]): Promise<void> {
    if (due.length === 0) return;
    await this.#boss.insert(
      passQueue,
      due.map(({ number, class: kind }) => ({
        data: { number },
        singletonKey: `${number}:write`,
        priority: priorities[kind],
        group: { id: String(number) },
      })),
    );
  }

  /** @param others clinics whose passes are not for this machine. */
  async take(kind: PassClass, most: number, others: readonly number[]): Promise<readonly Job[]> {
    const priority = priorities[kind];
    const jobs = await this.#boss.fetch(passQueue, {
      batchSize: most,
      minPriority: priority,
      maxPriority: priority,
      ignoreGroups: others.map(String),
    });
    return jobs.map(({ id, data }) => ({ id, number: payload.parse(data).number }));
  }

  /** @returns those of them that are this machine's no more. */
  async beat(ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const { affected } = await this.#boss.touch(passQueue, [...ids]).then(counted);
    if (affected === ids.length) return [];
    const lost: string[] = [];
    for (const id of ids) {
      if ((await this.#boss.touch(passQueue, id).then(counted)).affected === 0) lost.push(id);
    }
    return lost;
  }

  async done(id: string): Promise<void> {
    await this.#boss.complete(passQueue, id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#boss.stop({ close: false, graceful: false });
  }
}

/** Its types keep to themselves what a command answers. */
const counted = (answer: unknown): { readonly affected: number } =>
  z.object({ affected: z.number() }).parse(answer);

async function bossOver(
  pool: PostgresPool,
  options: Pick<ConstructorOptions, 'migrate' | 'createSchema' | 'supervise'>,
): Promise<PgBoss> {
  // Only a fleet needs it.
  const { PgBoss: Boss } = await import('pg-boss');
  return new Boss({
    db: overPool(pool),
    schema: jobsSchema,
    createSchema: false,
    supervise: true,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    maintenanceIntervalSeconds: 600,
    bamIntervalSeconds: 10,
    // What it offers besides: schedules, its list of machines, rebuilding of indexes, spans.
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
    ...options,
  });
}

const overPool = (pool: PostgresPool): Db => ({
  executeSql: async (text, values = []) => {
    const client = await pool.connect();
    try {
      // Several statements have several answers, which pg's types tell and Kysely's do not.
      return (await client.query(text, values)) as unknown as { rows: unknown[] };
    } catch (error) {
      // Some of its texts are whole transactions: one that fails half-way stays open, for whoever gets the connection next.
      await client.query('rollback', []).catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  },
});

/** Index builds that a change of its tables left for later: without them nobody may go on. */
async function indexesBuilt(boss: PgBoss, failures: readonly unknown[]): Promise<void> {
  for (let left = 600; left > 0; left -= 1) {
    if (failures.length > 0) throw failures[0];
    const waiting = (await boss.getBamStatus()).filter(({ status }) => status !== 'completed');
    if (waiting.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the queue did not finish its indexes');
}
