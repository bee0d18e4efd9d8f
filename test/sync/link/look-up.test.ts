import { describe, expect, test } from 'vitest';
import type { World } from '../../support/world.ts';
import { anna, loaded } from './link-world.ts';

/** So many contacts that reading them all costs more than looking for a few phones. */
async function inLargeAccount(): Promise<World> {
  const world = await loaded();
  await world.state.meta.set('contactsSeen', 20_000);
  return world;
}

describe('a lead’s phone is found however it was typed', () => {
  test.each([
    ['8 (999) 123-45-67'],
    ['+7 999 123 45 67'],
    ['8-999-123-45-67'],
    ['8 (999) 1234567'],
    ['+7 (999) 123-4567'],
    ['8 999 12 34567'],
    ['79991234567'],
  ])('«%s», among older contacts', async (typed) => {
    await using world = await inLargeAccount();
    const lead = world.sandbox.crm.create({ name: 'Анна', phones: [typed] });
    for (let at = 0; at < 260; at += 1) world.sandbox.crm.create({ name: `Лид ${at}` });
    await world.state.meta.raiseSurveyedContactId(world.contacts().at(-1)?.id ?? 0);
    world.addPatient(901, { ...anna, MobilePhone: '+79991234567' });
    const result = await world.sync();
    expect(result).toMatchObject({ mode: 'incremental', counts: { adopted: 1, created: 0 } });
    expect(world.contactOf(901)).toMatchObject({ id: lead, phones: [typed] });
  });

  test.each([['8.999.123.45.67'], ['8 999 12 34 567'], ['8 (999) 123 – 45 – 67']])(
    '«%s», which no form fits, among the newest contacts',
    async (typed) => {
      await using world = await inLargeAccount();
      const lead = world.sandbox.crm.create({ name: 'Анна', phones: [typed] });
      world.addPatient(901, { ...anna, MobilePhone: '+79991234567' });
      await world.sync();
      expect(world.contactOf(901).id).toBe(lead);
    },
  );

  describe.each([
    ['8.999.123.45.67'],
    ['8 999 12 34 567'],
    ['8 (999) 123 – 45 – 67'],
    ['8\u00a0999\u00a0123\u00a045\u00a067'],
  ])('«%s», which no form fits, among older contacts', (typed) => {
    /** The lead stands far below the newest contacts. */
    async function withOldLead() {
      const world = await inLargeAccount();
      const lead = world.sandbox.crm.create({ name: 'Анна', phones: [typed] });
      for (let at = 0; at < 260; at += 1) world.sandbox.crm.create({ name: `Лид ${at}` });
      return { world, lead };
    }

    test('is found once a deep pass has seen it, at one request more', async () => {
      const { world, lead } = await withOldLead();
      await using _ = world;
      await world.deep();
      await world.state.meta.set('contactsSeen', 20_000);
      const mark = world.mark();
      world.addPatient(901, { ...anna, MobilePhone: '+79991234567' });
      const { mode, counts } = await world.sync();
      expect({ mode, ...counts }).toMatchObject({ mode: 'incremental', adopted: 1, created: 0 });
      expect(world.contactOf(901)).toMatchObject({ id: lead, phones: [typed] });
      const asked = world.requestsSince(mark).filter((line) => line.includes(`contacts/${lead}`));
      expect(asked).toHaveLength(1);
    });

    test('is not taken over when it says another number by now, or is gone', async () => {
      const { world, lead } = await withOldLead();
      await using _ = world;
      await world.deep();
      await world.state.meta.set('contactsSeen', 20_000);
      world.sandbox.crm.edit(lead, { phones: ['8.999.765.43.21'] });
      world.addPatient(901, { ...anna, MobilePhone: '+79991234567' });
      expect((await world.sync()).counts).toMatchObject({ adopted: 0, created: 1 });
      world.sandbox.crm.delete(lead);
      world.addPatient(902, { ...anna, MobilePhone: '+79997654321' });
      expect((await world.sync()).counts).toMatchObject({ adopted: 0, created: 1 });
    });
  });

  test('of several old leads with one odd phone none is taken over, and people are told', async () => {
    await using world = await inLargeAccount();
    for (let at = 0; at < 4; at += 1) {
      world.sandbox.crm.create({ name: 'Анна', phones: ['8.999.123.45.67'] });
    }
    for (let at = 0; at < 260; at += 1) world.sandbox.crm.create({ name: `Лид ${at}` });
    await world.deep();
    await world.state.meta.set('contactsSeen', 20_000);
    world.addPatient(901, { ...anna, MobilePhone: '+79991234567' });
    const { counts, findings } = await world.sync();
    expect(counts).toMatchObject({ adopted: 0, created: 1 });
    expect(findings).toMatchObject([{ kind: 'possible-double', patientId: 901 }]);
  });

  test('two leads of one phone in two spellings are two candidates, and people are told', async () => {
    await using world = await inLargeAccount();
    for (const typed of ['8 (999) 123-45-67', '+79991234567']) {
      world.sandbox.crm.create({ name: 'Анна', phones: [typed] });
    }
    world.addPatient(901, { ...anna, MobilePhone: '+79991234567' });
    const result = await world.sync();
    expect(result.counts).toMatchObject({ adopted: 0, created: 1 });
    expect(result.findings).toMatchObject([{ kind: 'possible-double', patientId: 901 }]);
  });

  test('a stranger whose phone ends alike is none', async () => {
    await using world = await inLargeAccount();
    world.sandbox.crm.create({ name: 'Анна', phones: ['8 (916) 123-45-67'] });
    world.addPatient(901, { ...anna, MobilePhone: '+79991234567' });
    const result = await world.sync();
    expect(result.counts).toMatchObject({ adopted: 0, created: 1 });
    expect(result.findings).toEqual([]);
  });
});

