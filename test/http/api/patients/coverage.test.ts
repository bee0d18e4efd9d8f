import { expect, test } from 'vitest';
import { Office } from '../office.ts';

test('the first page tells how many patients are in amoCRM, names those who are not, and how the last days went', async () => {
  await using office = await Office.signedIn();
  const { world } = office;
  expect((await office.call('overview')).json.coverage).toMatchObject({
    ...{ at: null, sources: [] },
    text: { ru: { title: 'Сколько пациентов IDENT в amoCRM, ещё не известно' } },
  });
  await world.sync();
  const contact = world.contactOf(4);
  world.sandbox.crm.delete(contact.id);
  await world.deep();
  const { coverage } = (await office.call('overview')).json;
  expect(coverage).toMatchObject({
    ...{ inAmo: 11, total: 12, isOld: false },
    outside: [{ place: 'missing', count: 1, text: { ru: 'контакт удалён в amoCRM' } }],
    text: { ru: { title: 'В amoCRM 11 из 12 пациентов IDENT' } },
  });
  const outside = await office.call('outside', { query: { place: 'missing' } });
  expect(outside.json).toMatchObject({
    patients: [
      {
        ...{ patientId: 4, contactId: contact.id },
        contactUrl: `${world.sandbox.url}/contacts/detail/${contact.id}`,
      },
    ],
    next: null,
  });
  expect((await office.call('outside', { query: { place: 'linked' } })).status).toBe(400);
  const { days } = (await office.call('days', { query: { span: '30' } })).json;
  expect(days).toHaveLength(30);
  expect(days.at(-2)).toMatchObject({ state: 'unknown', passes: 0 });
  expect(days.at(-1)).toMatchObject({ state: 'good', passes: 2, failed: 0, troubles: [] });
  expect((await office.call('days')).json.days).toHaveLength(90);
});
