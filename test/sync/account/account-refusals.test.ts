import { describe, expect, test } from 'vitest';
import { afterAnswer } from '../../support/http/tampered-fetch.ts';
import { World } from '../../support/world.ts';

const creates = { method: 'POST', path: '^/api/v4/contacts$' };
const everyRow = (code: string, path: string) =>
  ({ kind: 'reject', where: () => true, code, path }) as const;

describe('a 400 about what a setting says', () => {
  test.each([
    ['responsible_user_id', 'AMOCRM_RESPONSIBLE_USER_ID'],
    ['0.responsible_user_id', 'AMOCRM_RESPONSIBLE_USER_ID'],
    ['3._embedded.tags.0.name', 'AMOCRM_TAGS'],
    ['tags_to_add.0.name', 'AMOCRM_TAGS'],
    ['_embedded.tags.0.name', 'AMOCRM_TAGS'],
  ])('(%s) rejects no patient and names the setting', async (path, setting) => {
    await using world = await World.open({ patients: 12, sync: { batchSize: 5 } });
    const fault = world.sandbox.faults.add({
      match: creates,
      times: null,
      fault: everyRow('NotSupportedChoice', path),
    });
    await expect(world.sync()).rejects.toMatchObject({
      code: 'SETTING_REFUSED',
      exit: 1,
      message: expect.stringContaining(setting),
    });
    expect(await world.state.rejected.all()).toEqual([]);
    expect(await world.state.intents.all()).toEqual([]);
    world.sandbox.faults.remove(fault);
    await world.sync();
    expect(world.notOnce()).toEqual([]);
  });

  test.each([
    ['Responsible user is not active', 'AMOCRM_RESPONSIBLE_USER_ID'],
    ['Нет прав на создание тегов', 'AMOCRM_TAGS'],
  ])('in words alone (%s) names the setting as well', async (detail, setting) => {
    await using world = await World.open({ patients: 5 });
    world.amo = world.client(
      afterAnswer(({ method, path }) =>
        method === 'POST' && path === '/api/v4/contacts'
          ? Response.json({ title: 'Bad Request', status: 400, detail }, { status: 400 })
          : null,
      ),
    );
    await expect(world.sync()).rejects.toMatchObject({
      code: 'SETTING_REFUSED',
      message: expect.stringContaining(setting),
    });
    expect(await world.state.rejected.all()).toEqual([]);
  });
});

describe('a field whose type a person changes in mid-load', () => {
  /** From the third create on, amoCRM has «Комментарий» as another type and refuses what is written into it. */
  const changed = (world: World, refusedRows: (rows: readonly unknown[]) => readonly number[]) => {
    const field = world.sandbox.crm.fields().find(({ name }) => name === 'Комментарий IDENT');
    let posts = 0;
    return world.client(async (input, init) => {
      const path = new URL(String(input)).pathname;
      const isPost = init?.method === 'POST' && path === '/api/v4/contacts';
      if (isPost) posts += 1;
      if (isPost && posts >= 3) {
        const rows: readonly {
          request_id: string;
          custom_fields_values: { field_id: number }[];
        }[] = JSON.parse(String(init?.body));
        const carrying = rows.flatMap((row, index) =>
          row.custom_fields_values.some(({ field_id }) => field_id === field?.id) ? [index] : [],
        );
        const bad = refusedRows(carrying).map((index) => rows[Number(index)]);
        const errors = bad.flatMap((row) => {
          const at = row?.custom_fields_values.findIndex(({ field_id }) => field_id === field?.id);
          const one = { code: 'InvalidType', path: `custom_fields_values.${at}.values.0.value` };
          return row === undefined ? [] : [{ request_id: row.request_id, errors: [one] }];
        });
        if (errors.length > 0) {
          return Response.json({ 'validation-errors': errors, status: 400 }, { status: 400 });
        }
      }
      const answer = await fetch(input, init);
      if (posts < 3 || path !== '/api/v4/contacts/custom_fields') return answer;
      const text = await answer.text();
      const retyped = JSON.parse(text, (_, value: unknown) =>
        typeof value === 'object' && value !== null && 'id' in value && value.id === field?.id
          ? { ...value, type: 'numeric' }
          : value,
      );
      return Response.json(retyped);
    });
  };

  test.each([
    ['every value of it is refused', (rows: readonly unknown[]) => rows.map(Number)],
    [
      'one value in each batch is refused',
      (rows: readonly unknown[]) => rows.slice(0, 1).map(Number),
    ],
  ])('is drift, and no row’s fault: %s', async (_, refusedRows) => {
    await using world = await World.open({ patients: 60, sync: { batchSize: 10 } });
    for (let id = 1; id <= 60; id += 1) world.editPatient(id, { Comment: `Комментарий ${id}` });
    world.amo = changed(world, refusedRows);
    await expect(world.sync()).rejects.toMatchObject({
      code: 'FIELDS_CHANGED',
      message: expect.stringContaining('Комментарий'),
    });
    expect(await world.state.rejected.all()).toEqual([]);
    expect(await world.state.intents.all()).toEqual([]);
    world.amo = world.client();
    await world.sync();
    expect(world.notOnce()).toEqual([]);
  });
});

