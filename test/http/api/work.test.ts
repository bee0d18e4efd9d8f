import { describe, expect, test } from 'vitest';
import { stoppedPrefix } from '../../../src/sync/guard/asking/stopped-change.ts';
import { Office } from './office.ts';

describe('the overview', () => {
  test('calls for a person before the first load, and says so when all is in sync', async () => {
    await using office = await Office.signedIn();
    expect((await office.call('overview')).json).toMatchObject({
      ...{ verdict: 'setup', needsPerson: true, firstLoadDone: false, dataAt: null },
      ...{ lastRun: null, deepReport: null, intervalMs: 120_000 },
    });
    const { runId } = await office.world.sync();
    const { json } = await office.call('overview');
    expect(json).toMatchObject({
      ...{ verdict: 'in-sync', needsPerson: false, firstLoadDone: true },
      lastRun: { id: runId, outcome: 'ok', counts: { created: 12 } },
      deepReport: { runId, attention: 0 },
    });
    expect(json.dataAt).toBe(json.lastDeepAt);
  });

  test('charts what passes did by the hour and by the clinic’s day, without gaps', async () => {
    await using office = await Office.signedIn();
    await office.world.sync();
    const day = (await office.call('chart', { query: { span: '24h' } })).json;
    expect(day.points).toHaveLength(24);
    expect(day.points.at(-1)).toMatchObject({ created: 12, updated: 0, rejected: 0, throttled: 0 });
    expect(day.points.at(-1).requests).toBeGreaterThan(2);
    const month = (await office.call('chart', { query: { span: '30d' } })).json;
    expect(month.points).toHaveLength(30);
    expect(month.points.at(-1)).toMatchObject({ created: 12 });
    // Midnight in Moscow.
    expect(new Date(month.points.at(-1).at).toISOString()).toContain('T21:00:00');
    const wrong = await office.call('chart', { query: { span: 'year' } });
    expect(wrong.json.error.code).toBe('BAD_REQUEST');
  });

  test('tells why it rests, whom a stopped change concerns, and what would let it through', async () => {
    await using office = await Office.signedIn({ sync: { guard: { percent: 15, rows: 1 } } });
    const { world } = office;
    await world.sync();
    world.sql('delete from Patients where ID_Persons in (1, 2, 3)');
    await expect(world.deep()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
    const since = world.clock.now();
    await world.state.pauses.set({ reason: 'guard', since, code: 'MASS_CHANGE', actor: 'service' });
    const { json } = await office.call('overview');
    expect(json).toMatchObject({ verdict: 'paused', needsPerson: true });
    expect(json.pauses).toMatchObject([
      {
        ...{ reason: 'guard', code: 'MASS_CHANGE', since },
        text: { ru: { hint: expect.stringContaining('IDENT') } },
        guard: { kinds: [{ kind: 'removed', count: 3, databases: [] }], allow: 3 },
      },
    ]);
    const { runId } = json.pauses[0].guard;
    const named = await office.call('findings', {
      ...{ params: { runId }, query: { kind: 'stopped:removed' } },
    });
    expect(named.json.findings.map((one: { patientId: number }) => one.patientId)).toEqual([
      1, 2, 3,
    ]);
    expect((await office.call('runNow', { body: { kind: 'deep', allowed: 3 } })).status).toBe(200);
    expect(await world.state.passRequests.all()).toMatchObject([{ kind: 'deep', allowed: 3 }]);
  });

  test('names all that a person’s word would let through: what each pass asks, the newest one and those before it', async () => {
    await using office = await Office.signedIn({ sync: { guard: { percent: 15, rows: 1 } } });
    const { world } = office;
    await world.sync();
    for (const id of [4, 5, 6, 7]) world.editPerson(id, { City: 'Тверь' });
    await world.sync();
    const asked = async () => (await office.call('overview')).json.pauses[0].guard;
    const stopped = async (pass: Promise<unknown>) => {
      await expect(pass).rejects.toMatchObject({ code: 'MASS_CHANGE' });
      const since = world.clock.now();
      const code = 'MASS_CHANGE';
      await world.state.pauses.set({ reason: 'guard', since, code, actor: 'service' });
      return (await world.state.runs.latestId()) as number;
    };
    world.sql('delete from Patients where ID_Persons in (1, 2, 3)');
    const deep = await stopped(world.deep());
    for (const id of [4, 5]) world.editPerson(id, { City: null });
    const runId = await stopped(world.sync());
    const removed = { kind: 'removed', count: 3, runId: deep };
    const cleared = { kind: 'cleared:city', count: 2, runId };
    expect(await asked()).toMatchObject({ runId, allow: 3, kinds: [cleared, removed] });
    // More of the same, and the number grows with the line.
    for (const id of [6, 7]) world.editPerson(id, { City: null });
    const again = await stopped(world.sync());
    const { allow, kinds } = await asked();
    expect(kinds).toMatchObject([{ ...cleared, count: 4, runId: again }, removed]);
    expect(allow).toBe(4);
    // What is taken back is no line any more.
    for (const id of [4, 5, 6, 7]) world.editPerson(id, { City: 'Тверь' });
    await world.sync();
    expect(await asked()).toMatchObject({ allow: 3, kinds: [removed] });
    // What a command was stopped for, no pass would do.
    const { runs } = world.state;
    const endedAt = world.clock.now();
    const counts = { [`${stoppedPrefix}cleared:city`]: 400 };
    const command = await runs.start('clear', endedAt);
    await runs.finish(command, {
      mode: 'clear',
      endedAt,
      outcome: 'stopped',
      failure: null,
      counts,
    });
    expect(await asked()).toMatchObject({ allow: 3, kinds: [removed] });
    expect(await world.deep({ allowMassChange: 3 })).toMatchObject({ counts: { removed: 3 } });
  });

  test('pauses and resumes, and writes down who did', async () => {
    await using office = await Office.signedIn();
    await office.world.sync();
    await office.call('pause');
    expect((await office.call('overview')).json).toMatchObject({
      ...{ verdict: 'resting', needsPerson: false },
      pauses: [{ reason: 'user', actor: 'dashboard' }],
    });
    await office.call('resume', { body: { reasons: ['user'] } });
    expect((await office.call('overview')).json.pauses).toEqual([]);
    const { json } = await office.call('actions', { query: { limit: 2 } });
    expect(json.actions).toMatchObject([
      { action: 'resume', subject: 'user', actor: 'dashboard' },
      { action: 'pause', subject: null, actor: 'dashboard' },
    ]);
    const rest = await office.call('actions', { query: { before: json.next } });
    expect(rest.json).toMatchObject({ actions: [{ action: 'sign-in-link' }], next: null });
  });
});

describe('runs', () => {
  test('are listed newest first, by mode and outcome, page by page', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    for (let pass = 0; pass < 3; pass += 1) await world.sync();
    await world.deep();
    const first = (await office.call('runs', { query: { limit: 3 } })).json;
    expect(first.runs.map(({ mode }: { mode: string }) => mode)).toEqual([
      ...['deep', 'incremental', 'incremental'],
    ]);
    const next = await office.call('runs', { query: { before: first.next } });
    expect(next.json).toMatchObject({ runs: [{ mode: 'deep' }], next: null });
    const failed = await office.call('runs', { query: { mode: 'deep', outcome: 'failed' } });
    expect(failed.json).toEqual({ runs: [], next: null });
    expect((await office.call('run', { params: { runId: 99 } })).status).toBe(404);
  });

  test('tell what they wrote for whom, by patient and by field, and no values', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    const { runId: first } = await world.sync();
    const written = async (runId: number, query = {}) =>
      (await office.call('changes', { params: { runId }, query })).json;
    const whole = await written(first, { limit: 5 });
    expect(whole.changes).toHaveLength(5);
    expect(whole.changes[0]).toMatchObject({ kind: 'created', items: [] });
    expect((await written(first, { after: whole.next })).changes).toHaveLength(7);
    world.editPerson(3, { City: 'Калуга' });
    world.editPerson(4, { City: 'Калуга', INN: '500100732259' });
    const { runId } = await world.sync();
    const all = await written(runId);
    expect(all).toMatchObject({
      changes: [
        { patientId: 3, contactId: world.contactOf(3).id, kind: 'updated' },
        { patientId: 4, kind: 'updated' },
      ],
      next: null,
    });
    expect(JSON.stringify(all)).not.toMatch(/Калуга|500100732259/);
    expect((await written(runId, { item: 'inn' })).changes).toMatchObject([{ patientId: 4 }]);
    expect((await written(runId, { patient: '3', item: 'city' })).changes).toMatchObject([
      { items: [{ ru: 'Город' }, { ru: 'Дата изменения' }] },
    ]);
    expect((await written(runId, { patient: 'Иванов' })).changes).toEqual([]);
    const { endedAt } = (await office.call('run', { params: { runId } })).json.run;
    const span = { from: endedAt, until: endedAt + 1 };
    const listed = (await office.call('runs', { query: span })).json.runs;
    expect(listed.map(({ id }: { id: number }) => id)).toEqual([runId]);
  });

  test('show what they found by kind, with its meaning, and as a table for Excel', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    await world.sync();
    const contact = world.contactOf(3);
    world.sandbox.crm.edit(contact.id, { name: 'Иное имя' });
    const { runId } = await world.deep();
    const params = { runId };
    const details = (await office.call('run', { params })).json;
    expect(details.kinds).toMatchObject([
      {
        kind: 'name-edited',
        severity: 'attention',
        count: 1,
        text: { ru: { label: expect.any(String) } },
      },
    ]);
    const page = await office.call('findings', { params, query: { kind: 'name-edited' } });
    expect(page.json.findings).toMatchObject([
      {
        ...{ patientId: 3, contactId: contact.id, subject: { ru: 'Имя', en: 'Name' } },
        contactUrl: `${world.sandbox.url}/contacts/detail/${contact.id}`,
      },
    ]);
    const csv = await office.call('findingsCsv', { params, query: { lang: 'en' } });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain(`run-${runId}.csv`);
    expect(csv.text.split('\r\n')[0]).toContain('Patient;Contact;Field');
    expect(csv.text.split('\r\n')[1]).toMatch(new RegExp(`^3;${contact.id};Name;.*;name-edited$`));
  });
});

test('the stream tells of passes as they go, and ends with the service', async () => {
  await using office = await Office.signedIn();
  const stream = await fetch(`${office.url}/api/events`, { headers: { cookie: office.cookie } });
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(stream.headers.get('content-security-policy')).toContain("default-src 'none'");
  const { events } = office;
  events.emit({ type: 'pass-started', mode: 'deep', at: 1 });
  for (let done = 1; done <= 500; done += 1) {
    events.emit({ type: 'pass-progress', progress: { phase: 'write', done, total: 500 } });
  }
  events.emit({ type: 'amocrm', event: { type: 'throttled', waitMs: 10.4, reason: 'pacing' } });
  events.emit({ type: 'pass-ended', at: 2, errorCode: 'IDENT_UNREACHABLE' });
  await office.app.close();
  const heard = (await stream.text())
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)));
  expect(heard).toEqual([
    { type: 'pass-started', mode: 'deep', at: 1 },
    { type: 'pass-progress', progress: { phase: 'write', done: 1, total: 500 } },
    { type: 'throttled', waitMs: 10, reason: 'pacing' },
    { type: 'pass-ended', at: 2, runId: null, outcome: null, errorCode: 'IDENT_UNREACHABLE' },
  ]);
});
