import { expect, test } from 'vitest';
import { World } from '../../support/world.ts';

test('a lead that is deleted before its adoption got through is nobody’s loss: the patient gets a contact', async () => {
  await using world = await World.open({ patients: 5 });
  world.sql("update Persons set MobilePhone = '8 926 111-22-33' where ID = 1");
  const lead = world.sandbox.crm.create({ name: 'Новый контакт', phones: ['+79261112233'] });
  world.sandbox.faults.add({
    match: { method: 'PATCH', path: '/api/v4/contacts' },
    fault: { kind: 'status', status: 402 },
  });
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_PAYMENT_REQUIRED' });
  world.sandbox.crm.delete(lead);
  await world.deep();
  expect(world.contactsOf(1)).toHaveLength(1);
  expect(world.contacts()).toHaveLength(5);
  expect((await world.deep()).counts).toMatchObject({ unchanged: 5, missing: 0 });
});
