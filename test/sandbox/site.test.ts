import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { apiOf, sandboxApi } from './support/api.ts';

/** fetch cannot send another Host. */
const statusWithHost = (sandbox: Sandbox, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: sandbox.port, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('the page', () => {
  it('lists the contacts with the newest on top, in Russian, and finds them', async () => {
    const { sandbox, call } = await sandboxApi();
    expect((await call('GET', '/')).text).toContain('Контактов пока нет');
    for (let n = 1; n <= 52; n += 1)
      sandbox.crm.create({ name: `Пациент ${n}`, phones: [`+7${n}`] });
    const page = await call('GET', '/');
    expect(page.type).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('52 контакта');
    expect(page.text.indexOf('Пациент 52<')).toBeLessThan(page.text.indexOf('Пациент 51<'));
    expect((await call('GET', '/?page=2')).text).toContain('Пациент 1<');
    const found = await call('GET', `/?query=${encodeURIComponent('пациент 17')}`);
    expect(found.text).toContain('Найдено: 1 контакт');
    expect((await call('GET', '/?page=999')).text).toContain('Страница 2 из 2');
  });

  it('shows a contact with every field by name, and who changed what', async () => {
    const { sandbox, call, createField } = await sandboxApi({ journal: true });
    const birthday = await createField({ name: 'Дата рождения', type: 'date' });
    const sum = await createField({ name: 'Сумма', type: 'numeric' });
    const id = sandbox.crm.create({
      name: 'Иванова Анна',
      phones: [{ value: '+79251234567', kind: 'MOB' }],
      fields: { [birthday]: '1956-02-03T00:00:00+03:00', [sum]: '125300.50' },
    });
    sandbox.crm.edit(id, { name: 'Петрова Анна' });
    const { text } = await call('GET', `/contacts/${id}`);
    expect(text).toContain('<dt>Дата рождения</dt><dd>03.02.1956</dd>');
    expect(text).toContain('<dt>Сумма</dt><dd>125\u202f300,5</dd>');
    expect(text).toContain('+79251234567 (мобильный)');
    expect(text).toContain(
      '<span class="was">Иванова Анна</span> → <span class="is">Петрова Анна</span>',
    );
    expect((await call('GET', '/contacts/1')).status).toBe(404);
  });

  it('lets no name become a tag or an attribute', async () => {
    const { sandbox, call } = await sandboxApi({ journal: true });
    const name = `<script>alert("1")</script><img src=x onerror='a'>`;
    const id = sandbox.crm.create({ name, phones: [name], tags: [name] });
    for (const path of ['/', `/contacts/${id}`, `/?query=${encodeURIComponent('"><script>')}`]) {
      const { text, headers } = await call('GET', path);
      expect(text).not.toMatch(/<script|<img/);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  it('answers on a loopback address to loopback names only', async () => {
    const { sandbox } = await sandboxApi();
    expect(await statusWithHost(sandbox, `localhost:${sandbox.port}`)).toBe(200);
    expect(await statusWithHost(sandbox, 'evil.example.com')).toBe(403);
  });
});

describe('the switches over HTTP', () => {
  it('do what people do', async () => {
    const { sandbox, call } = await sandboxApi();
    const person = { name: 'Лид', phones: ['+71'], tags: ['сайт'] };
    const { id } = (await call('POST', '/_sandbox/crm/contacts', person)).json;
    const other = sandbox.crm.create({ name: 'Двойник', phones: ['+72'] });
    await call('PATCH', `/_sandbox/crm/contacts/${id}`, { name: 'Лид 2' });
    await call('POST', '/_sandbox/crm/merge', { survivorId: id, loserId: other });
    expect((await call('GET', `/_sandbox/crm/contacts/${id}`)).json.name).toBe('Лид 2');
    await call('POST', `/_sandbox/crm/contacts/${id}/delete`);
    expect((await call('GET', '/_sandbox/crm/trash')).json).toHaveLength(1);
    await call('POST', `/_sandbox/crm/contacts/${id}/restore`);
    expect((await call('GET', '/_sandbox/crm/contacts')).json).toHaveLength(1);
    expect((await call('POST', '/_sandbox/crm/merge', { survivorId: id, loserId: 1 })).status).toBe(
      400,
    );
  });

  it('arm and clear faults', async () => {
    const { call, createContacts } = await sandboxApi();
    const rule = { times: null, fault: { kind: 'status', status: 503 } };
    expect((await call('POST', '/_sandbox/faults', rule)).json).toEqual({ id: 1 });
    expect((await createContacts({})).status).toBe(503);
    expect((await call('GET', '/_sandbox/faults')).json.rules[0]).toMatchObject({
      id: 1,
      played: 1,
    });
    await call('DELETE', '/_sandbox/faults');
    expect((await createContacts({})).status).toBe(200);
    expect((await call('POST', '/_sandbox/faults', { fault: { kind: 'flood' } })).status).toBe(400);
  });

  it('give tokens, the log and the manners', async () => {
    const { sandbox, call } = await sandboxApi();
    const { token } = (await call('POST', '/_sandbox/oauth/long-lived-token', {})).json;
    expect((await apiOf(sandbox, token).call('GET', '/api/v4/account')).status).toBe(200);
    expect((await call('GET', '/_sandbox/log?after=0')).json).toHaveLength(1);
    expect((await call('GET', '/_sandbox/log?after=1')).json).toEqual([]);
    await call('PATCH', '/_sandbox/manners', { singlePatch: 'wrapped' });
    expect(sandbox.manners.singlePatch).toBe('wrapped');
    await call('PUT', '/_sandbox/rate', { limit: 1, periodMs: 60_000 });
    await call('GET', '/api/v4/account');
    expect((await call('GET', '/api/v4/account')).status).toBe(429);
  });

  it('are closed to pages of other sites', async () => {
    const { sandbox, call } = await sandboxApi();
    const form = await call('POST', '/_sandbox/crm/contacts', '{"name":"A"}', {
      'content-type': 'text/plain',
    });
    const site = await call('DELETE', '/_sandbox/log', undefined, {
      'sec-fetch-site': 'cross-site',
    });
    expect([form.status, site.status, sandbox.crm.count()]).toEqual([415, 403, 0]);
  });
});
