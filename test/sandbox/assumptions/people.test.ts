import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { account, contacts, mannered } from './account.ts';

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
