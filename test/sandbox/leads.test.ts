import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { VirtualClock } from '../support/clock/virtual-clock.ts';
import { sandboxApi } from './support/api.ts';

const leads = '/api/v4/leads';

/** A sandbox with a pipeline of visits beside the main one, and a patient's contact. */
async function crm(options: Parameters<typeof sandboxApi>[0] = {}) {
  const api = await sandboxApi(options);
  const { funnel } = api.sandbox;
  const visits = funnel.createPipeline({
    name: 'Визиты',
    isUnsortedOn: false,
    statuses: [{ name: 'Запланирован' }, { name: 'Пришёл' }],
  });
  const [main] = funnel.pipelines();
  if (main === undefined) throw new Error('no main pipeline');
  const stages = (of: typeof main) =>
    of.statuses.filter(({ id, isUnsorted }) => !isUnsorted && id > 143).map(({ id }) => id);
  const [planned = 0, came = 0] = stages(visits);
  const [fresh = 0] = stages(main);
  const anna = api.sandbox.crm.create({ name: 'Анна', phones: ['+7 912 000-11-22'] });
  const post = async (...rows: object[]) => {
    const reply = await api.call('POST', leads, rows);
    if (reply.status !== 200) throw new Error(reply.text);
    return reply.json._embedded.leads.map(({ id }: { id: number }) => id) as number[];
  };
  const one = async (id: number) => (await api.call('GET', `${leads}/${id}?with=contacts`)).json;
  const patch = (row: object) => api.call('PATCH', leads, [row]);
  const visit = { pipeline_id: visits.id, status_id: planned };
  return { ...api, visits, main, planned, came, fresh, anna, post, one, patch, visit };
}

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

describe('pipelines', () => {
  it('are made by an administrator with their stages, and keep «Неразобранное» also where it is off', async () => {
    const { sandbox, call } = await crm();
    const row = { name: 'Приёмы', sort: 20, is_main: false, is_unsorted_on: false };
    const statuses = [
      { id: 142, name: 'Оплачен' },
      { name: 'Запись', color: '#fffeb2' },
    ];
    const made = (await call('POST', `${leads}/pipelines`, [{ ...row, _embedded: { statuses } }]))
      .json._embedded.pipelines[0];
    const told = (await call('GET', `${leads}/pipelines/${made.id}`)).json;
    expect(told).toMatchObject({ name: 'Приёмы', is_unsorted_on: false });
    expect(
      told._embedded.statuses.map(({ name, type }: { name: string; type: number }) => [name, type]),
    ).toEqual([
      ['Неразобранное', 1],
      ['Запись', 0],
      ['Оплачен', 0],
      ['Закрыто и не реализовано', 0],
    ]);
    expect((await call('POST', `${leads}/pipelines`, [{ name: 'Без всего' }])).status).toBe(400);
    const manager = sandbox.oauth.longLivedToken({ as: 'manager' });
    const authorization = `Bearer ${manager}`;
    expect((await call('GET', `${leads}/pipelines`, undefined, { authorization })).status).toBe(
      200,
    );
    expect((await call('POST', `${leads}/pipelines`, [row], { authorization })).status).toBe(403);
    const reasons = (await call('GET', `${leads}/loss_reasons`)).json._embedded.loss_reasons;
    expect(reasons.map(({ name }: { name: string }) => name)).toContain('Слишком дорого');
  });

  it('lose stages, whose leads go to the first one, and whole pipelines with theirs', async () => {
    const { sandbox, post, one, visit, came, visits } = await crm();
    const [id = 0] = await post({ ...visit, status_id: came });
    sandbox.funnel.deleteStage(visits.id, came);
    expect(await one(id)).toMatchObject(visit);
    sandbox.funnel.deletePipeline(visits.id);
    expect(await one(id)).toBeNull();
  });
});

describe('«Неразобранное»', () => {
  it('takes no lead of the API, and loses those that the API writes', async () => {
    const { sandbox, call, one, patch, main, fresh } = await crm();
    const [unsorted] = main.statuses;
    const id = sandbox.deals.arrive({ name: 'С сайта' });
    expect(await one(id)).toMatchObject({ status_id: unsorted?.id });
    expect((await call('POST', leads, [{ status_id: unsorted?.id }])).status).toBe(400);
    await patch({ id, price: 5 });
    expect(await one(id)).toMatchObject({ status_id: fresh, price: 5 });
    expect((await patch({ id, status_id: unsorted?.id })).status).toBe(400);
  });

  it('is glued by duplicate control to the lead of whoever has that phone, also of a relative', async () => {
    const { sandbox, post, anna, visit, one } = await crm();
    const [id = 0] = await post({ ...visit, _embedded: { contacts: [{ id: anna }] } });
    sandbox.manners.duplicateControl = true;
    const son = sandbox.crm.create({ name: 'Сын', phones: ['8 (912) 000-11-22'] });
    const incoming = sandbox.deals.arrive({ name: 'Звонок', contacts: [son] });
    expect(await one(incoming)).toBeNull();
    expect(sandbox.crm.contact(son)).toBeNull();
    expect(await one(id)).toMatchObject({ _embedded: { contacts: [{ id: anna }] } });
  });
});

