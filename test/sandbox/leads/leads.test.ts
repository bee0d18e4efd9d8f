import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { crm, leads } from './crm.ts';

describe('a lead', () => {
  it('is made with its contact in the stage that was asked for, is never looked for, and is answered by request_id', async () => {
    const { call, post, one, anna, visit, visits, planned, fresh, main } = await crm();
    const row = { ...visit, name: 'Приём', price: 100, request_id: 'v-1' };
    const reply = await call('POST', leads, [
      { ...row, _embedded: { contacts: [{ id: anna, is_main: true }] } },
    ]);
    const [made] = reply.json._embedded.leads;
    expect(made).toMatchObject({ request_id: 'v-1' });
    expect(await one(made.id)).toMatchObject({
      ...{ name: 'Приём', price: 100, pipeline_id: visits.id, status_id: planned },
      ...{ loss_reason_id: null, closed_at: null },
      _embedded: { contacts: [{ id: anna, is_main: true }] },
    });
    const [other = 0, plain = 0] = await post(row, {});
    expect(other).toBeGreaterThan(made.id);
    expect(await one(plain)).toMatchObject({ pipeline_id: main.id, status_id: fresh, price: 0 });
  });

  it('is refused, with all of its request, for what is not there and what v4 does not know, by its path', async () => {
    const { sandbox, call } = await crm();
    const phone = [{ field_code: 'PHONE', values: [{ value: '1' }] }];
    const refused: readonly (readonly [string, object])[] = [
      ['_embedded.contacts.0.id', { _embedded: { contacts: [{ id: 7 }] } }],
      ['price', { price: 10.5 }],
      ['status_id', { status_id: 7 }],
      ['pipeline_id', { pipeline_id: 7 }],
      ['custom_fields_values.0.field_code', { custom_fields_values: phone }],
      ['loss_reason_id', { status_id: 143, loss_reason_id: 7 }],
      ['company_name', { company_name: 'x' }],
    ];
    for (const [path, row] of refused) {
      const { status, json } = await call('POST', leads, [{ name: 'Хорошая' }, row]);
      expect(status).toBe(400);
      expect(json['validation-errors']).toMatchObject([{ request_id: '1', errors: [{ path }] }]);
    }
    expect(sandbox.deals.all()).toEqual([]);
  });

  it('goes to a stage of the pipeline that has it; won and lost without a pipeline are the main one’s', async () => {
    const { post, one, patch, visit, came, visits, main } = await crm();
    const [id = 0] = await post(visit);
    await patch({ id, status_id: came });
    expect(await one(id)).toMatchObject({ pipeline_id: visits.id, status_id: came });
    await patch({ id, status_id: 142, pipeline_id: visits.id });
    const won = await one(id);
    expect(won).toMatchObject({ pipeline_id: visits.id, status_id: 142 });
    expect(won.closed_at).toBeGreaterThan(0);
    await patch({ id, status_id: came, pipeline_id: visits.id });
    expect((await one(id)).closed_at).toBeNull();
    await patch({ id, status_id: 142 });
    expect(await one(id)).toMatchObject({ pipeline_id: main.id, status_id: 142 });
    expect((await patch({ id, pipeline_id: main.id, status_id: came })).status).toBe(400);
  });

  it('has a reason of its loss only while it is lost: whoever takes it out clears the reason in the same request', async () => {
    const { sandbox, post, one, patch, visit, visits } = await crm();
    const [reason] = sandbox.funnel.lossReasons();
    const [id = 0] = await post(visit);
    const early = await patch({ id, loss_reason_id: reason?.id });
    expect(early.status).toBe(400);
    expect(early.json.errors).toEqual({ [id]: 'Loss reason can be specified only for lost lead' });
    const lost = { id, status_id: 143, pipeline_id: visits.id };
    expect((await patch({ ...lost, loss_reason_id: reason?.id })).status).toBe(200);
    expect(await one(id)).toMatchObject({ status_id: 143, loss_reason_id: reason?.id });
    expect((await patch({ ...visit, id })).status).toBe(400);
    expect((await patch({ ...visit, id, loss_reason_id: null })).status).toBe(200);
    expect(await one(id)).toMatchObject({ ...visit, loss_reason_id: null });
  });

  it('is listed with its contacts in the order that was asked for; filters count only where they are paid for', async () => {
    const { sandbox, call, post, anna, visit, came } = await crm();
    expect((await call('GET', leads)).status).toBe(204);
    const contacts = { _embedded: { contacts: [{ id: anna }] } };
    const ids = await post(
      { ...visit, ...contacts },
      { ...visit, status_id: came },
      { name: 'Тула' },
    );
    const listed = async (query: string): Promise<number[]> => {
      const { status, json } = await call('GET', `${leads}?${query}`);
      return status === 204 ? [] : json._embedded.leads.map(({ id }: { id: number }) => id);
    };
    expect(await listed('order[id]=desc')).toEqual(ids.toReversed());
    expect(await listed('query=тула')).toEqual(ids.slice(2));
    expect(await listed('page=2&limit=2')).toEqual(ids.slice(2));
    expect(await listed(`filter[id][0]=${ids[1]}`)).toEqual(ids);
    sandbox.manners.apiFilter = true;
    expect(await listed(`filter[id][0]=${ids[1]}`)).toEqual([ids[1]]);
    const stage = `filter[statuses][0][pipeline_id]=${visit.pipeline_id}&filter[statuses][0][status_id]=${came}`;
    expect(await listed(stage)).toEqual([ids[1]]);
    expect(await listed(`filter[pipeline_id]=${visit.pipeline_id}&filter[price][to]=0`)).toEqual(
      ids.slice(0, 2),
    );
    const { json } = await call('GET', `${leads}?with=contacts&limit=1`);
    expect(json._embedded.leads[0]._embedded.contacts).toMatchObject([{ id: anna, is_main: true }]);
    const contact = await call('GET', `/api/v4/contacts/${anna}?with=leads`);
    expect(contact.json._embedded.leads).toMatchObject([{ id: ids[0] }]);
  });

  it('is shown by lists as late as contacts are', async () => {
    const clock = new VirtualClock();
    const { sandbox, call, post } = await crm({ clock: clock.serverSide() });
    sandbox.manners.listLagMs = 5_000;
    const [id] = await post({ name: 'A' });
    expect((await call('GET', leads)).status).toBe(204);
    expect((await call('GET', `${leads}/${id}`)).status).toBe(200);
    await clock.advance(5_001);
    expect((await call('GET', leads)).json._embedded.leads).toMatchObject([{ id }]);
    clock.stop();
  });

  it('loses contacts to order although the answer names it, and gets them by linking', async () => {
    const { sandbox, call, post, visit, anna } = await crm();
    const contacts = { _embedded: { contacts: [{ id: anna }] } };
    sandbox.faults.add({ fault: { kind: 'unlinked', rows: [0] } });
    const [bare = 0, linked = 0] = await post({ ...visit, ...contacts }, { ...visit, ...contacts });
    const links = async () =>
      (
        await call(
          'GET',
          `${leads}/links?filter[entity_id][]=${bare}&filter[entity_id][]=${linked}`,
        )
      ).json._embedded.links;
    expect(await links()).toMatchObject([{ entity_id: linked, to_entity_id: anna }]);
    const link = { to_entity_id: anna, to_entity_type: 'contacts' };
    await call('POST', `${leads}/link`, [{ ...link, entity_id: bare }]);
    expect(await links()).toHaveLength(2);
    const own = (await call('GET', `${leads}/${bare}/links`)).json._embedded.links;
    expect(own).toEqual([{ ...link, metadata: { main_contact: true } }]);
    expect((await call('POST', `${leads}/${bare}/unlink`, [link])).status).toBe(204);
    expect(await links()).toHaveLength(1);
  });

  it('has fields of its own, in groups of its own, and loses what stands in one that is deleted', async () => {
    const { sandbox, call, post, one } = await crm();
    const fields = `${leads}/custom_fields`;
    expect((await call('GET', fields)).status).toBe(204);
    const group = (await call('POST', `${fields}/groups`, [{ name: 'IDENT', sort: 5 }])).json
      ._embedded.custom_field_groups[0];
    expect(group).toMatchObject({ entity_type: 'leads' });
    const field = (await call('POST', fields, [{ name: 'Врач', type: 'text', group_id: group.id }]))
      .json._embedded.custom_fields[0];
    expect(field).toMatchObject({ entity_type: 'leads', group_id: group.id });
    const ofContacts = (await call('GET', '/api/v4/contacts/custom_fields')).json;
    expect(ofContacts._embedded.custom_fields).not.toContainEqual(
      expect.objectContaining({ id: field.id }),
    );
    const values = [{ field_id: field.id, values: [{ value: 'Орлова' }] }];
    const [id = 0] = await post({ custom_fields_values: values });
    expect((await one(id)).custom_fields_values).toMatchObject(values);
    sandbox.deals.deleteField('Врач');
    expect((await one(id)).custom_fields_values).toBeNull();
  });
});
