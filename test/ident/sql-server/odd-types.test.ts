import { describe, expect, it } from 'vitest';
import type { TdsAnswer } from '../../support/sql-server/tds-server.ts';
import { asked, everyone, interrupted, many, setUp, tables } from './scripted-sql-server.ts';

const withCard = (type: string) => ({
  ...tables,
  Patients: { ...tables.Patients, CardNumber: type },
});

describe('a number in a text field', () => {
  it('keeps the digits that a double would lose, and has no zeros behind it', async () => {
    const card = (id: number, text: string) => ({
      id,
      cells: { cardNumber: ['nvarchar', text] as const },
    });
    const { ident, server } = await setUp({
      tables: withCard('decimal'),
      patients: [card(1, '12345678901234567890'), card(2, '42.00'), card(3, '9007199254740993')],
    });
    expect((await everyone(ident)).map(({ cardNumber }) => cardNumber)).toEqual([
      '12345678901234567890',
      '42',
      '9007199254740993',
    ]);
    expect(asked(server, 'convert(varchar(41), "t"."CardNumber")').length).toBeGreaterThan(0);
  });

  it('is looked for as a number: a FLOAT of seven digits is no text', async () => {
    const { ident, server } = await setUp({ tables: withCard('float'), patients: many(1) });
    await ident.withCardNumber('1234567');
    const [search] = asked(server, 'as float)');
    expect(search?.sql).toContain('"t"."CardNumber" = cast(@');
    expect(await ident.withCardNumber('A-12')).toEqual([]);
  });
});

describe('a text that is a key of another table', () => {
  it('is compared as the number that it may be: a text that is none ends no statement', async () => {
    const { ident, server } = await setUp({
      tables: {
        ...tables,
        Patients: { ...tables.Patients, ID_ArchiveReasons: 'nvarchar' },
        ArchiveReasons: { ID: 'int', Name: 'nvarchar' },
      },
      patients: many(2),
    });
    expect(await everyone(ident)).toHaveLength(2);
    const [page] = asked(server, 'ArchiveReasons"');
    expect(page?.sql).toContain('"x"."ID" = try_cast("t"."ID_ArchiveReasons" as bigint)');
  });
});

describe('a second object called Patients', () => {
  const objects = (schemas: readonly (readonly [schema: string, view: 0 | 1])[]): TdsAnswer => ({
    columns: [
      ...['schema', 'table', 'column', 'type'].map((name) => ({ name, type: 'nvarchar' as const })),
      ...['view', 'readable'].map((name) => ({ name, type: 'int' as const })),
    ],
    rows: schemas.flatMap(([schema, view]) =>
      Object.entries(tables).flatMap(([table, columns]) =>
        Object.entries(columns).map(([column, type]) => [schema, table, column, type, view, 1]),
      ),
    ),
  });

  it.each([
    [
      [
        ['crm', 0],
        ['dbo', 0],
      ],
      'dbo',
    ],
    [
      [
        ['app', 1],
        ['dbo', 0],
        ['zzz', 0],
      ],
      'dbo',
    ],
    [
      [
        ['app', 1],
        ['ident', 0],
      ],
      'ident',
    ],
  ] as const)('of %j, IDENT’s is in %s', async (schemas, schema) => {
    const database = { tables, patients: many(2) };
    const { ident, server } = await setUp(
      interrupted(database, (sql) =>
        sql.includes('sys.columns') && !sql.includes('leads') ? objects(schemas) : null,
      ),
    );
    await ident.probe();
    await ident.count();
    expect(asked(server, `"${schema}"."Patients"`).length).toBeGreaterThan(0);
    expect(asked(server, '"Patients"')).toHaveLength(
      asked(server, `"${schema}"."Patients"`).length,
    );
  });
});