describe('what a look-up costs', () => {
  test('one new patient with one phone: the newest contacts, a query for each form, a look at the newest, a create', async () => {
    await using world = await inLargeAccount();
    const mark = world.mark();
    world.addPatient(901, { ...anna, MobilePhone: '+79267001122' });
    await world.sync();
    expect(world.requestsSince(mark).map((line) => line.replace(/limit=\d+/, ''))).toEqual([
      expect.stringContaining('GET /api/v4/account'),
      expect.stringContaining('GET /api/v4/contacts/custom_fields'),
      expect.stringContaining('order%5Bid%5D=desc'),
      ...['01122', '11-22', '11+22', '0-1122', '0+1122'].map((form) =>
        expect.stringMatching(new RegExp(`query=${form.replace('+', '(\\+|%20)')}(&|$)`)),
      ),
      expect.stringContaining('order%5Bid%5D=desc'),
      'POST /api/v4/contacts',
    ]);
  });

  test('patients without a phone, or with a shared one, are not looked for', async () => {
    await using world = await loaded();
    const mark = world.mark();
    world.addPatient(901, anna);
    world.addPatient(902, { ...anna, MobilePhone: '+79267001122' });
    world.addPatient(903, { ...anna, MobilePhone: '+79267001122' });
    await world.sync();
    expect(world.requestsSince(mark).filter((line) => line.includes('query='))).toEqual([]);
  });

  test('many new patients in a small account cost one full read instead of a query each', async () => {
    await using world = await loaded(30);
    const lead = world.sandbox.crm.create({ name: 'Анна', phones: ['8 926 700 11 03'] });
    for (let at = 0; at < 9; at += 1) {
      world.addPatient(901 + at, { ...anna, MobilePhone: `+7926700110${at}` });
    }
    const mark = world.mark();
    const result = await world.sync();
    expect(result.counts).toMatchObject({ created: 8, adopted: 1 });
    expect(world.contactOf(904).id).toBe(lead);
    const reads = world
      .requestsSince(mark)
      .filter((line) => line.startsWith('GET /api/v4/contacts?'));
    expect(reads.filter((line) => line.includes('query='))).toEqual([]);
    expect(reads).toHaveLength(2);
  });

  test('after a first load the full read is known to cost more than it did before', async () => {
    await using world = await loaded(1_520);
    world.addPatient(901_000, { ...anna, MobilePhone: '+79267001100' });
    const mark = world.mark();
    await world.sync();
    const queries = world.requestsSince(mark).filter((line) => line.includes('query='));
    expect(queries).toHaveLength(5);
  });
});

test('digits that stand in another field are no phone', async () => {
  await using world = await loaded();
  const lookAlike = world.sandbox.crm.create({
    name: 'Анна Белова',
    fields: { 'Комментарий IDENT': 'звонила с 9267001122' },
  });
  world.addPatient(901, { ...anna, MobilePhone: '+79267001122' });
  const result = await world.sync();
  expect(world.contactOf(901).id).not.toBe(lookAlike);
  expect(result.findings).toEqual([]);
});
