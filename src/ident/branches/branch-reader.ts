import { sql } from 'kysely';
import type { Queries } from '../connection/queries.ts';
import type { Catalogue } from '../sql/catalogue.ts';
import type { SqlDialect } from '../sql/dialect.ts';
import { parseCount } from '../sql/parse-cell.ts';
import {
  type Branch,
  type BranchChoice,
  type BranchId,
  type BranchMemory,
  type ChosenBranches,
  chosenAmong,
} from './branch-choice.ts';
import {
  type BranchTables,
  bookedStays,
  branchesQuery,
  branchTables,
  orderedStays,
  readBranch,
  readBranchId,
  type Stays,
} from './branch-tables.ts';

/** A choice of branches as this database has them. */
export interface BranchReport extends ChosenBranches {
  readonly choice: BranchChoice;
  /** False: this database does not tell in which branch a booking is, and everybody counts as in. */
  readonly isReadable: boolean;
  readonly there: readonly Branch[];
}

/** How many patients were in each branch; who was in two counts in both. */
export interface BranchCensus {
  readonly branches: readonly (Branch & { readonly patients: number })[];
  /** With a booking whose branch cannot be read, or that IDENT does not have. */
  readonly unknown: number;
}

/** Reads who was where in one database. */
export class BranchReader {
  /** Null: this database does not tell in which branch a booking is. */
  readonly tables: BranchTables | null;
  readonly #queries: Queries;
  readonly #dialect: SqlDialect;

  constructor(catalogue: Catalogue, queries: Queries) {
    this.tables = branchTables(catalogue);
    this.#queries = queries;
    this.#dialect = catalogue.dialect;
  }

  async report(choice: BranchChoice, memory: BranchMemory): Promise<BranchReport> {
    const isReadable = this.tables !== null;
    const there = await this.all();
    return { choice, isReadable, there, ...chosenAmong(choice, there, memory) };
  }

  /** Null: this database does not tell. */
  async census(): Promise<BranchCensus | null> {
    const { tables } = this;
    if (tables === null) return null;
    const there = await this.all();
    const rows = await this.#queries.run('branches', censusQuery(tables, this.#dialect));
    const counts = new Map<BranchId | null, number>();
    const known = new Set(there.map(({ id }) => id));
    for (const row of rows) {
      const id = readBranchId(row['branch']);
      const key = id !== null && known.has(id) ? id : null;
      counts.set(key, (counts.get(key) ?? 0) + (parseCount(row['n']) ?? 0));
    }
    return {
      branches: there.map((branch) => ({ ...branch, patients: counts.get(branch.id) ?? 0 })),
      unknown: counts.get(null) ?? 0,
    };
  }

  /** All branches that IDENT has. */
  async all(): Promise<readonly Branch[]> {
    const { tables } = this;
    if (tables === null) return [];
    const rows = await this.#queries.run('OwnCompanies', branchesQuery(tables, this.#dialect));
    return rows.flatMap((row) => readBranch(row, tables) ?? []);
  }
}

function censusQuery(tables: BranchTables, dialect: SqlDialect) {
  const ordered = orderedStays(tables, dialect);
  const stays = [bookedStays(tables, dialect), ...(ordered === null ? [] : [ordered])];
  return sql`
    select s.branch as branch, count(*) as n
    from (${sql.join(stays.map(staysQuery), sql` union `)}) s
    where s.patient is not null
    group by s.branch ${dialect.end}`;
}

/** A row for each patient and branch: UNION leaves each once. */
const staysQuery = ({ from, patient, branch, counts }: Stays) => sql`
  select ${patient} as patient, ${branch} as branch ${from} ${counts === null ? sql`` : sql`where ${counts}`}`;
