import { describe, expect, test } from 'vitest';
import { World } from '../../../support/world.ts';
import type { WorldOptions } from '../../../support/world-options.ts';

/** A world in which patient 1 stands in amoCRM. */
const loaded = (options: WorldOptions = {}) => World.loaded({ patients: 3, ...options });

const kinds = (findings: readonly { readonly kind: string; readonly subject: string | null }[]) =>
  findings.map(({ kind, subject }) => `${kind} ${subject}`).toSorted();

describe('a field', () => {
  test('is cleared when IDENT empties it and ours stands there', async () => {
    await using world = await loaded();
    world.editPerson(1, { City: null });
    const result = await world.sync();
    expect(world.contactOf(1).fields).not.toHaveProperty('Город');
    expect(result.counts).toMatchObject({ updated: 1 });
  });

  test('into which a person wrote something else is not cleared, and that is reported', async () => {
    await using world = await loaded();
    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Химки' } });
    world.editPerson(1, { City: null });
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Химки' });
    const deep = await world.deep();
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Химки' });
    expect(kinds(deep.findings)).toEqual(['foreign-value city']);
  });

  test('that IDENT never filled keeps what a person writes there, reported at each deep pass', async () => {
    await using world = await World.open({ patients: 3 });
    world.editPerson(1, { City: null });
    await world.sync();
    world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Химки' } });
    for (let pass = 1; pass <= 2; pass += 1) {
      const deep = await world.deep();
      expect(kinds(deep.findings)).toEqual(['foreign-value city']);
      expect(deep.counts).toMatchObject({ updated: 0, unchanged: 3 });
    }
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Химки' });
    world.editPerson(1, { City: 'Тула' });
    await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Тула' });
  });

  test('of the account that is not ours is never written', async () => {
    await using world = await loaded({ sandbox: { journal: true } });
    world.editPerson(1, { City: 'Тула', Name: 'Пётр', MobilePhone: '+79261112233', Email: null });
    await world.sync();
    const written = world.sandbox.journal?.entries.filter(
      ({ source, method }) => source === 'api' && method === 'PATCH',
    );
    expect(written?.map(({ fieldName }) => fieldName).toSorted()).toEqual([
      'Email',
      'first_name',
      'name',
      'Город',
      'Дата изменения',
      'Телефон',
    ]);
  });
});

describe('tags and the responsible user', () => {
  test('are set on contacts that we create, and on no others', async () => {
    await using world = await World.open({ patients: 3, sync: { tags: ['IDENT', 'пациент'] } });
    const responsible = world.sandbox.account.manager.id;
    world.options = { ...world.options, responsibleUserId: responsible };
    const lead = world.sandbox.crm.create({
      name: 'Анна',
      phones: ['+79267001122'],
      tags: ['горячий'],
      responsibleUserId: world.sandbox.account.admin.id,
    });
    world.addPatient(901, { Name: 'Анна', MobilePhone: '+79267001122' });
    await world.sync();
    expect(world.contactOf(901)).toMatchObject({ id: lead, tags: ['горячий'] });
    expect(world.sandbox.crm.contact(lead)).toMatchObject({
      responsible_user_id: world.sandbox.account.admin.id,
    });
    expect(world.contactOf(2).tags.toSorted()).toEqual(['IDENT', 'пациент']);
    expect(world.sandbox.crm.contact(world.contactOf(2).id)).toMatchObject({
      responsible_user_id: responsible,
    });
  });

  test('stay as people set them afterwards', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sandbox.crm.edit(id, {
      tags: ['VIP'],
      responsibleUserId: world.sandbox.account.manager.id,
    });
    world.editPerson(1, { City: 'Тула' });
    await world.sync();
    await world.deep();
    expect(world.contactOf(1)).toMatchObject({ tags: ['VIP'], fields: { Город: 'Тула' } });
    expect(world.sandbox.crm.contact(id)).toMatchObject({
      responsible_user_id: world.sandbox.account.manager.id,
    });
  });
});

describe('after the state is lost', () => {
  /** Loads, lets people work on the contacts, and starts anew with an empty state. */
  async function reborn(meanwhile: (world: World) => void): Promise<World> {
    const world = await loaded();
    meanwhile(world);
    await world.installation('new');
    const { createFields } = await import('../../../../src/sync/account/fields.ts');
    await createFields({ amo: world.amo, state: world.state, excluded: world.options.excluded });
    return world;
  }

  test('every contact is found again by its IDENT id, nothing is created and nothing is written', async () => {
    await using world = await reborn(() => undefined);
    const before = world.writes().length;
    const result = await world.sync();
    expect(result.counts).toMatchObject({ created: 0, updated: 0, relinked: 3, acknowledged: 3 });
    expect(world.writes()).toHaveLength(before);
    expect((await world.deep()).counts).toMatchObject({ unchanged: 3 });
  });

  test('a value that stands where IDENT has none may be a colleague’s: it stays and is reported', async () => {
    await using world = await reborn((before) => {
      before.sql('update Persons set City = null where ID = 1');
    });
    const result = await world.sync();
    expect(world.contactOf(1).fields).toMatchObject({ Город: 'Москва' });
    expect(kinds(result.findings)).toContain('foreign-value city');
  });

  test('a name that differs passes for an edited one: it stays until IDENT’s changes', async () => {
    await using world = await reborn((before) => {
      before.sandbox.crm.edit(before.contactOf(1).id, {
        name: 'Иванов И. И., звонить до 12',
        firstName: 'И. И.',
      });
    });
    const result = await world.sync();
    expect(kinds(result.findings)).toContain('name-edited name');
    expect(world.contactOf(1).name).toBe('Иванов И. И., звонить до 12');
    world.editPerson(1, { Surname: 'Петров' });
    await world.sync();
    expect(world.contactOf(1).name).toBe('Петров Иван Иванович');
  });

  test('phones that stand there are nobody’s to take out', async () => {
    await using world = await reborn(() => undefined);
    await world.sync();
    const before = world.contactOf(1).phones;
    world.editPerson(1, { MobilePhone: '+79261112233' });
    await world.sync();
    expect(world.contactOf(1).phones).toEqual([...before, '+79261112233']);
  });
});
