import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { account, contacts, mannered } from './account.ts';

const newest = `${contacts}?order[id]=desc`;

describe('lists that lag', () => {
  async function lagging(getLags: boolean) {
    const clock = new VirtualClock();
    clock.hold();
    const api = await account({
      clock: clock.serverSide(),
      manners: { listLagMs: 10_000, getLags },
    });
    return { clock, ...api };
  }

  it('show a new contact, and let it be found, only so long after its commit', async () => {
    const { clock, createContact, idsOf } = await lagging(false);
    const id = await createContact({ name: 'Ирина' });
    await clock.advance(9_999);
    expect(await idsOf(newest)).toEqual([]);
    expect(await idsOf(`${contacts}?query=ирина`)).toEqual([]);
    expect(await idsOf(contacts)).toEqual([]);
    await clock.advance(1);
    expect(await idsOf(newest)).toEqual([id]);
    expect(await idsOf(`${contacts}?query=ирина`)).toEqual([id]);
  });

  it('show a changed one as it was, a deleted one still, and a restored one not yet', async () => {
    const { clock, sandbox, call, createContact, idsOf } = await lagging(false);
    const [changed, deleted] = [
      await createContact({ name: 'Ирина' }),
      await createContact({ name: 'Олег' }),
    ];
    await clock.advance(60_000);
    sandbox.crm.edit(changed, { name: 'Марина Павловна' });
    sandbox.crm.edit(changed, { name: 'Марина' });
    sandbox.crm.delete(deleted);
    expect(await idsOf(`${contacts}?query=марина`)).toEqual([]);
    expect(await idsOf(`${contacts}?query=ирина`)).toEqual([changed]);
    expect((await call('GET', newest)).json._embedded.contacts).toMatchObject([
      { id: deleted, is_deleted: false },
      { id: changed, name: 'Ирина' },
    ]);
    await clock.advance(10_000);
    sandbox.crm.restore(deleted);
    expect(await idsOf(newest)).toEqual([changed]);
    await clock.advance(10_000);
    expect(await idsOf(newest)).toEqual([deleted, changed]);
  });

  it('may be late only with contacts that come, and at once with what happens to them', async () => {
    const { clock, sandbox, createContact, idsOf } = await lagging(false);
    const id = await createContact({ name: 'Ирина' });
    await clock.advance(60_000);
    sandbox.manners.lagging = 'coming';
    sandbox.crm.edit(id, { name: 'Марина' });
    const late = await createContact({ name: 'Олег' });
    expect(await idsOf(`${contacts}?query=марина`)).toEqual([id]);
    expect(await idsOf(newest)).toEqual([id]);
    sandbox.crm.delete(id);
    expect(await idsOf(newest)).toEqual([]);
    sandbox.crm.restore(id);
    expect(await idsOf(newest)).toEqual([]);
    await clock.advance(10_000);
    expect(await idsOf(newest)).toEqual([late, id]);
  });

  it('leave a contact that is asked for by its id as it is, or show it late as well', async () => {
    for (const getLags of [false, true]) {
      const { clock, call, createContact } = await lagging(getLags);
      const id = await createContact({ name: 'Ирина' });
      expect((await call('GET', `${contacts}/${id}`)).status).toBe(getLags ? 204 : 200);
      await clock.advance(10_000);
      expect((await call('GET', `${contacts}/${id}`)).status).toBe(200);
    }
  });

  it('show what commits late later still', async () => {
    const { clock, sandbox, createContacts, idsOf } = await lagging(false);
    sandbox.faults.add({
      match: { method: 'POST' },
      fault: { kind: 'late-commit', ms: 20_000, status: 504 },
    });
    expect((await createContacts({ name: 'A' })).status).toBe(504);
    await clock.advance(20_000);
    expect(sandbox.crm.count()).toBe(1);
    await clock.advance(9_999);
    expect(await idsOf(newest)).toEqual([]);
    await clock.advance(1);
    expect(await idsOf(newest)).toHaveLength(1);
  });
});

