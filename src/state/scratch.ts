import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import {
  Kysely,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely';
import { openSqlite } from '../sqlite/sqlite-dialect.ts';
import { statementFailure } from './file/state-failure.ts';
import type { StateTables } from './shape/schema.ts';

/**
 * Where a pass spills what it compares in bulk: temporary tables beside the state's, which may be joined with them, gone
 * with the connection. Each pass has its own, so that no two of them share a table; nothing of the state is written
 * through it, and what is asked of it inside a transaction of the state is what stood there before.
 */
export class Scratch implements AsyncDisposable {
  readonly #open: () => Kysely<StateTables>;
  #db: Kysely<StateTables> | null = null;

  constructor(open: () => Kysely<StateTables>) {
    this.#open = open;
  }

  /** Opened when it is needed: most passes of a day need none. */
  get db(): Kysely<StateTables> {
    this.#db ??= this.#open();
    return this.#db;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#db?.destroy();
  }
}

/** Beside a state in a file. */
export const scratchBeside = (file: string): Scratch =>
  new Scratch(() => {
    const { database, dialect } = openSqlite(file, {
      readOnly: true,
      busyTimeoutMs: 30_000,
      failure: (error) => statementFailure(error, file),
    });
    // They may be large: on disk, not in memory.
    database.exec('pragma temp_store = file;');
    return new Kysely<StateTables>({ dialect, plugins: [new TurnsOfTheLoop()] });
  });

/** So long a step may be, in milliseconds of the thread's CPU, before the loop of the process turns. */
const stepMs = 25;

/**
 * SQLite answers within the statement, so that hundreds of them in a row are one step of the process: nothing else happens
 * meanwhile, not even a sign of life. Behind a statement of these the loop turns where it has been long. Not so in a file of
 * the state, where another connection of this very process would wait for a transaction, and the transaction for its turn.
 */
class TurnsOfTheLoop implements KyselyPlugin {
  #turnedAt = process.threadCpuUsage();

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node;
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const { user, system } = process.threadCpuUsage(this.#turnedAt);
    if (user + system < stepMs * 1_000) return result;
    await turnOfTheLoop();
    this.#turnedAt = process.threadCpuUsage();
    return result;
  }
}
