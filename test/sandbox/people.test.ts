import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { apiOf, sandboxApi } from './support/api.ts';

describe('what people do in the CRM', () => {
  it('is a contact made by hand, with phones, tags and a date in the past', async () => {
    const { sandbox, call, createField } = await sandboxApi();
    await createField({ name: 'Город', type: 'text' });
    const id = sandbox.crm.create({
      name: 'Лид с сайта',
      phones: ['8 (925) 123-45-67', { value: '+74951112233', kind: 'HOME' }],
      emails: ['lead@example.com'],
      tags: ['сайт'],
      fields: { Город: 'Тверь' },
      createdAt: 1_700_000_000,
    });
    const { json } = await call('GET', `/api/v4/contacts/${id}`);
    expect(json).toMatchObject({
      name: 'Лид с сайта',
      created_at: 1_700_000_000,
      created_by: sandbox.account.manager.id,
      _embedded: { tags: [{ name: 'сайт' }] },
    });
    expect(
      json.custom_fields_values.map((field: { values: object[] }) => field.values),
    ).toMatchObject([
      [
        { value: '8 (925) 123-45-67', enum_code: 'WORK' },
        { value: '+74951112233', enum_code: 'HOME' },
      ],
      [{ value: 'lead@example.com', enum_code: 'WORK' }],
      [{ value: 'Тверь' }],
    ]);
  });

  it('is an edit that leaves the rest alone', async () => {
    const { sandbox } = await sandboxApi();
    const id = sandbox.crm.create({ name: 'A', phones: ['+71'], tags: ['x'] });
    sandbox.crm.edit(id, { addPhones: ['+72'] });
    const contact = sandbox.crm.contact(id);
    expect(contact).toMatchObject({ name: 'A', _embedded: { tags: [{ name: 'x' }] } });
    expect(contact?.custom_fields_values?.[0]?.values.map(({ value }) => value)).toEqual([
      '+71',
      '+72',
    ]);
  });

  it('is a merge: the survivor’s values win, phones are united, the loser is gone for good', async () => {
    const { sandbox, call } = await sandboxApi();
    const survivor = sandbox.crm.create({ name: 'Иванова', phones: ['+71', '+72'], tags: ['a'] });
    const loser = sandbox.crm.create({
      name: 'Другая',
      phones: ['+72', '+73'],
      emails: ['x@example.com'],
      tags: ['b'],
    });
    sandbox.crm.merge(survivor, loser);
    expect((await call('GET', `/api/v4/contacts/${loser}`)).status).toBe(204);
    expect(() => sandbox.crm.restore(loser)).toThrow('no such contact');
    const contact = sandbox.crm.contact(survivor);
    const values = (code: string) =>
      contact?.custom_fields_values
        ?.find(({ field_code }) => field_code === code)
        ?.values.map(({ value }) => value);
    expect(contact?.name).toBe('Иванова');
    expect([values('PHONE'), values('EMAIL')]).toEqual([['+71', '+72', '+73'], ['x@example.com']]);
    expect(contact?._embedded.tags.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(sandbox.crm.contacts()).toHaveLength(1);
  });

  it('is a deletion into the trash, and back from it under the same id', async () => {
    const { sandbox, call } = await sandboxApi();
    const id = sandbox.crm.create({ name: 'Мария' });
    sandbox.crm.delete(id);
    expect((await call('GET', '/api/v4/contacts?query=мария')).status).toBe(204);
    expect(sandbox.crm.trash().map((contact) => [contact.id, contact.is_deleted])).toEqual([
      [id, true],
    ]);
    sandbox.crm.restore(id);
    expect((await call('GET', '/api/v4/contacts?query=мария')).json._embedded.contacts[0].id).toBe(
      id,
    );
  });

  it('is a change of the fields themselves', async () => {
    const { sandbox, createField, createContact } = await sandboxApi();
    const id = await createField({ name: 'Город', type: 'text', code: 'CITY' });
    const contact = await createContact({
      custom_fields_values: [{ field_id: id, values: [{ value: 'Тверь' }] }],
    });
    sandbox.crm.changeField('CITY', { name: 'Город проживания' });
    expect(sandbox.crm.contact(contact)?.custom_fields_values?.[0]?.field_name).toBe(
      'Город проживания',
    );
    sandbox.crm.deleteField('Город проживания');
    expect(sandbox.crm.contact(contact)?.custom_fields_values).toBeNull();
  });

  it('is held to the same rules as the API', async () => {
    const { sandbox } = await sandboxApi();
    expect(() => sandbox.crm.create({ fields: { Нет: 'x' } })).toThrow('no such field');
    expect(() => sandbox.crm.create({ name: 'x'.repeat(300) })).toThrow('TooLong name');
  });
});

describe('the log', () => {
  it('names what each request created and changed, and what people did', async () => {
    const { sandbox, call, createContact } = await sandboxApi();
    const id = await createContact({ name: 'A', request_id: 'p-1' });
    await call('PATCH', '/api/v4/contacts', [{ id, name: 'B', request_id: 'p-2' }]);
    await call('GET', '/api/v4/contacts?limit=5');
    sandbox.crm.edit(id, { name: 'C' });
    expect(sandbox.log.entries.map((entry) => [entry.source, entry.method, entry.status])).toEqual([
      ['api', 'POST', 200],
      ['api', 'PATCH', 200],
      ['api', 'GET', 200],
      ['person', 'edit', 0],
    ]);
    expect(sandbox.log.entries[0]).toMatchObject({
      requestIds: ['p-1'],
      createdIds: [id],
      updatedIds: [],
    });
    expect(sandbox.log.entries[1]).toMatchObject({
      requestIds: ['p-2'],
      createdIds: [],
      updatedIds: [id],
    });
    expect(sandbox.log.entries[2]).toMatchObject({ query: 'limit=5' });
  });

  it('keeps the newest entries up to its limit', async () => {
    const { sandbox, call } = await sandboxApi({ logLimit: 8 });
    for (let n = 0; n < 25; n += 1) await call('GET', '/api/v4/account');
    const seqs = sandbox.log.entries.map(({ seq }) => seq);
    expect(seqs.at(-1)).toBe(25);
    expect(seqs.length).toBeGreaterThanOrEqual(8);
    expect(seqs.length).toBeLessThanOrEqual(10);
  });

  it('tells field by field what was there before, where a journal is kept', async () => {
    const { sandbox, call, createContact } = await sandboxApi({ journal: true });
    const id = await createContact({
      name: 'A',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+71' }] }],
    });
    await call('PATCH', '/api/v4/contacts', [{ id, name: 'B' }]);
    sandbox.crm.edit(id, { phones: [] });
    const phone = sandbox.crm.fields().find(({ code }) => code === 'PHONE');
    const told = sandbox.journal
      ?.ofContact(id)
      .filter(({ before }) => before !== null)
      .map(({ source, field, fieldName, before, after }) => [
        source,
        field,
        fieldName,
        before,
        after,
      ]);
    expect(told).toEqual([
      ['api', 'name', 'name', 'A', 'B'],
      ['person', String(phone?.id), 'Телефон', [expect.objectContaining({ value: '+71' })], null],
    ]);
  });
});

describe('a sandbox with a file', () => {
  const newFile = async () => join(await mkdtemp(join(tmpdir(), 'sandbox-')), 'sandbox.db');

  it('finds its contacts, fields and tokens again, and goes on with its ids', async () => {
    const file = await newFile();
    const first = await startSandbox({ file, rate: null });
    const token = first.oauth.longLivedToken();
    const field = await apiOf(first).createField({ name: 'Город', type: 'text' });
    const id = first.crm.create({ name: 'Мария', fields: { Город: 'Тверь' } });
    await first.close();
    const { sandbox } = await sandboxApi({ file, accountId: 5 });
    const api = apiOf(sandbox, token);
    expect(sandbox.account.id).toBe(first.account.id);
    const reply = await api.call('GET', '/api/v4/contacts?query=тверь');
    expect(reply.json._embedded.contacts[0]).toMatchObject({ id, name: 'Мария' });
    expect(sandbox.crm.create({ name: 'next' })).toBeGreaterThan(id);
    expect(await api.createField({ name: 'Улица', type: 'text' })).toBeGreaterThan(field);
  });

  it('shares the file with another process: what one writes the other sees', async () => {
    const file = await newFile();
    const one = await sandboxApi({ file });
    const two = await sandboxApi({ file });
    const field = await one.createField({ name: 'Город', type: 'text' });
    expect(two.sandbox.crm.fields().map(({ id }) => id)).toContain(field);
    const write = (name: string) => ({
      name,
      custom_fields_values: [{ field_id: field, values: [{ value: name }] }],
    });
    const ids = [await two.createContact(write('a')), await one.createContact(write('b'))];
    expect(new Set(ids).size).toBe(2);
    expect(two.sandbox.crm.contacts().map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('leaves another program’s database alone, and says that a port is taken', async () => {
    const file = await newFile();
    await writeFile(file, 'this is no database, and longer than the header of one would be');
    await expect(startSandbox({ file })).rejects.toMatchObject({ code: 'SANDBOX_FILE_UNUSABLE' });
    const { sandbox } = await sandboxApi();
    await expect(startSandbox({ port: sandbox.port })).rejects.toMatchObject({
      code: 'SANDBOX_PORT_TAKEN',
      exit: 2,
    });
  });
});
