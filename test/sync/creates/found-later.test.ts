import { expect, test } from 'vitest';
import { World } from '../../support/world.ts';

test('what a person adds before a lost create is found stays theirs', async () => {
  await using world = await World.open({ patients: 5 });
  world.sandbox.faults.add({
    match: { method: 'POST', path: '/api/v4/contacts' },
    fault: { kind: 'drop', when: 'after' },
  });
  let added = false;
  world.amo = world.client(async (input, init) => {
    // The first look after the lost answer comes just behind a person who was quicker.
    const { crm } = world.sandbox;
    const [first] = crm.contacts();
    if (!added && first !== undefined) {
      added = true;
      crm.edit(first.id, {
        addPhones: ['+7 999 123-45-67'],
        fields: { 'Причина архивирования': 'нет' },
      });
    }
    return await fetch(input, init);
  });
  await world.sync();
  await world.deep();
  const [contact] = world.contactsOf(1);
  expect(contact?.phones).toContain('+7 999 123-45-67');
  expect(contact?.fields['Причина архивирования']).toBe('нет');
  expect(world.contacts()).toHaveLength(5);
});
