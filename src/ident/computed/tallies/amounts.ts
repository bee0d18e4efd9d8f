import { sql } from 'kysely';
import type { Column } from '../../sql/catalogue.ts';
import { isText, ref, type Sql, type SqlDialect } from '../../sql/dialect.ts';
import type { Cell } from './share.ts';
import type { TallyCell } from './tally.ts';

/** A column of amounts: its number, and whether there is anything in it. */
interface AmountColumn {
  readonly number: Sql;
  readonly isGiven: Sql;
}

export function amountColumn(alias: string, column: Column, dialect: SqlDialect): AmountColumn {
  const cell = ref(alias, column);
  const text = sql`ltrim(rtrim(cast(${cell} as nvarchar(100))))`;
  return {
    number: dialect.number(cell, column.type),
    isGiven: isText(column.type) ? sql`coalesce(${text}, '') <> ''` : sql`${cell} is not null`,
  };
}

/** The cells of a sum: what its rows come to, and how many of them have an amount that cannot be read. */
export function sumCells(
  name: string,
  { of, isGiven }: { readonly of: Sql; readonly isGiven: Sql },
  dialect: SqlDialect,
): readonly TallyCell[] {
  return [
    { name, kind: 'sum', as: 'amount', ranks: false, of },
    {
      name: lostName(name),
      kind: 'count',
      as: 'count',
      ranks: false,
      of: sql`case when ${isGiven} and (${dialect.amount(of)}) is null then 1 end`,
    },
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
