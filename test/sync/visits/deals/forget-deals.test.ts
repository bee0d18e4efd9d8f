import { expect, test } from 'vitest';
import type { PatientId } from '../../../../src/contact/model/patient-key.ts';
import type { State } from '../../../../src/state/open-state.ts';
import { forgetPatient } from '../../../../src/sync/command/forget.ts';
import { hashesOf } from '../../../../src/sync/visits/deal/deal-items.ts';
import type { VisitKey } from '../../../../src/visits/visit-key.ts';
import { World } from '../../../support/world.ts';
import { passThatDies } from '../../creates/mortal.ts';
import { clinicWithDeals } from './deal-world.ts';

const named = { name: 'Приём 12.11.2026 14:30', price: 500 };

/** Each of two patients has a deal of ours, and the first one stands in deals of people, too. */
async function clinic() {
  const c = await clinicWithDeals();
  const { world, field } = c;
  const { state, sandbox } = world;
  await state.meta.set('visitsSetup', { fields: { visit_key: field.id }, lossReasons: {} });
  const wishes = c.wishes(2).map((wish) => ({
    ...wish,
    lead: { ...wish.lead, ...named },
    sent: hashesOf(c.hasher, named),
  }));
  await c.make(wishes);
  const rows = await state.visitDeals.ofVisits(wishes.map(({ visit }) => visit));
  const leadOf = (visit: VisitKey | undefined) => rows.get(visit ?? (0 as VisitKey))?.leadId ?? 0;
  const [mine, others] = wishes;
  const patientId = mine?.patientId ?? (0 as PatientId);
  const [own, other] = [leadOf(mine?.visit), leadOf(others?.visit)];
  const contacts = [mine?.contactId ?? 0];
  // One that a person made and put our key into, one without anything of ours, and one of the family.
  const [filled, plain] = [
    sandbox.deals.create({ name: 'Имплант', price: 500, contacts, fields: { [field.id]: '77' } }),
    sandbox.deals.create({ name: 'Рассрочка', contacts }),
  ];
  sandbox.deals.edit(other, { contacts: [others?.contactId ?? 0, ...contacts] });
  const forget = async (from: State = world.state) => {
    const ident = await world.ident();
    try {
      return await forgetPatient({ ...world.setup(ident), state: from }, patientId);
    } finally {
      await ident.close();
    }
  };
  const expectForgotten = async () => {
    const { deals } = sandbox;
    expect(deals.get(own)).toMatchObject({ name: 'Приём', price: 0, custom_fields_values: null });
    expect(deals.get(filled)).toMatchObject({
      name: 'Имплант',
      price: 500,
      custom_fields_values: null,
    });
    expect(deals.get(plain)).toMatchObject({ name: 'Рассрочка' });
    expect(deals.get(other)).toMatchObject(named);
    expect(deals.get(other)?.custom_fields_values).toHaveLength(1);
    expect(await world.state.visitDeals.ofPatient(patientId)).toEqual([]);
    expect(await world.state.forgotten.unfinished()).toEqual([]);
  };
  return { ...c, patientId, own, filled, forget, expectForgotten };
}

test('whoever is forgotten leaves nothing of ours in a deal: ours keeps no time and no price, people’s keep what is theirs, another patient’s stays whole', async () => {
  await using c = await clinic();
  const { deals } = await c.forget();
  expect(deals.toSorted()).toEqual([c.own, c.filled].toSorted());
  await c.expectForgotten();
  expect((await c.forget()).deals).toEqual([]);
});

test('forgetting that was broken off is gone on with by the next pass, also where amoCRM refused', async () => {
  for (const death of [
    { at: 'write', nth: 1, when: 'before' },
    { at: 'write', nth: 1, when: 'after' },
    { at: 'write', nth: 2, when: 'before' },
  ] as const) {
    await using c = await clinic();
    expect(await passThatDies(c.world, death, (state) => c.forget(state))).toBe(true);
    expect(await c.world.state.forgotten.unfinished()).toEqual([c.patientId]);
    await c.world.clinic().pass({ mode: 'auto' });
    await c.expectForgotten();
  }
  await using c = await clinic();
  c.world.sandbox.faults.add({
    match: { method: 'PATCH' },
    fault: { kind: 'status', status: 403 },
  });
  await expect(c.forget()).rejects.toThrow();
  await c.world.clinic().pass({ mode: 'auto' });
  await c.expectForgotten();
});

test('a deal in «Неразобранное» is not written to: forgetting says so, and ends once it was accepted', async () => {
  await using c = await clinic();
  const { deals } = c.world.sandbox;
  const fields = { [c.field.id]: '78' };
  const contacts = [c.contacts.find(({ patientId }) => patientId === c.patientId)?.contactId ?? 0];
  const incoming = deals.arrive({ name: 'Заявка', contacts, fields });
  await expect(c.forget()).rejects.toMatchObject({ code: 'FORGET_INCOMPLETE' });
  const accepted = { statusId: deals.get(c.filled)?.status_id ?? 0 };
  expect(deals.get(incoming)).toMatchObject({ name: 'Заявка', custom_fields_values: [{}] });
  deals.edit(incoming, accepted);
  await c.forget();
  expect(deals.get(incoming)).toMatchObject({ name: 'Заявка', custom_fields_values: null });
  await c.expectForgotten();
});

test('with a lost state a relative’s deal stays whole, and so does a name that people wrote on', async () => {
  await using c = await clinic();
  const { deals } = c.world.sandbox;
  const mine = c.contacts.find(({ patientId }) => patientId === c.patientId)?.contactId ?? 0;
  const relative = c.contacts.find(({ contactId }) => contactId !== mine)?.contactId ?? 0;
  const fields = { [c.field.id]: '4711' };
  const theirs = { ...named, contacts: [relative, mine], fields };
  const [other, noted] = [
    deals.create(theirs),
    deals.create({ name: 'Приём 12.11.2026 14:30 – перезвонить', contacts: [mine] }),
  ];
  await c.forget();
  expect(deals.get(other)).toMatchObject({ ...named, custom_fields_values: [{}] });
  expect(deals.get(noted)).toMatchObject({ name: 'Приём 12.11.2026 14:30 – перезвонить' });
});

test('an account that shows its deals to nobody forgets a patient where there were never deals of ours', async () => {
  await using world = await World.open({ patients: 1 });
  await world.sync();
  const match = { method: 'GET', path: '/api/v4/leads/custom_fields' } as const;
  world.sandbox.faults.add({
    match,
    times: null,
    fault: { kind: 'status', status: 403, body: 'json' },
  });
  const ident = await world.ident();
  const { contacts } = await forgetPatient(world.setup(ident), 1 as PatientId);
  await ident.close();
  expect(contacts).toHaveLength(1);
});
