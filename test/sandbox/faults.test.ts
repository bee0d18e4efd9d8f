import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import { VirtualClock } from '../support/clock/virtual-clock.ts';
import { sandboxApi } from './support/api.ts';

const post = { method: 'POST', path: '/api/v4/contacts' };

async function faulty(fault: Fault) {
  const api = await sandboxApi();
  api.sandbox.faults.add({ match: post, fault });
  return api;
}

describe('faults', () => {
  it('answer a 5xx before the effect, or after it', async () => {
    for (const when of ['before', 'after'] as const) {
      const { sandbox, createContacts } = await faulty({ kind: 'status', status: 504, when });
      const reply = await createContacts({ name: 'A' });
      expect(reply).toMatchObject({ status: 504, type: 'text/html' });
      expect(reply.text).toContain('<center>nginx</center>');
      expect(sandbox.crm.count()).toBe(when === 'after' ? 1 : 0);
    }
  });

  it('answer 402 and 403 in JSON, 403 as nginx’s page, and 429 with Retry-After', async () => {
    const { sandbox, createContacts } = await sandboxApi();
    sandbox.faults.add({ fault: { kind: 'status', status: 402 } });
    sandbox.faults.add({ fault: { kind: 'status', status: 403, body: 'json' } });
    sandbox.faults.add({ fault: { kind: 'status', status: 403 } });
    sandbox.faults.add({ fault: { kind: 'status', status: 429, retryAfter: 3 } });
    expect(await createContacts({})).toMatchObject({
      status: 402,
      json: { title: 'Payment Required' },
    });
    expect(await createContacts({})).toMatchObject({
      status: 403,
      type: 'application/problem+json',
    });
    expect(await createContacts({})).toMatchObject({ status: 403, type: 'text/html' });
    const last = await createContacts({});
    expect([last.status, last.headers.get('retry-after')]).toEqual([429, '3']);
    expect(sandbox.crm.count()).toBe(0);
  });

  it('drop the connection before the effect, or after it', async () => {
    for (const when of ['before', 'after'] as const) {
      const { sandbox, createContacts } = await faulty({ kind: 'drop', when });
      await expect(createContacts({ name: 'A' })).rejects.toThrow();
      expect(sandbox.crm.count()).toBe(when === 'after' ? 1 : 0);
      expect(sandbox.log.entries[0]).toMatchObject({ status: 0, fault: 'drop' });
    }
  });

  it('commit late, on the sandbox’s own clock, when the connection is long gone', async () => {
    const clock = new VirtualClock();
    const { sandbox, createContacts } = await sandboxApi({ clock: clock.serverSide() });
    const release = clock.hold();
    sandbox.faults.add({ match: post, fault: { kind: 'late-commit', ms: 30_000 } });
    await expect(createContacts({ name: 'A', request_id: 'r' })).rejects.toThrow();
    const before = clock.now();
    await clock.advance(29_999);
    expect([sandbox.crm.count(), sandbox.late.pending]).toEqual([0, 1]);
    await clock.advance(1);
    expect([sandbox.crm.count(), sandbox.late.pending]).toEqual([1, 0]);
    expect(sandbox.log.entries[0]).toMatchObject({
      at: before,
      committedAt: before + 30_000,
      requestIds: ['r'],
      createdIds: [sandbox.crm.contacts()[0]?.id],
    });
    release();
  });

  it('commit late behind an answered 504', async () => {
    const { sandbox, createContacts } = await faulty({
      kind: 'late-commit',
      ms: 30_000,
      status: 504,
    });
    expect((await createContacts({ name: 'A' })).status).toBe(504);
    expect(sandbox.crm.count()).toBe(0);
    sandbox.late.commitAll();
    expect(sandbox.crm.count()).toBe(1);
  });

  it('never answer, until the client gives up', async () => {
    const { sandbox } = await faulty({ kind: 'hang', when: 'after' });
    const request = fetch(`${sandbox.url}/api/v4/contacts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.oauth.longLivedToken()}` },
      body: '[{}]',
      signal: AbortSignal.timeout(60),
    });
    await expect(request).rejects.toThrow('timeout');
    expect(sandbox.crm.count()).toBe(1);
  });

  it('answer slowly what has happened at once', async () => {
    const clock = new VirtualClock();
    const { sandbox } = await sandboxApi({ clock: clock.serverSide() });
    sandbox.faults.add({ fault: { kind: 'slow', ms: 40_000 } });
    const request = clock.wrapFetch(fetch)(`${sandbox.url}/api/v4/contacts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.oauth.longLivedToken()}` },
      body: '[{"name":"A"}]',
    });
    expect((await request).status).toBe(200);
    expect(clock.elapsed).toBe(40_000);
    expect(sandbox.crm.contacts()[0]?.created_at).toBe(Math.floor((clock.now() - 40_000) / 1000));
  });

  it('answer 200 with JSON that ends too early, with a page, or with half a body', async () => {
    const { sandbox, createContacts } = await faulty({ kind: 'garbage', body: 'truncated' });
    expect(await createContacts({})).toMatchObject({ status: 200, json: null });
    sandbox.faults.add({ fault: { kind: 'garbage', body: 'text' } });
    expect(await createContacts({})).toMatchObject({ status: 200, type: 'text/html', json: null });
    sandbox.faults.add({ fault: { kind: 'garbage', body: 'cut' } });
    await expect(createContacts({})).rejects.toThrow();
    expect(sandbox.crm.count()).toBe(3);
  });

  it('leave rows out of the answer that were applied', async () => {
    const { sandbox, createContacts } = await faulty({ kind: 'omit', rows: [0] });
    const reply = await createContacts({ name: 'A' }, { name: 'B' });
    expect(
      reply.json._embedded.contacts.map((row: { request_id: string }) => row.request_id),
    ).toEqual(['1']);
    expect(sandbox.crm.count()).toBe(2);
  });

  it('refuse rows by place, by what a field says, or by a predicate', async () => {
    const { sandbox, createContacts, createField } = await sandboxApi();
    const id = await createField({ name: 'ИНН', type: 'text', code: 'INN' });
    const inn = (value: string) => ({
      custom_fields_values: [{ field_id: id, values: [{ value }] }],
    });
    const refusedBy = async (fault: Fault, ...rows: object[]) => {
      sandbox.faults.clear();
      sandbox.faults.add({ match: post, fault });
      const reply = await createContacts(...rows);
      return reply.json['validation-errors'].map(
        (row: { request_id: string; errors: { path: string }[] }) => [
          row.request_id,
          row.errors[0]?.path,
        ],
      );
    };
    expect(await refusedBy({ kind: 'reject', rows: [1] }, {}, {})).toEqual([['1', 'name']]);
    const where = { field: 'INN', equals: '7' };
    expect(await refusedBy({ kind: 'reject', where }, inn('5'), inn('7'))).toEqual([
      ['1', 'custom_fields_values.0.values.0.value'],
    ]);
    const predicate = (_row: unknown, index: number) => index === 0;
    expect(await refusedBy({ kind: 'reject', where: predicate, path: 'x' }, {}, {})).toEqual([
      ['0', 'x'],
    ]);
    expect(sandbox.crm.count()).toBe(0);
  });

  it('wait for their requests: so many pass first, so many are hit', async () => {
    const { sandbox, call, createContacts } = await sandboxApi();
    const fault: Fault = { kind: 'status', status: 500 };
    const id = sandbox.faults.add({
      match: { path: '^/api/.*contacts$' },
      skip: 1,
      times: 2,
      fault,
    });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await createContacts({})).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
    expect((await call('GET', '/api/v4/account')).status).toBe(200);
    expect(sandbox.faults.played(id)).toBe(2);
    sandbox.faults.add({ times: null, fault });
    expect((await createContacts({})).status).toBe(500);
    expect((await createContacts({})).status).toBe(500);
    sandbox.faults.clear();
    expect((await createContacts({})).status).toBe(200);
  });

  it('end with the sandbox: what was to come late is committed, half-open connections close', async () => {
    const { sandbox, createContacts } = await sandboxApi({ journal: true });
    sandbox.faults.add({ match: post, fault: { kind: 'late-commit', ms: 1e9 } });
    sandbox.faults.add({ match: post, fault: { kind: 'hang', when: 'before' } });
    await expect(createContacts({ name: 'late' })).rejects.toThrow();
    const hanging = expect(createContacts({ name: 'never' })).rejects.toThrow();
    while (sandbox.log.entries.length < 2) await new Promise(setImmediate);
    await sandbox.close();
    await hanging;
    expect(sandbox.journal?.entries.map(({ after }) => after)).toContain('late');
  });
});

