import { describe, expect, it } from 'vitest';
import { asked, everyone, interrupted, many, setUp, tables } from './scripted-sql-server.ts';

describe('rows from SQL Server', () => {
  it('of every type become values, and a wall clock is bent by no time zone', async () => {
    const { ident } = await setUp({
      tables,
      patients: [
        {
          id: 7,
          cells: {
            surname: ['nvarchar', ' Ёлкина 🦷'],
            birthday: ['datetime', '1931-05-15T00:00:00'],
            cardNumber: ['int', 42],
            advance: ['decimal', '1050.5'],
            debt: ['nvarchar', '99999999999999.9900'],
            smsRefusal: ['bit', true],
            status: ['int', 2],
            changedAt: ['datetime2', '2026-05-21T23:59:59.9999999'],
          },
        },
        { id: 8, cells: {} },
      ],
    });
    const [full, empty] = await everyone(ident);
    expect(full).toMatchObject({
      surname: ' Ёлкина 🦷',
      birthday: '1931-05-15',
      cardNumber: '42',
      advance: '1050.5',
      debt: '99999999999999.99',
      smsRefusal: true,
      status: 'archived',
      changedAt: '2026-05-21T23:59:59',
    });
    expect(empty).toMatchObject({ surname: null, birthday: null, debt: null, smsRefusal: null });
    expect(full?.city).toBeUndefined();
  });

  it('come by pages of keys, each patient once', async () => {
    const { ident, server } = await setUp({ tables, patients: many(250) });
    const ids = (await everyone(ident)).map(({ id }) => id);
    expect(ids).toEqual(many(250).map(({ id }) => id));
    const pages = asked(server, 'order by "t"."ID_Persons"');
    expect(pages.map(({ parameters }) => parameters.map(({ value }) => value))).toEqual([
      [],
      [298],
      [598],
    ]);
  });

  it('are asked for in the syntax of 2012, on one core, and never a column that is off', async () => {
    const { ident, server } = await setUp({ tables, patients: many(1) });
    await everyone(ident);
    const [page] = asked(server, 'order by "t"."ID_Persons"');
    expect(page?.sql).toMatch(/option \(maxdop 1\)$/);
    expect(page?.sql).toMatch(/convert\(varchar\(41\), "t"\."Debt", 2\)/);
    const all = server.statements.map(({ sql }) => sql).join('\n');
    expect(all).not.toMatch(/Passport/i);
    expect(all).not.toMatch(/\b(offset|fetch|limit|string_agg|concat_ws|trim)\b/i);
    expect(all).not.toMatch(/\b(insert|update|delete|merge|create|exec)\b/i);
  });
});

describe('a search by name or phone, on SQL Server', () => {
  const phones = { ...tables, Persons: { ...tables.Persons, MobilePhone: 'nvarchar' } };

  it.each([
    [{ kind: 'name', surname: 'Ёл%', name: null }, ['[ЕеЁё][Лл][%]%']],
    [{ kind: 'name', surname: 'о_[', name: "д'А" }, ['[Оо][_][[]%', "[Дд]'[Аа]%"]],
    [{ kind: 'phone', digits: '7770801' }, ['%7770801%']],
  ] as const)(
    '%j goes as parameters, in the syntax of 2012, for twenty-one rows',
    async (words, patterns) => {
      const persons = { ...phones.Persons, Name: 'nvarchar' };
      const { ident, server } = await setUp({
        tables: { ...phones, Persons: persons },
        patients: many(1),
      });
      await ident.ofPerson(words);
      const [statement, ...others] = asked(server, ' like ');
      expect(others).toEqual([]);
      expect(statement?.sql).toMatch(/^\s*select top \(21\)/);
      expect(statement?.sql).not.toMatch(
        /\b(offset|fetch|limit|translate|concat|trim|try_cast)\b/i,
      );
      const bound = statement?.parameters.map(({ value }) => value) ?? [];
      expect(bound.filter((value) => String(value).endsWith('%'))).toEqual(patterns);
      for (const pattern of patterns) expect(statement?.sql).not.toContain(pattern);
    },
  );

  it('is given up after three seconds and not repeated, and the next question goes through', async () => {
    const script = interrupted({ tables, patients: many(3) }, (sql) =>
      sql.includes(' like ') ? 'silence' : null,
    );
    const { ident, waits } = await setUp(script);
    const began = performance.now();
    const search = ident.ofPerson({ kind: 'name', surname: 'Иванов', name: null });
    await expect(search).rejects.toMatchObject({ code: 'IDENT_TIMEOUT' });
    expect(performance.now() - began).toBeGreaterThan(2_900);
    expect(waits).toEqual([]);
    expect(await everyone(ident)).toHaveLength(3);
  });
});

it('receptions that somebody waits for before a page are given up after three seconds, and not repeated', async () => {
  const receptions = {
    ...{ ID: 'int', ID_Patients: 'int', PlanStart: 'datetime', ReceptionCanceled: 'datetime' },
  } as const;
  const script = interrupted(
    { tables: { ...tables, Receptions: receptions }, patients: many(3) },
    (sql) => (sql.includes('Receptions') && sql.includes('>= ') ? 'silence' : null),
  );
  const { ident, waits } = await setUp(script);
  const how = { cancelReasons: new Map(), withDoctors: false, tellsFirst: false };
  const day = { from: '2026-05-04T00:00:00', to: '2026-05-05T00:00:00' };
  const began = performance.now();
  await expect(ident.receptions(day, { ...how, withinMs: 3_000 })).rejects.toMatchObject({
    code: 'IDENT_TIMEOUT',
  });
  expect(performance.now() - began).toBeGreaterThan(2_900);
  expect(waits).toEqual([]);
});
