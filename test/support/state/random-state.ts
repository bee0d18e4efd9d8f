import type { Kysely } from 'kysely';
import { openSqlite } from '../../../src/sqlite/sqlite-dialect.ts';
import { bringToShape } from '../../../src/state/shape/bring-to-shape.ts';
import type { StateTables } from '../../../src/state/shape/schema.ts';
import { tablesIn } from '../../../src/state/shape/table-rows.ts';

/** Numbers of a seed, each below `most`. */
function random(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

type Cell = readonly [string, string | number | null];

/** What a text may be made of: each of them has been some program's undoing. */
const letters = [
  'a',
  'Ж',
  'ё',
  "'",
  '"',
  '\\',
  '\n',
  '\t',
  '😀',
  '{',
  '\u0301',
  ' ',
  '%',
  '\u200b',
];

/** Fills every table of a state with rows of all kinds, and leaves a gap at the end of those that number theirs. */
export async function fillAtRandom(db: Kysely<StateTables>, seed: number): Promise<void> {
  const next = random(seed);
  const text = () => Array.from({ length: next(30) }, () => letters[next(letters.length)]).join('');
  for (const table of await shape()) {
    const rows = Array.from({ length: 1 + next(40) }, (_, n) =>
      Object.fromEntries(
        table.columns.flatMap(({ name, isInteger, isNullable }, column): Cell[] => {
          if (name === table.counter) return [];
          if (isNullable && next(3) === 0) return [[name, null]];
          // Whatever is unique is so by its number.
          if (name === 'clinics') return [[name, JSON.stringify([text()])]];
          if (isInteger) return [[name, column === 0 || name === 'contact_id' ? n + 1 : big(next)]];
          return [[name, column === 0 ? `${n}${text()}` : text()]];
        }),
      ),
    );
    // Which table it is, only the run tells.
    await db
      .insertInto(table.name as 'meta')
      .values(rows as never)
      .execute();
    if (table.counter === null) continue;
    const { id } = await db
      .selectFrom(table.name as 'runs')
      .select((e) => e.fn.max('id').as('id'))
      .executeTakeFirstOrThrow();
    await db
      .deleteFrom(table.name as 'runs')
      .where('id', '=', id)
      .execute();
  }
}

const big = (next: (most: number) => number): number => next(2 ** 31) * 2 ** 21 + next(2 ** 21);

let known: ReturnType<typeof readShape> | undefined;

/** The tables of a state and their columns, wherever it lives. */
export function shape() {
  known ??= readShape();
  return known;
}

async function readShape() {
  const { database, dialect } = openSqlite(':memory:');
  const { Kysely } = await import('kysely');
  await bringToShape(new Kysely<StateTables>({ dialect }));
  const tables = tablesIn(database).map(({ name, columns, counter }) => ({
    name,
    counter,
    columns: columns.map((column) => ({
      ...column,
      isNullable:
        database
          .prepare(`select "notnull", pk from pragma_table_info(?) where name = ?`)
          .get(name, column.name)?.['notnull'] === 0 && column.name !== columns[0]?.name,
    })),
  }));
  database.close();
  return tables;
}

/** All rows of a state by table, in an order of their own. */
export async function contentOf(
  db: Kysely<StateTables>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, readonly string[]> = {};
  for (const { name, columns } of await shape()) {
    const rows = await db
      .selectFrom(name as 'meta')
      .selectAll()
      .execute();
    found[name] = rows
      .map((row) => JSON.stringify(columns.map((column) => Reflect.get(row, column.name))))
      .toSorted();
  }
  return found;
}
