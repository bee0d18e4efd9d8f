import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A statement that was parsed once, and whether it returns rows. */
export interface PreparedStatement {
  readonly statement: StatementSync;
  readonly reader: boolean;
}

/** Lists of ids make many texts of one statement; the rest of a pass are some fifty. */
const most = 200;

/**
 * Statements by their text: SQLite takes longer to parse most of ours than to carry them out. SQLite itself parses one
 * anew when a table has changed since. Only for statements that are run to their end before the next one begins.
 */
export class StatementCache {
  readonly #database: DatabaseSync;
  readonly #known = new Map<string, PreparedStatement>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(sql: string): PreparedStatement {
    const found = this.#known.get(sql) ?? this.#prepare(sql);
    // The least used one stands first.
    this.#known.delete(sql);
    this.#known.set(sql, found);
    return found;
  }

  #prepare(sql: string): PreparedStatement {
    const statement = this.#database.prepare(sql);
    const [oldest] = this.#known.keys();
    if (this.#known.size >= most && oldest !== undefined) this.#known.delete(oldest);
    return { statement, reader: statement.columns().length > 0 };
  }
}
