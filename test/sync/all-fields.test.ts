import { expect, test } from 'vitest';
import type { ExpectedContact } from '../support/independent-reading.ts';
import { asExpected, contactsByPatient, expectedContacts } from '../support/mirror.ts';
import { World } from '../support/world.ts';

/**
 * Every patient of IDENT stands in amoCRM, once, with all 26 fields, name, phones and e-mails as they must be. The order
 * of a list is IDENT's at first; later what stands there keeps its place, and what is new comes behind it.
 */
function expectMirror(world: World, order: 'of IDENT' | 'any'): void {
  const expected = expectedContacts(world);
  const found = contactsByPatient(world);
  expect([...found.keys()].toSorted((a, b) => a - b)).toEqual([...expected.keys()]);
  const inOrder = (contact: ExpectedContact | undefined) =>
    contact && order === 'any'
      ? { ...contact, phones: contact.phones.toSorted(), emails: contact.emails.toSorted() }
      : contact;
  for (const [id, contact] of found) {
    const held = asExpected(contact, world.sandbox.account.timeZone);
    expect(inOrder(held), `patient ${id}`).toEqual(inOrder(expected.get(id)));
  }
}

test('all 26 fields, name, phones and e-mails of every patient stand in amoCRM, and go on doing so', async () => {
  await using world = await World.open({ patients: 300, seed: 3 });
  await world.sync();
  expectMirror(world, 'of IDENT');
  await world.mutate(120, 11);
  const result = await world.sync();
  expect(result.mode).toBe('incremental');
  expectMirror(world, 'any');
  const deep = await world.deep();
  expectMirror(world, 'any');
  expect(deep.counts).toMatchObject({ created: 0, updated: 0, repaired: 0, rejected: 0 });
  expect(deep.findings.filter(({ kind }) => kind === 'drifted')).toEqual([]);
});
