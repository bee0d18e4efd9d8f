import fc from 'fast-check';
import { mobilePhoneOf, nameOf } from '../clinic-database.ts';
import type { Simulation } from '../simulation.ts';
import { alsoTyped } from '../visits/visits.ts';
import { Event, index, pick } from './event.ts';

/** What people and other integrations do in the CRM. The IDENT id is api-only: nobody can edit it by hand. */
export const inCrm = [
  fc.tuple(index).map(
    ([at]) =>
      new Event(`CRM: a person adds a phone to contact #${at}`, (simulation) => {
        const contact = pick(simulation.contacts, at);
        const phone = simulation.newPhone();
        if (contact !== undefined)
          simulation.world.sandbox.crm.edit(contact, { addPhones: [phone] });
      }),
  ),
  fc.tuple(index, fc.constantFrom('Город', 'Долг', 'Пол', 'Дата рождения', 'Отчество')).map(
    ([at, field]) =>
      new Event(`CRM: a person empties «${field}» of contact #${at}`, (simulation) => {
        const contact = pick(simulation.contacts, at);
        if (contact === undefined || simulation.carries(contact) === null) return;
        simulation.world.sandbox.crm.edit(contact, {
          fields: { [field]: null, ...alsoTyped(simulation, at, null) },
        });
      }),
  ),
  fc.tuple(index, fc.constantFrom('Город', 'Отчество')).map(
    ([at, field]) =>
      new Event(`CRM: a robot writes into «${field}» of contact #${at}`, (simulation) => {
        const contact = pick(simulation.contacts, at);
        if (contact === undefined || simulation.carries(contact) === null) return;
        simulation.world.sandbox.crm.edit(contact, {
          fields: { [field]: 'Робот', ...alsoTyped(simulation, at, 1_900_000_000) },
        });
      }),
  ),
  fc.tuple(fc.integer({ min: 251, max: 400 })).map(
    ([many]) =>
      new Event(`CRM: a storm of ${many} contacts of others`, ({ world }) => {
        const { crm } = world.sandbox;
        for (let n = 0; n < many; n += 1) {
          crm.delete(crm.create({ name: `Рассылка ${n}` }));
        }
      }),
  ),
  fc.tuple(index).map(
    ([at]) =>
      new Event(`CRM: a person renames contact #${at}`, (simulation) => {
        const contact = pick(simulation.contacts, at);
        if (contact !== undefined)
          simulation.world.sandbox.crm.edit(contact, { name: 'Мамочка Ани' });
      }),
  ),
  fc.tuple(index, index).map(
    ([a, b]) =>
      new Event(`CRM: contacts #${a} and #${b} are merged`, (simulation) => {
        const survivor = pick(simulation.contacts, a);
        const loser = pick(simulation.contacts, b);
        if (survivor === undefined || loser === undefined || survivor === loser) return;
        for (const contact of [survivor, loser]) forgive(simulation, contact);
        simulation.world.sandbox.crm.merge(survivor, loser);
      }),
  ),
  fc.tuple(index).map(
    ([at]) =>
      new Event(`CRM: contact #${at} is deleted`, (simulation) => {
        const contact = pick(simulation.contacts, at);
        if (contact === undefined) return;
        forgive(simulation, contact);
        simulation.world.sandbox.crm.delete(contact);
      }),
  ),
  fc.tuple(index).map(
    ([at]) =>
      new Event(`CRM: deleted contact #${at} is restored`, (simulation) => {
        const contact = pick(simulation.world.sandbox.crm.trash(), at);
        if (contact !== undefined) simulation.world.sandbox.crm.restore(contact.id);
      }),
  ),
  fc.tuple(index, fc.boolean()).map(
    ([at, named]) =>
      new Event(
        `CRM: a lead with the phone of patient #${at}${named ? '' : ', without a name'}`,
        (simulation) => {
          const patient = pick(simulation.patients, at);
          if (patient === undefined) return;
          const phone = mobilePhoneOf(patient);
          simulation.world.sandbox.crm.create({
            name: named ? nameOf(patient) : 'Новый контакт',
            phones: phone === null ? [] : [phone],
            createdAt: 1_500_000_000,
          });
        },
      ),
  ),
  fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 3 }), fc.boolean()).map(
    ([skip, times, adds]) =>
      new Event(
        `CRM: others delete${adds ? ' and create' : ''} contacts before page ${skip + 1} of a reading × ${times}`,
        ({ world, crowd }) => {
          const creates = adds ? 3 : 0;
          world.sandbox.unrest.add({ skip, times, deletes: 5, creates, among: crowd });
        },
      ),
  ),
] as const;

/** A person who removes a contact decides that; the patient need not come back by itself. */
function forgive(simulation: Simulation, contact: number): void {
  for (const patient of simulation.everCarried(contact)) simulation.peoplesRemovals.add(patient);
}
