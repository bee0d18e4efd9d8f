import { sql } from 'kysely';
import { type Column, isText, ref, type Sql, type SqlDialect } from '../../sql/dialect.ts';
import type { Cell } from './share.ts';
import { countCell, type TallyCell } from './tally.ts';

/** A column of amounts: its number, whether there is anything in it, and 0 where there is not. */
interface AmountColumn {
  readonly number: Sql;
  readonly isGiven: Sql;
  readonly orZero: Sql;
}

export function amountColumn(alias: string, column: Column, dialect: SqlDialect): AmountColumn {
  const cell = ref(alias, column);
  const text = sql`ltrim(rtrim(cast(${cell} as nvarchar(100))))`;
  const number = dialect.number(cell, column.type);
  const isGiven = isText(column.type) ? sql`coalesce(${text}, '') <> ''` : sql`${cell} is not null`;
  return { number, isGiven, orZero: sql`case when ${isGiven} then ${number} else 0 end` };
}

/** The cells of a sum: what its rows come to, and how many of them have an amount that cannot be read. */
export function sumCells(
  name: string,
  { of, isGiven }: { readonly of: Sql; readonly isGiven: Sql },
  dialect: SqlDialect,
): readonly TallyCell[] {
  const isLost = sql`${isGiven} and (${dialect.amount(of)}) is null`;
  return [
    { name, kind: 'sum', as: 'amount', of },
    countCell(lostName(name), sql`case when ${isLost} then 1 end`),
  ];
}

/** What a sum needs to be told. */
export const sumNames = (name: string): readonly string[] => [name, lostName(name)];

const lostName = (name: string) => `${name}_lost`;

/** A sum without one of its parts is not known: it is no smaller sum. */
export function isLost(of: (cell: string) => Cell | undefined, name: string): boolean {
  const lost = of(lostName(name));
  return typeof lost === 'bigint' && lost > 0n;
}

/** No parser of cells makes anything of it. */
export const unreadableSum = Number.NaN;
