import { describe, expect, it } from 'vitest';
import { answerAsIdent, type TdsIdent } from '../../support/sql-server/tds-ident.ts';
import { asked, setUp, tables } from './scripted-sql-server.ts';

describe('changes on SQL Server', () => {
  const idColumn = { name: 'id', type: 'int' } as const;
  const stampColumn = { name: 'stamp_0', type: 'nvarchar' } as const;

  /** A table of stamps that evaluates what was bound, as SQL Server does: in the column's own type. */
  const stamped = (rows: ReadonlyMap<number, string>, column: string) => {
    return ({ sql, parameters }: { sql: string; parameters: readonly { value: unknown }[] }) => {
      if (!sql.includes(column)) return null;
      if (!sql.includes('group by')) {
        const now = String(parameters[0]?.value);
        const past = [...rows.values()].filter((stamp) => stamp <= now).sort();
        return { columns: [stampColumn], rows: [[past.at(-1) ?? null]] };
      }
      const since = String(parameters[0]?.value);
      const found = [...rows].filter(([, stamp]) => stamp >= since);
      return { columns: [idColumn, stampColumn], rows: found };
    };
  };

  it.each([
    ['datetime', '.003', '.007'],
    ['datetime2', '.0034999', '.0035001'],
  ])('a stamp in %s is bound in its own type and lost to no rounding', async (type, tick, next) => {
    const rows = new Map([
      [1, '2026-06-01T10:00:00'],
      [2, `2026-06-01T10:00:00${tick}`],
    ]);
    const { ident, server } = await setUp({
      tables: {
        ...tables,
        Persons: { ID: 'int', DateTimeChanged: type },
        Patients: { ID_Persons: 'int' },
      },
      patients: [],
      scan: stamped(rows, '"t"."DateTimeChanged"'),
    });
    const { next: cursor } = await ident.changedSince(null);
    expect(cursor.sources).toEqual({
      'Persons.DateTimeChanged': `2026-06-01T10:00:00.003`,
    });
    rows.set(3, `2026-06-01T10:00:00${next}`);
    rows.set(4, `2026-06-01T10:00:00${tick}`);
    const scan = await ident.changedSince(cursor);
    expect(scan.ids).toEqual([1, 2, 3, 4]);
    const [statement] = asked(server, 'group by');
    expect(statement?.sql).toContain(`"t"."DateTimeChanged" >= convert(${type}, @1, 126)`);
    expect(statement?.parameters).toEqual([
      { name: '@1', type: 'nvarchar', value: '2026-06-01T09:00:00' },
    ]);
    // Wherever the cursor goes from here, what is at it or behind it by less than the overlap is read again.
    rows.set(5, '2026-06-01T10:00:00.997');
    const later = await ident.changedSince(scan.next);
    expect(later.ids).toContain(5);
  });

  it('a rowversion is used before any stamp, up to what is surely committed', async () => {
    let rowversion = '0x00000000000007D1';
    const script = (): TdsIdent => ({
      tables: {
        ...tables,
        Patients: { ...tables.Patients, RowVer: 'timestamp' },
        Persons: { ID: 'int' },
      },
      patients: [],
      rowversion,
      scan: ({ sql }) =>
        sql.includes('"RowVer"') ? { columns: [idColumn], rows: [[9], [4], [9]] } : null,
    });
    const { ident, server } = await setUp({
      answer: (statement) => answerAsIdent(script())(statement),
    });
    expect((await ident.probe()).changeSources).toEqual(['rowversion Patients.RowVer']);
    const { next } = await ident.changedSince(null);
    expect(next.sources).toEqual({ 'Patients.RowVer': '0x00000000000007D1' });
    rowversion = '0x00000000000007E0';
    const scan = await ident.changedSince(next);
    expect(scan.ids).toEqual([4, 9]);
    expect(scan.next.sources).toEqual({ 'Patients.RowVer': '0x00000000000007E0' });
    expect(asked(server, '"RowVer"').at(-1)).toMatchObject({
      sql: expect.stringContaining('"t"."RowVer" >= convert(binary(8), @1, 1)'),
      parameters: [{ type: 'nvarchar', value: '0x00000000000007D1' }],
    });
    rowversion = '0x0000000000000100';
    expect(await ident.changedSince(scan.next)).toMatchObject({ ids: [], reset: 'restored' });
  });
});