describe('faults in virtual time', () => {
  async function virtual() {
    const clock = new VirtualClock();
    const { sandbox } = await sandboxApi({ clock: clock.serverSide() });
    const authorization = `Bearer ${sandbox.oauth.longLivedToken()}`;
    const create = (signal?: AbortSignal) =>
      clock.wrapFetch(fetch)(`${sandbox.url}/api/v4/contacts`, {
        method: 'POST',
        headers: { authorization },
        body: '[{"name":"A"}]',
        ...(signal && { signal }),
      });
    return { clock, sandbox, create };
  }

  it('a connection that never answers lets the client’s own time-out come', async () => {
    const { clock, sandbox, create } = await virtual();
    sandbox.faults.add({ fault: { kind: 'hang', when: 'before' } });
    const abort = new AbortController();
    void clock.sleep(30_000).then(() => abort.abort(new Error('time-out')));
    await expect(create(abort.signal)).rejects.toThrow('time-out');
    expect(clock.elapsed).toBe(30_000);
    expect((await create()).status).toBe(200);
  });

  it('a late commit comes while the client waits', async () => {
    const { clock, sandbox, create } = await virtual();
    sandbox.faults.add({ fault: { kind: 'late-commit', ms: 20_000 } });
    await expect(create()).rejects.toThrow();
    await clock.sleep(19_000);
    expect(sandbox.crm.count()).toBe(0);
    await clock.sleep(2000);
    expect(sandbox.crm.count()).toBe(1);
    expect(clock.elapsed).toBe(21_000);
  });

  it('latency takes time, and the effect comes before it', async () => {
    const { clock, sandbox, create } = await virtual();
    sandbox.manners.latencyMs = 250;
    await create();
    expect(clock.elapsed).toBe(250);
    expect(sandbox.log.entries[0]?.committedAt).toBe(sandbox.log.entries[0]?.at);
  });

  it('an answer of more rows takes longer, where a row is said to take its time', async () => {
    const { clock, sandbox, create } = await virtual();
    sandbox.manners.latencyMs = 150;
    sandbox.manners.latencyPerRowMs = 4;
    await create();
    expect(clock.elapsed).toBe(154);
  });
});
