import { describe, expect, it } from 'vitest';
import type { Manners, SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { VirtualClock } from '../support/clock/virtual-clock.ts';
import { sandboxApi } from './support/api.ts';

const contacts = '/api/v4/contacts';
const newest = `${contacts}?order[id]=desc`;

async function account(options: SandboxOptions = {}) {
  const api = await sandboxApi(options);
  const idsOf = async (path: string): Promise<number[]> => {
    const { json } = await api.call('GET', path);
    return (json?._embedded.contacts ?? []).map(({ id }: { id: number }) => id);
  };
  const createdIds = async (...rows: object[]): Promise<number[]> => {
    const { json } = await api.createContacts(...rows);
    return json._embedded.contacts.map(({ id }: { id: number }) => id);
  };
  const pages = async (query: string): Promise<number[]> => {
    const seen: number[] = [];
    for (let page = 1; ; page += 1) {
      const { status, json } = await api.call('GET', `${contacts}?${query}&page=${page}`);
      if (status === 204) return seen;
      seen.push(...json._embedded.contacts.map(({ id }: { id: number }) => id));
      if (!json._links.next) return seen;
    }
  };
  return { ...api, idsOf, createdIds, pages };
}

const mannered = (manners: Partial<Manners>) => account({ manners });

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

describe('refusals that were carried out', () => {
  it('a 400 or a 403, in JSON or as a page, at once or late', async () => {
    for (const status of [400, 403]) {
      for (const body of ['json', 'html'] as const) {
        const { sandbox, createContacts } = await account();
        sandbox.faults.add({ fault: { kind: 'status', status, body, when: 'after' } });
        expect((await createContacts({})).type).toContain(body);
        expect(sandbox.crm.count()).toBe(1);
        sandbox.faults.add({ fault: { kind: 'late-commit', ms: 1e9, status, body } });
        expect(await createContacts({})).toMatchObject({
          status,
          type: expect.stringContaining(body),
        });
        expect(sandbox.crm.count()).toBe(1);
        sandbox.late.commitAll();
        expect(sandbox.crm.count()).toBe(2);
      }
    }
  });

  it('a 400 that names a row, and all rows are there', async () => {
    const { sandbox, createContacts } = await account();
    sandbox.faults.add({ fault: { kind: 'reject', rows: [1], when: 'after' } });
    const reply = await createContacts({ request_id: 'a' }, { request_id: 'b' });
    expect(reply.status).toBe(400);
    expect(reply.json['validation-errors']).toMatchObject([{ request_id: 'b' }]);
    expect(sandbox.crm.count()).toBe(2);
  });
});

describe('people who work between the pages of a reading', () => {
  it('delete contacts at a page, so that others slip past it', async () => {
    const { sandbox, createdIds, pages } = await account();
    const made = await createdIds({}, {}, {}, {}, {}, {});
    sandbox.unrest.add({ skip: 1, deletes: 2, pick: 'oldest' });
    expect(await pages('limit=2')).toEqual([made[0], made[1], made[4], made[5]]);
    sandbox.unrest.add({ times: null, deletes: 1, creates: 2, among: [made[3] ?? 0] });
    await pages('limit=250');
    expect(sandbox.crm.trash().map(({ id }) => id)).toEqual([made[0], made[1], made[3]]);
    expect(sandbox.crm.count()).toBe(5);
    sandbox.unrest.clear();
    await pages('limit=250');
    expect(sandbox.crm.count()).toBe(5);
  });

  it('delete some at random as time passes, the same ones every time', async () => {
    const gone = async () => {
      const clock = new VirtualClock();
      clock.hold();
      const { sandbox, createdIds, idsOf } = await account({ clock: clock.serverSide() });
      await createdIds(...Array.from({ length: 40 }, () => ({})));
      sandbox.unrest.add({ times: null, everyMs: 400, deletes: 3 });
      await idsOf(contacts);
      expect(sandbox.crm.count()).toBe(40);
      await clock.advance(1_000);
      await idsOf(contacts);
      expect(sandbox.crm.count()).toBe(34);
      await clock.advance(200);
      await idsOf(contacts);
      return sandbox.crm.trash().map(({ id }) => id);
    };
    const first = await gone();
    expect(first).toHaveLength(9);
    expect(await gone()).toEqual(first);
  });
});

describe('forms that the account gives to values', () => {
  it('phones, e-mails, names and texts are kept otherwise than they were written', async () => {
    const { sandbox, createContact, createField } = await mannered({
      phoneForm: 'grouped',
      emailForm: 'lower',
      nameForm: 'titled',
      textForm: 'trimmed',
    });
    const field = await createField({ name: 'Город', type: 'text' });
    const id = await createContact({
      name: ' ПЕТРОВА-водкина  анна ',
      custom_fields_values: [
        { field_code: 'PHONE', values: [{ value: '89991234567' }, { value: '+1 202 555' }] },
        { field_code: 'EMAIL', values: [{ value: 'Anna@Example.com' }] },
        { field_id: field, values: [{ value: ' Тверь ' }] },
      ],
    });
    const kept = sandbox.crm.contact(id);
    expect(kept?.name).toBe('Петрова-Водкина Анна');
    expect(
      kept?.custom_fields_values?.flatMap(({ values }) => values.map((one) => one.value)),
    ).toEqual(
      expect.arrayContaining(['+7 (999) 123-45-67', '+1 202 555', 'anna@example.com', 'Тверь']),
    );
  });

  it('names are trimmed, or made up of first and last name whatever was written', async () => {
    const { sandbox, createContact } = await mannered({ nameForm: 'trimmed' });
    const name = async (row: object) => sandbox.crm.contact(await createContact(row))?.name;
    expect(await name({ name: ' Анна  Петрова ' })).toBe('Анна Петрова');
    sandbox.manners.nameForm = 'composed';
    const whole = { name: 'Петрова Анна Львовна', first_name: 'Анна', last_name: 'Петрова' };
    expect(await name(whole)).toBe('Анна Петрова');
    expect(await name({ name: 'Без имени' })).toBe('Без имени');
    expect(await name({ name: 'Лид', first_name: '', last_name: '' })).toBe('Лид');
  });

  it('dates are kept as noon, or three hours after midnight', async () => {
    const { sandbox, createContact, createField } = await account();
    const field = await createField({ name: 'Дата рождения', type: 'date' });
    const midnight = Date.parse('1990-05-01T00:00:00+04:00') / 1000;
    const kept = async () => {
      const values = [{ value: midnight }];
      const id = await createContact({ custom_fields_values: [{ field_id: field, values }] });
      return (
        Number(sandbox.crm.contact(id)?.custom_fields_values?.[0]?.values[0]?.value) - midnight
      );
    };
    expect(await kept()).toBe(0);
    sandbox.manners.dateForm = 'noon';
    expect(await kept()).toBe(12 * 3600);
    sandbox.manners.dateForm = 'offset';
    expect(await kept()).toBe(3 * 3600);
  });
});

describe('the switches over HTTP', () => {
  it('break every assumption from another process, and mend it', async () => {
    const { sandbox, call } = await account();
    const manners = { listLagMs: 5, getLags: true, idOrder: 'shuffled', goneContact: 404 };
    expect((await call('PATCH', '/_sandbox/manners', manners)).json).toMatchObject(manners);
    const fault = { kind: 'one-id', rows: [0, 1], carries: 'last' };
    expect((await call('POST', '/_sandbox/faults', { fault })).status).toBe(200);
    expect((await call('PUT', '/_sandbox/ids', { above: 500_000_000 })).status).toBe(204);
    expect(sandbox.crm.create({ name: 'Лид' })).toBeGreaterThan(500_000_000);
    const rule = { times: null, everyMs: 400, deletes: 50 };
    expect((await call('POST', '/_sandbox/unrest', rule)).json).toEqual({ id: 1 });
    expect((await call('DELETE', '/_sandbox/unrest/1')).status).toBe(204);
    expect((await call('DELETE', '/_sandbox/unrest')).status).toBe(204);
    expect((await call('PUT', '/_sandbox/ids', { above: 2 ** 53 })).status).toBe(400);
  });
});