describe('in the account', () => {
  it('people drag leads, close, reopen, merge, delete and restore them, and merge their contacts', async () => {
    const { sandbox, post, one, anna, visit, came, visits } = await crm();
    const { deals } = sandbox;
    const contacts = { _embedded: { contacts: [{ id: anna }] } };
    const [id = 0, other = 0] = await post({ ...visit, ...contacts }, { ...visit, price: 70 });
    deals.edit(id, { statusId: came, name: 'Моя' });
    expect(await one(id)).toMatchObject({ status_id: came, name: 'Моя' });
    const reason = sandbox.funnel.createLossReason('Передумал');
    deals.edit(id, { statusId: 143, lossReasonId: reason.id });
    expect(await one(id)).toMatchObject({ pipeline_id: visits.id, loss_reason_id: reason.id });
    deals.edit(id, { statusId: came });
    expect(await one(id)).toMatchObject({ status_id: came, loss_reason_id: null });
    const double = sandbox.crm.create({ name: 'Анна' });
    sandbox.crm.merge(double, anna);
    expect((await one(id))._embedded.contacts).toMatchObject([{ id: double, is_main: true }]);
    deals.merge(id, other);
    expect(await one(other)).toBeNull();
    expect(await one(id)).toMatchObject({ price: 70 });
    deals.delete(id);
    expect(await one(id)).toBeNull();
    expect(deals.trash()).toMatchObject([{ id }]);
    deals.restore(id);
    expect(await one(id)).toMatchObject({ id });
  });

  it('robots edit on creation and on moves, at once or later, and pass for users of no number', async () => {
    const clock = new VirtualClock();
    const { sandbox, post, one, patch, visit, came, visits } = await crm({
      clock: clock.serverSide(),
    });
    sandbox.robots.add({ on: 'created', pipelineId: visits.id, does: { tags: ['новый'] } });
    sandbox.robots.add({ on: 'moved', statusId: came, delayMs: 30_000, does: { statusId: 142 } });
    const [id = 0] = await post(visit);
    expect(await one(id)).toMatchObject({
      updated_by: 0,
      _embedded: { tags: [{ name: 'новый' }] },
    });
    await patch({ id, status_id: came, pipeline_id: visits.id });
    expect(await one(id)).toMatchObject({ status_id: came });
    await clock.advance(30_001);
    expect(await one(id)).toMatchObject({ pipeline_id: visits.id, status_id: 142, updated_by: 0 });
    clock.stop();
  });

  it('the feed tells what happened to leads, where they went, and who did it', async () => {
    const { sandbox, call, post, patch, visit, came, visits, planned } = await crm();
    const [id = 0] = await post(visit);
    await patch({ id, status_id: came, pipeline_id: visits.id });
    sandbox.deals.edit(id, { price: 10 });
    sandbox.deals.delete(id);
    const { json } = await call('GET', '/api/v4/events?filter[entity]=lead');
    const told = json._embedded.events;
    expect(told.map(({ type }: { type: string }) => type)).toEqual([
      'lead_deleted',
      'sale_field_changed',
      'lead_status_changed',
      'lead_added',
    ]);
    expect(told[2]).toMatchObject({
      ...{ entity_id: id, entity_type: 'lead', created_by: sandbox.account.admin.id },
      value_before: [{ lead_status: { id: planned, pipeline_id: visits.id } }],
      value_after: [{ lead_status: { id: came, pipeline_id: visits.id } }],
    });
    expect(told[0]).toMatchObject({ created_by: sandbox.account.manager.id });
  });

  it('all is kept in the file, and another process orders the same over HTTP', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leads-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'sandbox.db');
    const { sandbox, call, visit, anna, came } = await crm({ file });
    const control = (method: string, path: string, body?: object) =>
      call(method, `/_sandbox${path}`, body);
    const { id } = (
      await control('POST', '/crm/leads', {
        ...{ statusId: visit.status_id, pipelineId: visit.pipeline_id, contacts: [anna] },
      })
    ).json;
    expect((await control('PATCH', `/crm/leads/${id}`, { statusId: came })).status).toBe(204);
    expect((await control('GET', `/crm/leads/${id}`)).json).toMatchObject({ status_id: came });
    expect((await control('GET', '/crm/pipelines')).json).toHaveLength(2);
    const robot = { on: 'moved', does: { price: 3 } };
    expect((await control('POST', '/robots', robot)).status).toBe(204);
    await control('PATCH', `/crm/leads/${id}`, { statusId: visit.status_id });
    expect((await control('PATCH', `/crm/leads/${id}`, { statusId: 7 })).status).toBe(400);
    const other = await sandboxApi({ file });
    expect(other.sandbox.deals.all()).toEqual(
      sandbox.deals.all().map((lead) => expect.objectContaining({ id: lead.id, price: 3 })),
    );
    expect(other.sandbox.funnel.pipelines()).toEqual(sandbox.funnel.pipelines());
  });
});
