import { expect, it } from 'vitest';
import type { ChangeCursor } from '../../../src/ident/changes/change-cursor.ts';
import type { Ident } from '../../../src/ident/ident.ts';
import type { WantedReceptions } from '../../../src/ident/visits/receptions.ts';
import type { BookedPart } from '../../../src/visits/cohort/cohort-tally.ts';
import type { ReceptionId } from '../../../src/visits/reception.ts';

/** A database with the columns of a working clinic. */
interface RealReceptionsContext {
  /** Runs with a new reader, as each pass has one. */
  reading<T>(work: (ident: Ident) => Promise<T>): Promise<T>;
  execute(...statements: readonly string[]): Promise<void>;
}

/** What visits as deals, and their cohorts, are made of. */
export function realReceptionsSuite({ reading, execute }: RealReceptionsContext): void {
  it('tells of receptions with their moves: what was billed for them, without what came back, and where', async () => {
    const columns = 'ID, ID_Patients, ID_Armchairs, PlanStart, ID_ReceptionsTransferFrom';
    const lines =
      'ID, ID_Orders, ID_ServicePrices, CountService, DiscountSum, ID_Returns, IsWarranty';
    await execute(
      `insert into Receptions (${columns}, ReceptionCanceled, ID_ReceptionCancelReasons)
        values (980001, 5, 1, '2031-03-05T10:00:00', null, '2031-03-01T09:30:00', 1)`,
      `insert into Receptions (${columns}) values (980002, 5, 1, '2032-01-01T10:00:00', 980001)`,
      `insert into Receptions (${columns}) values (980003, null, null, '2031-03-05T23:59:59', null)`,
      `insert into Receptions (${columns}) values (980004, 5, 1, '2031-03-06T00:00:00', null)`,
      'insert into ServiceItemPrices (ID, ID_ServiceItems, Price) values (980001, 1, 1000)',
      `insert into Orders (ID, ID_Receptions, ID_OwnCompanies, DateTimeBillFormed) values
        (980001, 980001, 2, '2031-03-05T11:00:00'), (980002, 980002, null, null),
        (980003, 980002, null, '2031-03-05T11:00:00')`,
      `insert into OrderServiceRelation (${lines}) values
        (980001, 980001, 980001, 1, null, null, null), (980002, 980001, 980001, 1, null, 7, 0),
        (980003, 980001, 980001, 1, null, 0, 1), (980004, 980001, 980001, 2, 50.5, 0, 0),
        (980005, 980002, 980001, 9, null, null, null), (980006, 980003, 980001, 1, null, null, null)`,
    );
    await execute(
      'create table AppointmentSources (ID int, Name nvarchar(50))',
      "insert into AppointmentSources (ID, Name) values (3, 'Site')",
      `update Receptions set ID_AppointmentSources = 3, ReceptionAdded = '2031-02-01T10:00:00'
        where ID = 980001`,
      "update Receptions set ReceptionEnded = '2031-03-06T00:30:00' where ID = 980004",
    );
    const how = { cancelReasons: new Map(), withDoctors: true, tellsFirst: true };
    const read = (wanted: WantedReceptions) =>
      reading(async (ident) => {
        const rows = (await ident.receptions(wanted, how)) ?? [];
        return rows.toSorted((a, b) => a.id - b.id);
      });
    const [moved, next, stray, ...others] = await read({
      ...{ from: '2031-03-05T00:00:00', to: '2031-03-06T00:00:00' },
    });
    expect(moved).toMatchObject({
      ...{ id: 980_001, patient: 5, movedFrom: null, start: '2031-03-05T10:00:00' },
      ...{ cancelled: true, markedAt: { cancelled: '2031-03-01T09:30:00' } },
      ...{ bill: 29_495_000n, branch: 'Филиал на Соколе', elsewhere: false },
      ...{ source: 'Site', bookedAt: '2031-02-01T10:00:00' },
    });
    expect(moved?.reason?.name).toEqual(expect.any(String));
    expect(next).toMatchObject({
      ...{ id: 980_002, movedFrom: 980_001, cancelled: false, markedAt: {}, reason: null },
      ...{ bill: 10_000_000n, branch: 'Главный филиал', cameBefore: true },
    });
    expect(stray).toMatchObject({ id: 980_003, patient: null, bill: 0n, branch: null });
    expect(stray).toMatchObject({ source: null, bookedAt: null, cameBefore: false });
    expect(others).toEqual([]);
    expect(await read({ with: [980_002 as ReceptionId] })).toEqual([moved, next]);
    await execute('drop table AppointmentSources');
    for (const [table, to] of [
      ['OrderServiceRelation', 980_006],
      ['Orders', 980_003],
      ['ServiceItemPrices', 980_001],
      ['Receptions', 980_004],
    ] as const) {
      await execute(`delete from ${table} where ID between 980001 and ${to}`);
    }
  });

  it('tells of bookings by when they were entered, with their moves and what the journal leaves to be paid', async () => {
    const columns = 'ID, ID_Patients, PlanStart, ReceptionAdded, ID_ReceptionsTransferFrom';
    await execute(
      `insert into Receptions (${columns}) values
        (980001, 5, '2033-03-05T10:00:00', '2033-02-01T00:00:00', null),
        (980002, 5, '2033-03-06T10:00:00', '2033-03-01T00:00:00', 980001),
        (980003, 6, '2033-03-06T10:00:00', '2033-02-28T23:59:59', 970000),
        (980004, 6, '2033-02-06T10:00:00', null, null),
        (980005, 6, '2033-03-06T10:00:00', '2033-03-01T00:00:00', null)`,
      `insert into Orders (ID, ID_Receptions, ID_OwnCompanies) values
        (980001, 980001, 2), (980002, 980002, 2), (980003, 980003, null), (980004, 980001, 2),
        (980005, 980003, null)`,
      // One was paid too much for; one tells no debt, and one is not in the journal at all.
      `insert into Bills (ID, ID_Orders, Debt) values
        (980001, 980001, -50), (980002, 980002, 100.5), (980003, 980002, 1), (980004, 980004, 50),
        (980005, 980003, null)`,
    );
    const period = { from: '2033-02-01T00:00:00', to: '2033-03-01T00:00:00' };
    const parts: BookedPart[] = [];
    const withoutEntry = await reading(async (ident) => {
      const booked = await ident.booked(period, { cancelReasons: new Map(), withDebts: true });
      for await (const part of booked?.parts ?? []) parts.push(part);
      return booked?.withoutEntry;
    });
    expect([withoutEntry, parts.length]).toEqual([1, 1]);
    const [part] = parts;
    const shown = (part?.receptions ?? [])
      .map(({ id, movedFrom, bookedAt, branch }) => ({ id, movedFrom, bookedAt, branch }))
      .toSorted((a, b) => a.id - b.id);
    expect(shown).toEqual([
      {
        ...{ id: 980_001, movedFrom: null, bookedAt: '2033-02-01T00:00:00' },
        branch: 'Филиал на Соколе',
      },
      {
        ...{ id: 980_002, movedFrom: 980_001, bookedAt: '2033-03-01T00:00:00' },
        branch: 'Филиал на Соколе',
      },
      { id: 980_003, movedFrom: 970_000, bookedAt: '2033-02-28T23:59:59', branch: null },
    ]);
    expect(shown.map(({ id }) => part?.isOwn(id))).toEqual([true, false, true]);
    expect(part?.unreadable).toBe(0);
    expect(part?.debts).toEqual(
      new Map([
        [980_001, 500_000n],
        [980_002, 1_015_000n],
        [980_003, null],
      ]),
    );
    for (const table of ['Bills', 'Orders', 'Receptions'])
      await execute(`delete from ${table} where ID between 980001 and 980005`);
  });

  it('names the receptions that changed, and those whose orders or lines did, each once', async () => {
    const scan = (cursor: ChangeCursor | null) =>
      reading((ident) => ident.changedReceptions(cursor));
    const { now } = await reading((ident) => ident.server());
    const stamp = `'${now.slice(0, 19)}'`;
    await execute(
      `insert into Receptions (ID, ID_Patients, PlanStart) values
        (980001, 5, '2034-03-05T10:00:00'), (980002, 5, '2034-03-06T10:00:00'),
        (980003, null, '2034-03-07T10:00:00'), (980004, 6, '2034-03-08T10:00:00')`,
      `insert into Orders (ID, ID_Receptions) values
        (980001, 980001), (980002, 980002), (980003, 980004), (980004, null)`,
      `insert into OrderServiceRelation (ID, ID_Orders) values
        (980001, 980001), (980002, 980002), (980003, 980004)`,
    );
    const first = await scan(null);
    expect(first).toMatchObject({ ids: [], reset: 'first' });
    const cursor = first?.next ?? null;
    const named = async () => {
      const { ids = [], reset } = (await scan(cursor)) ?? {};
      expect(reset).toBeNull();
      return ids.filter((id) => id > 980_000);
    };
    expect(await named()).toEqual([]);
    await execute(
      `update Receptions set PatientAppeared = ${stamp} where ID in (980001, 980003)`,
      `update Orders set DateTimeBillFormed = ${stamp} where ID in (980001, 980002, 980004)`,
    );
    expect(await named()).toEqual([980_001, 980_002, 980_003]);
    await execute(
      `update OrderServiceRelation set DateTimeChanged = ${stamp} where ID in (980001, 980003)`,
      'insert into OrderServiceRelation (ID, ID_Orders, DateTimeAdded) ' +
        `values (980004, 980003, ${stamp})`,
    );
    expect(await named()).toEqual([980_001, 980_002, 980_003, 980_004]);
    const ahead = cursor && { ...cursor, at: '2099-01-01T00:00:00.000' };
    expect(await scan(ahead)).toMatchObject({ ids: [], reset: 'restored' });
    for (const table of ['OrderServiceRelation', 'Orders', 'Receptions'])
      await execute(`delete from ${table} where ID between 980001 and 980004`);
  });
}
