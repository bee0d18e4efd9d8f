import type { TdsStatement } from './tds-request.ts';
import type { TdsAnswer } from './tds-server.ts';
import type { TdsCell, TdsColumn, TdsType } from './tds-token.ts';

/** A table of a clinic's database: its columns with their SQL types, `rowversion` as its catalogue has it. */
type TdsTables = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A patient on the wire: a cell for each input that the page selects. */
export interface TdsPatient {
  readonly id: number;
  readonly cells: Readonly<Record<string, readonly [TdsType, TdsCell]>>;
}

export interface TdsIdent {
  readonly tables: TdsTables;
  readonly patients: readonly TdsPatient[];
  /** Answers the scan of a table for changes; by default nothing changed. */
  readonly scan?: (statement: TdsStatement) => TdsAnswer | null;
  readonly now?: string;
  readonly rowversion?: string;
  /** Who asks, and what they may do besides reading; by default nothing. */
  readonly account?: {
    readonly name: string;
    readonly administrator?: boolean;
    readonly writes?: readonly string[];
  };
  /** Columns that an index begins with: `Persons.DateTimeChanged`. */
  readonly indexed?: readonly string[];
}

/** Answers the reader's statements as SQL Server would, told apart by what only they contain. */
export function answerAsIdent(ident: TdsIdent): (statement: TdsStatement) => TdsAnswer {
  return (statement) => {
    const { sql } = statement;
    if (sql.startsWith('SET ')) return 'ok';
    if (sql.includes('suser_sname')) return rights(ident);
    if (sql.includes('sys.indexes')) return indexes(ident);
    if (sql.includes('sys.columns')) return catalogue(ident.tables, statement);
    if (sql.includes('@@version')) return server(ident);
    const scanned = ident.scan?.(statement);
    if (scanned) return scanned;
    if (/\btop \(\d+\)\s+"t"\."ID_Persons" as id/.test(sql)) return page(ident, statement);
    return { columns: [{ name: 'id', type: 'int' }], rows: [] };
  };
}

function rights({ account = { name: 'ident_reader' } }: TdsIdent): TdsAnswer {
  const held = ['INSERT', 'UPDATE', 'DELETE', 'ALTER'];
  return {
    columns: [
      { name: 'login', type: 'nvarchar' },
      ...['administrator', ...held].map((name): TdsColumn => ({ name, type: 'int' })),
    ],
    rows: [
      [
        account.name,
        account.administrator ? 1 : 0,
        ...held.map((right) => (account.writes?.includes(right) ? 1 : 0)),
      ],
    ],
  };
}

function indexes({ indexed = [] }: TdsIdent): TdsAnswer {
  return {
    columns: ['table', 'column'].map((name) => ({ name, type: 'nvarchar' })),
    rows: indexed.map((name) => name.split('.')),
  };
}

function catalogue(tables: TdsTables, { parameters }: TdsStatement): TdsAnswer {
  const wanted = new Set(parameters.map(({ value }) => value));
  const rows = Object.entries(tables)
    .filter(([table]) => wanted.has(table.toLowerCase()))
    .flatMap(([table, columns]) =>
      Object.entries(columns).map(([column, type]) => ['dbo', table, column, type, 1] as const),
    );
  const names = ['schema', 'table', 'column', 'type'];
  const columns: TdsColumn[] = names.map((name) => ({ name, type: 'nvarchar' }));
  return { columns: [...columns, { name: 'readable', type: 'int' }], rows };
}

function server({ now = '2026-06-01T12:00:00.000', rowversion }: TdsIdent): TdsAnswer {
  const names = ['version', 'server', 'database', 'now', 'rowversion'];
  return {
    columns: names.map((name) => ({ name, type: 'nvarchar' })),
    rows: [
      [
        'Microsoft SQL Server 2012 (SP4) - 11.0.7001.0 (X64)\n\tAug 15 2017',
        'SRV\\SQLEXPRESS',
        'PZ',
        now,
        rowversion ?? '0x0000000000000001',
      ],
    ],
  };
}

function page({ patients }: TdsIdent, { sql, parameters }: TdsStatement): TdsAnswer {
  const rows = Number(/top \((\d+)\)/.exec(sql)?.[1]);
  const bound = (sign: string, at: number, none: number) =>
    sql.includes(`"ID_Persons" ${sign} @${at + 1}`) ? Number(parameters[at]?.value) : none;
  const after = bound('>', 0, Number.NEGATIVE_INFINITY);
  const [first, last] = [
    bound('>=', 0, Number.NEGATIVE_INFINITY),
    bound('<=', 1, Number.POSITIVE_INFINITY),
  ];
  const selected = [...sql.matchAll(/as "((\w+)_\d+)"/g)].map(([, name = '', input = '']) => ({
    name,
    input,
  }));
  const columns = selected.map(({ name, input }): TdsColumn => {
    const typed = patients.find((patient) => patient.cells[input])?.cells[input];
    return { name, type: typed?.[0] ?? 'nvarchar' };
  });
  return {
    columns: [{ name: 'id', type: 'int' }, ...columns],
    rows: patients
      .filter(({ id }) => id > after && id >= first && id <= last)
      .slice(0, rows)
      .map((patient) => [
        patient.id,
        ...selected.map(({ input }) => patient.cells[input]?.[1] ?? null),
      ]),
  };
}
