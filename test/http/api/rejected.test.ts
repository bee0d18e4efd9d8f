import { describe, expect, test } from 'vitest';
import { Office } from './office.ts';

const refuse = (office: Office, patient: number) =>
  office.world.sandbox.faults.add({
    match: { method: 'POST', path: '^/api/v4/contacts$' },
    times: 1,
    fault: {
      kind: 'reject',
      where: (row) =>
        typeof row === 'object' &&
        row !== null &&
        'request_id' in row &&
        row.request_id === String(patient),
      code: 'InvalidType',
      path: 'custom_fields_values.1.values.0.value',
    },
  });

describe('rejected rows', () => {
  test('say what is wrong and what to do, and go again on demand', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    refuse(office, 4);
    await world.sync();
    const { json } = await office.call('rejected');
    expect(json).toMatchObject({
      ...{
        total: 1,
        codes: [
          { code: 'InvalidType', count: 1, text: { ru: 'значение не подходит к типу поля' } },
        ],
      },
      rows: [
        {
          ...{ patientId: 4, contactId: null, attempts: 1, retrying: false },
          text: { en: { meaning: "the value does not fit the field's type" } },
          needsConfirmation: false,
        },
      ],
    });
    expect((await office.call('overview')).json).toMatchObject({
      ...{ verdict: 'attention', needsPerson: true, rejected: { count: 1 } },
    });
    const csv = await office.call('rejectedCsv', { query: { lang: 'ru' } });
    expect(csv.text.split('\r\n')[1]).toContain('InvalidType');
    const retried = await office.call('retryRejected', { body: {} });
    expect(retried.json).toEqual({ retried: 1, keptBack: [] });
    expect((await office.call('rejected')).json.rows).toMatchObject([{ retrying: true }]);
    expect(await world.state.passRequests.all()).toMatchObject([{ kind: 'incremental' }]);
    await world.sync();
    expect((await office.call('rejected')).json).toMatchObject({ total: 0, rows: [] });
    expect(await office.actions()).toContain('retry all');
  });

  test('that seem to be another person are retried by name only', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    await world.sync();
    world.editPerson(1, {
      ...{ Surname: 'Чужой', Birthday: '1999-09-09', MobilePhone: '+79990001122', Phone: null },
    });
    await world.sync();
    expect((await office.call('rejected')).json.rows).toMatchObject([
      { patientId: 1, code: 'identity-changed', needsConfirmation: true },
    ]);
    expect((await office.call('retryRejected', { body: {} })).json).toEqual({
      ...{ retried: 0, keptBack: [1] },
    });
    const confirmed = await office.call('retryRejected', { body: { patientId: 1 } });
    expect(confirmed.json).toEqual({ retried: 1, keptBack: [] });
  });
});
