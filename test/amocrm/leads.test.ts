import { expect, it } from 'vitest';
import { longLivedTokens } from '../../src/amocrm/auth/long-lived-tokens.ts';
import { ForbiddenError, ValidationError } from '../../src/amocrm/errors/errors.ts';
import { lostStatus, wonStatus } from '../../src/amocrm/model/lead.ts';
import type { ContactId } from '../../src/amocrm/model/model.ts';
import { thrownBy } from './client-under-test.ts';
import { asAdmin, sandboxed } from './sandboxed.ts';

const visits = {
  ...{ name: 'Визиты', sort: 20, is_main: false, is_unsorted_on: false },
  _embedded: { statuses: [{ name: 'Запланирован' }, { name: 'Пришёл' }] },
};

it('leads are made with their contacts in a pipeline of ours, read back, moved, closed and found by their contact', async () => {
  await using s = await sandboxed();
  const { leads } = s.client(asAdmin(s.sandbox, s.clock));
  expect(await leads.page({})).toEqual({ leads: [], hasNext: false });
  const pipeline = await leads.createPipeline(visits);
  expect(pipeline.statuses.map(({ kind }) => kind)).toEqual([
    'unsorted',
    'stage',
    'stage',
    'won',
    'lost',
  ]);
  expect(await leads.pipelines()).toContainEqual(pipeline);
  const [planned, came] = pipeline.statuses.filter(({ kind }) => kind === 'stage');
  if (planned === undefined || came === undefined) throw new Error('no stages');
  // A person of the sandbox's makes it: where its id enters.
  const contact = s.sandbox.crm.create({ name: 'Анна' }) as ContactId;
  const group = await leads.createFieldGroup('IDENT', 5);
  const [field] = await leads.createFields([
    { name: 'ID записи', type: 'text', group_id: group.id, is_api_only: true },
  ]);
  if (field === undefined) throw new Error('no field');
  expect(await leads.fields()).toEqual([field]);
  const place = { pipeline_id: pipeline.id, status_id: planned.id };
  const row = (key: string) => ({
    ...place,
    ...{ name: 'Приём', price: 500, request_id: key },
    custom_fields_values: [{ field_id: field.id, values: [{ value: key }] }],
    _embedded: { contacts: [{ id: contact, is_main: true }] },
  });
  s.sandbox.faults.add({ match: { method: 'POST' }, fault: { kind: 'unlinked', rows: [1] } });
  const { acknowledged } = await leads.create([row('1'), row('2')]);
  const [first, second] = [acknowledged.get('1'), acknowledged.get('2')];
  if (first === undefined || second === undefined) throw new Error('not acknowledged');
  expect(await leads.one(first)).toMatchObject({
    ...{ id: first, price: 500, pipelineId: pipeline.id, statusId: planned.id },
    ...{ lossReasonId: null, contacts: [{ id: contact, isMain: true }] },
    fields: [{ fieldId: field.id, values: [{ value: '1' }] }],
  });
  expect(await leads.contactsOf([first, second])).toEqual(
    new Map([
      [first, [{ id: contact, isMain: true }]],
      [second, []],
    ]),
  );
  expect(await leads.ofContact(contact)).toEqual([first]);
  expect((await leads.page({ order: 'id-desc', limit: 1 })).leads).toMatchObject([
    { id: second, contacts: [] },
  ]);
  const [reason] = await leads.lossReasons();
  const lost = {
    pipeline_id: pipeline.id,
    status_id: lostStatus,
    loss_reason_id: reason?.id ?? null,
  };
  const patch = await leads.update([
    { ...lost, id: first, request_id: 'a' },
    { id: second, pipeline_id: pipeline.id, status_id: wonStatus, request_id: 'b' },
  ]);
  expect(patch.acknowledged).toEqual(
    new Map([
      ['a', first],
      ['b', second],
    ]),
  );
  expect(await leads.one(first)).toMatchObject({ statusId: 143, lossReasonId: reason?.id });
  s.sandbox.deals.delete(first);
  s.sandbox.crm.delete(contact);
  expect(await leads.one(first)).toBeNull();
  expect(await leads.ofContact(contact)).toBeNull();
  expect(await leads.contactsOf([first])).toEqual(new Map([[first, []]]));
});

it('a refusal names the row; a pipeline takes an administrator', async () => {
  await using s = await sandboxed();
  const token = s.sandbox.oauth.longLivedToken({ as: 'manager' });
  const manager = s.client(longLivedTokens(token, s.clock));
  expect(await manager.leads.lossReasons()).not.toHaveLength(0);
  expect(await thrownBy(manager.leads.createPipeline(visits))).toBeInstanceOf(ForbiddenError);
  const row = {
    name: 'Приём',
    request_id: '7',
    _embedded: { contacts: [{ id: 5 as ContactId, is_main: true }] },
  };
  const error = await thrownBy(
    s.client(asAdmin(s.sandbox, s.clock)).leads.create([{ name: 'Другой', request_id: '6' }, row]),
  );
  expect(error).toBeInstanceOf(ValidationError);
  expect(error instanceof ValidationError && error.rows).toMatchObject([{ requestId: '7' }]);
  expect(s.sandbox.deals.all()).toEqual([]);
});