describe('ids that amoCRM is assumed not to give', () => {
  it('one answer has an id of its own, however large; the next one is as usual', async () => {
    const { sandbox, createdIds, idsOf } = await account();
    const [first = 0] = await createdIds({});
    sandbox.faults.add({ fault: { kind: 'new-ids', ids: [9_007_199_254_740_990] } });
    const [odd, beside = 0] = await createdIds({ name: 'odd' }, {});
    expect(odd).toBe(9_007_199_254_740_990);
    const [next = 0] = await createdIds({});
    expect([first < beside, beside < next, next < 2 * first]).toEqual([true, true, true]);
    expect(await idsOf(newest)).toEqual([odd, next, beside, first]);
  });

  it('lower ones, ones that a deleted contact had, and all further ones falling', async () => {
    const { sandbox, createdIds } = await account();
    const [first = 0, second = 0] = await createdIds({}, {});
    sandbox.crm.delete(second);
    sandbox.faults.add({ fault: { kind: 'new-ids', ids: [first - 5, second, first] } });
    const [lower, reused, live = 0] = await createdIds({}, {}, {});
    expect([lower, reused]).toEqual([first - 5, second]);
    expect(live, 'a live contact keeps its id').toBeGreaterThan(second);
    sandbox.manners.newIds = 'falling';
    const [a = 0, b = 0] = [...(await createdIds({})), sandbox.crm.create({ name: 'Лид' })];
    expect([a < first, b < a]).toEqual([true, true]);
    sandbox.manners.newIds = 'growing';
    expect((await createdIds({}))[0]).toBeGreaterThan(live);
  });

  it('all further ones lie above a number', async () => {
    const { sandbox, createdIds } = await account();
    await createdIds({});
    sandbox.idsAbove(500_000_000);
    const [next = 0, after = 0] = await createdIds({}, {});
    expect([next > 500_000_000, next < 500_000_010, after > next]).toEqual([true, true, true]);
  });

  it('one id for two rows: one contact, which is the first or the last row’s', async () => {
    for (const carries of ['first', 'last'] as const) {
      const { sandbox, createdIds } = await account();
      sandbox.faults.add({ fault: { kind: 'one-id', rows: [0, 2], carries } });
      const phone = (value: string) => ({
        custom_fields_values: [{ field_code: 'PHONE', values: [{ value }] }],
      });
      const [a, b, c] = await createdIds(
        { name: 'A', ...phone('1') },
        { name: 'B' },
        { name: 'C', ...phone('2') },
      );
      expect([a === c, a === b, sandbox.crm.count()]).toEqual([true, false, 2]);
      const joined = sandbox.crm.contact(a ?? 0);
      expect(joined?.name).toBe(carries === 'first' ? 'A' : 'C');
      expect(joined?.custom_fields_values?.[0]?.values).toHaveLength(2);
    }
  });

  it('an answer with the ids of others', async () => {
    const { sandbox, createdIds } = await account();
    const [other = 0] = await createdIds({ name: 'other' });
    sandbox.faults.add({ fault: { kind: 'answered-ids', ids: [other] } });
    expect((await createdIds({ name: 'mine' }))[0]).toBe(other);
    sandbox.faults.add({ fault: { kind: 'answered-ids' } });
    const [a, b] = await createdIds({ name: 'A' }, { name: 'B' });
    expect([a, b].map((id) => sandbox.crm.contact(id ?? 0)?.name)).toEqual(['B', 'A']);
  });
});

describe('lists that are not what was asked for', () => {
  it('the newest first is answered oldest first, or in no order', async () => {
    const { sandbox, createdIds, idsOf } = await account();
    const made = await createdIds({}, {}, {}, {}, {});
    sandbox.manners.idOrder = 'ascending';
    expect(await idsOf(newest)).toEqual(made);
    sandbox.manners.idOrder = 'shuffled';
    const shuffled = await idsOf(`${newest}&limit=4`);
    expect(shuffled.toSorted()).toEqual(made.slice(1));
    expect(shuffled).not.toEqual(shuffled.toSorted());
    expect(shuffled).not.toEqual(shuffled.toSorted().toReversed());
  });

  it('a next page without end: the last one again, or empty ones', async () => {
    const { sandbox, call, createdIds } = await account();
    const made = await createdIds({}, {}, {});
    for (const endlessPages of ['repeated', 'empty'] as const) {
      sandbox.manners.endlessPages = endlessPages;
      const { status, json } = await call('GET', `${contacts}?limit=2&page=90`);
      expect(status).toBe(200);
      expect(json._links.next.href).toContain('page=91');
      expect(json._embedded.contacts.map(({ id }: { id: number }) => id)).toEqual(
        endlessPages === 'repeated' ? made.slice(2) : [],
      );
    }
  });

  it('a deleted contact, or one that was merged away, answers 204, 404 in JSON, or 200 and that it is deleted', async () => {
    const { sandbox, call, createdIds } = await account();
    const [deleted = 0, survivor = 0, loser = 0] = await createdIds({}, {}, {});
    sandbox.crm.delete(deleted);
    sandbox.crm.merge(survivor, loser);
    for (const status of [204, 404, 200] as const) {
      sandbox.manners.goneContact = status;
      for (const gone of [deleted, loser]) {
        const reply = await call('GET', `${contacts}/${gone}`);
        expect(reply.status).toBe(status);
        if (status === 404) expect(reply.type).toBe('application/problem+json');
        if (status === 200) expect(reply.json).toMatchObject({ id: gone, is_deleted: true });
      }
      expect((await call('GET', `${contacts}/1`)).status).toBe(status === 404 ? 404 : 204);
    }
  });

  it('values of other widgets stand in every contact that is read, and in none that is kept', async () => {
    const { sandbox, call, createContact } = await mannered({ oddFields: true });
    const id = await createContact({
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '1' }] }],
    });
    const read = (await call('GET', `${contacts}/${id}`)).json.custom_fields_values;
    expect(read).toContainEqual(expect.objectContaining({ values: 'значение' }));
    expect(read).toContainEqual(expect.objectContaining({ field_code: 'PHONE' }));
    expect((await call('GET', contacts)).json._embedded.contacts[0].custom_fields_values).toEqual(
      read,
    );
    expect(sandbox.crm.contact(id)?.custom_fields_values).toHaveLength(1);
  });

  it('a 200 with an empty body', async () => {
    const { sandbox, call } = await account();
    sandbox.faults.add({ fault: { kind: 'garbage', body: 'empty' } });
    expect(await call('GET', contacts)).toMatchObject({ status: 200, text: '' });
  });
});