describe('a body that a front refuses with a page', () => {
  const front =
    (displeasing: RegExp) => async (input: Parameters<typeof fetch>[0], init?: RequestInit) =>
      displeasing.test(String(init?.body ?? ''))
        ? new Response('<html>403 Forbidden</html>', { status: 403 })
        : await fetch(input, init);

  test('is found by halving: that patient is queued, all others are written, the circuit stays closed', async () => {
    await using world = await World.open({ patients: 20, sync: { batchSize: 10 } });
    world.editPatient(7, { Comment: "1' or '1'='1" });
    world.amo = world.client(front(/'1'='1/));
    expect(await world.sync()).toMatchObject({
      outcome: 'rows-rejected',
      counts: { created: 19, rejected: 1 },
    });
    expect(await world.state.rejected.all()).toMatchObject([{ patientId: 7, code: 'BodyRefused' }]);
    expect(world.notOnce()).toEqual(['patient 7: 0 contacts']);
  });

  test('in an update queues that patient, and the others are updated', async () => {
    await using world = await World.open({ patients: 10, sync: { batchSize: 10 } });
    await world.sync();
    for (const id of [2, 3, 4])
      world.editPatient(id, { Comment: `<script>${id === 3 ? '!' : ''}` });
    world.amo = world.client(front(/<script>!/));
    expect((await world.sync()).counts).toMatchObject({ updated: 2, rejected: 1 });
    expect(await world.state.rejected.all()).toMatchObject([{ patientId: 3, code: 'BodyRefused' }]);
  });

  test.each([
    ['a few rows', 5, 'AMO_BODY_REFUSED'],
    ['many rows: that is the block, and nothing more is sent', 20, 'AMO_RATE_BLOCKED'],
  ])('whatever it holds, ends the pass and rejects nobody: %s', async (_, patients, code) => {
    await using world = await World.open({ patients, sync: { batchSize: 20 } });
    let refused = 0;
    const refusing = front(/request_id/);
    world.amo = world.client(async (input, init) => {
      const answer = await refusing(input, init);
      if (answer.status === 403) refused += 1;
      return answer;
    });
    await expect(world.sync()).rejects.toMatchObject({ code });
    expect(refused).toBeLessThanOrEqual(13);
    expect(await world.state.rejected.all()).toEqual([]);
    await world.clock.advance(16 * 60_000);
    world.amo = world.client();
    await world.sync();
    expect(world.notOnce()).toEqual([]);
  });
});

test('a widget’s fields in forms that nobody foresaw disturb neither a load nor the comparison', async () => {
  await using world = await World.open({ patients: 12 });
  const odd = [
    { field_id: null, values: [{ value: 'x' }] },
    { field_id: 'utm', values: 'x' },
    { field_id: 999_001, values: { 0: { value: 'x', enum_id: '17' } } },
    { field_id: 999_002, values: [['x']] },
    'x',
  ];
  world.amo = world.client(async (input, init) => {
    const answer = await fetch(input, init);
    if (!new URL(String(input)).pathname.startsWith('/api/v4/contacts')) return answer;
    if ((init?.method ?? 'GET') !== 'GET' || answer.status !== 200) return answer;
    const widened = JSON.parse(await answer.text(), (key, value: unknown) =>
      key === 'custom_fields_values' && Array.isArray(value) ? [...odd, ...value] : value,
    );
    return Response.json(widened);
  });
  expect(await world.sync()).toMatchObject({ counts: { created: 12 } });
  expect(await world.deep()).toMatchObject({ outcome: 'ok', counts: { created: 0, updated: 0 } });
  expect(world.notOnce()).toEqual([]);
});
