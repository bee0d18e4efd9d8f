import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { sandboxApi } from '../support/api.ts';
import { crm, leads } from './crm.ts';

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
