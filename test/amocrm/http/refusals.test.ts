import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AmoError, ValidationError } from '../../../src/amocrm/errors/errors.ts';
import type { ContactId, ContactPatch, FieldId } from '../../../src/amocrm/model/model.ts';
import type { Reply } from '../../support/http/scripted-server.ts';
import { rig, thrownBy } from '../client-under-test.ts';

// Literals of tests.
const contact = (id: number) => id as ContactId;
const field = (id: number) => id as FieldId;

const canary = 'Иванов +79251234567 4509 123456';
const patches: readonly ContactPatch[] = [
  { id: contact(11), request_id: 'p1', name: canary },
  {
    id: contact(12),
    request_id: 'p2',
    custom_fields_values: [
      { field_id: field(501), values: [{ value: canary }] },
      { field_id: field(502), values: null },
    ],
  },
];

async function refusedWith(reply: Reply, batch = patches): Promise<unknown> {
  await using r = await rig([reply]);
  const error = await thrownBy(r.client.updateContacts(batch));
  expect(r.server.requests).toHaveLength(1);
  return error;
}

const invalid = (rows: readonly unknown[]): Reply => ({
  status: 400,
  json: {
    'validation-errors': rows,
    title: 'Bad Request',
    status: 400,
    detail: 'Request validation failed',
  },
});

describe('a refusal', () => {
  it.each<[string, Reply, string, number]>([
    ['402', { status: 402, json: { title: 'Payment Required' } }, 'AMO_PAYMENT_REQUIRED', 1],
    ['JSON 403', { status: 403, json: { title: 'Forbidden' } }, 'AMO_FORBIDDEN', 1],
    [
      '400 with the legacy code 244',
      { status: 400, json: { detail: 'Код ошибки 244. Нет прав.' } },
      'AMO_FORBIDDEN',
      1,
    ],
    [
      '403 for an address that is not on the white list',
      { status: 403, json: { detail: 'Код ошибки 113. Доступ запрещён.' } },
      'AMO_ADDRESS_FORBIDDEN',
      1,
    ],
    [
      '403 because the plan is used up',
      { status: 403, json: { detail: 'Contacts limit exceeded' } },
      'AMO_QUOTA_EXCEEDED',
      1,
    ],
    [
      '400 because the plan is used up',
      { status: 400, json: { detail: 'Превышен лимит контактов' } },
      'AMO_QUOTA_EXCEEDED',
      1,
    ],
    [
      '422',
      { status: 422, json: { title: 'Unprocessable Entity', detail: 'Limit 250 per page' } },
      'AMO_TOO_LARGE',
      1,
    ],
    ['400 that names no row', { status: 400, json: { detail: 'Oops' } }, 'AMO_BAD_REQUEST', 1],
    ['400 in HTML', { status: 400, raw: '<html>' }, 'AMO_BAD_REQUEST', 1],
    ['404', { status: 404, json: {} }, 'AMO_NOT_FOUND', 1],
  ])('by %s is told apart, and is surely not carried out', async (_, reply, code, exit) => {
    const error = await refusedWith(reply);
    expect(error).toBeInstanceOf(AmoError);
    expect(error).toMatchObject({ code, exit, applied: 'no', retryable: false });
    if (!(error instanceof AmoError)) return;
    expect(error.text('ru').hint).toMatch(/[а-я]/);
    expect(error.text('en').hint).toMatch(/^[^а-я]+$/);
  });
});

describe('rows that amoCRM rejects', () => {
  it('come with code, path and our field, by their request_id', async () => {
    const path = 'custom_fields_values.1.values.0.value';
    const error = await refusedWith(
      invalid([
        {
          request_id: 'p2',
          errors: [
            { code: 'NotSupportedChoice', path, detail: canary },
            { code: 'InvalidType', path: 'name', detail: canary },
          ],
        },
        { request_id: 'p1', errors: [{ code: 'NotSupportedChoice', path: 'id' }] },
      ]),
    );
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      code: 'AMO_VALIDATION',
      exit: 3,
      applied: 'no',
      rows: [
        {
          requestId: 'p2',
          errors: [
            { code: 'NotSupportedChoice', path, fieldId: 502 },
            { code: 'InvalidType', path: 'name', fieldId: null },
          ],
        },
        { requestId: 'p1', errors: [{ code: 'NotSupportedChoice', path: 'id', fieldId: null }] },
      ],
    });
  });

  it('sent without request_id are known by their ordinal', async () => {
    const reply = invalid([
      { request_id: 1, errors: [{ code: 'FieldMissing', path: 'custom_fields_values.0' }] },
    ]);
    await using r = await rig([reply]);
    const error = await thrownBy(
      r.client.updateFields([{ id: field(1) }, { id: field(2), name: 'x' }]),
    );
    expect(error).toMatchObject({
      rows: [{ requestId: '1', errors: [{ code: 'FieldMissing', fieldId: null }] }],
    });
  });

  it('by business errors are found by the contact’s id', async () => {
    const error = await refusedWith({
      status: 400,
      json: {
        errors: { 12: `Last modified date is older: ${canary}`, 77: canary },
        title: 'Bad Request',
        detail: 'Invalid request body',
      },
    });
    expect(error).toMatchObject({
      rows: [
        { requestId: 'p2', errors: [{ code: 'EntityError', path: '', fieldId: null }] },
        { requestId: null, errors: [{ code: 'EntityError', path: '', fieldId: null }] },
      ],
    });
  });

  it('carry nothing of what amoCRM repeats of the values, whatever it puts where', async () => {
    const error = await refusedWith(
      invalid([
        { request_id: 'p1', errors: [{ code: canary, path: canary, detail: canary }] },
        { request_id: null, errors: null },
      ]),
    );
    expect(error).toMatchObject({
      rows: [
        { requestId: 'p1', errors: [{ code: 'Unnamed', path: '', fieldId: null }] },
        { requestId: null, errors: [] },
      ],
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/Иванов|9251234567|4509/);
  });

  it('whose path leads to no field that was sent have none', async () => {
    const paths = ['1.field_id', '1', '7.values'].map((at) => `custom_fields_values.${at}`);
    const errors = [...paths, 'custom_fields_values'].map((path) => ({
      code: 'InvalidType',
      path,
    }));
    const rows = ['p2', 'nobody'].map((request_id) => ({ request_id, errors }));
    const error = await refusedWith(invalid(rows));
    const fieldIds = (ids: readonly (number | null)[]) => ids.map((fieldId) => ({ fieldId }));
    expect(error).toMatchObject({
      rows: [
        { requestId: 'p2', errors: fieldIds([502, 502, null, null]) },
        { errors: fieldIds([null, null, null, null]) },
      ],
    });
  });
});

describe('a limit that a 400 speaks of', () => {
  const spoken = (detail: string): Reply => ({
    status: 400,
    json: { title: 'Bad Request', detail },
  });

  it.each([
    'Contacts limit exceeded',
    'Превышен лимит контактов',
    'Исчерпана квота аккаунта',
    'Maximum number of contacts reached',
    'Превышено количество полей',
  ])('is the account’s: %s', async (detail) => {
    const ofRow = invalid([{ request_id: 'p1', errors: [{ code: 'Limit', path: '', detail }] }]);
    const ofContact: Reply = { status: 400, json: { errors: { 11: detail } } };
    for (const reply of [spoken(detail), ofRow, ofContact]) {
      expect(await refusedWith(reply)).toMatchObject({ code: 'AMO_QUOTA_EXCEEDED', exit: 1 });
    }
  });

  it.each([
    'Превышена максимальная длина значения',
    'Value exceeds the limit of 255 characters',
    'Слишком много символов: превышен лимит',
    'This value is too long. It should have 256 characters or less, limit exceeded',
    'Превышено количество телефонов',
    'Maximum number of phones reached',
  ])('is one value’s, and so about the row: %s', async (detail) => {
    expect(await refusedWith(spoken(detail))).toMatchObject({ code: 'AMO_BAD_REQUEST' });
    const ofRow = invalid([{ request_id: 'p1', errors: [{ code: 'Limit', path: '', detail }] }]);
    expect(await refusedWith(ofRow)).toBeInstanceOf(ValidationError);
  });

  it('is a row’s where the path leads into a value, whatever the words', async () => {
    const path = 'custom_fields_values.0.values.0.value';
    const detail = 'Limit exceeded';
    const reply = invalid([{ request_id: 'p2', errors: [{ code: 'Limit', path, detail }] }]);
    expect(await refusedWith(reply)).toBeInstanceOf(ValidationError);
  });
});

describe('personal data', () => {
  it('of a search, a write and amoCRM’s answers gets into no log, event or error', async () => {
    const refused = { status: 400, json: { title: canary, detail: canary, hint: canary } };
    await using r = await rig((_, count) =>
      count % 3 === 0 ? { status: 500, raw: canary } : refused,
    );
    const errors = [
      await thrownBy(r.client.contacts({ query: '9251234567' })),
      await thrownBy(r.client.createContacts([{ request_id: 'p1', name: canary }])),
      await thrownBy(r.client.updateContacts(patches)),
    ];
    const seen = [r.logged(), JSON.stringify(r.events), inspect(errors, { depth: 9 })].join();
    expect(r.logged()).toContain('amoCRM request');
    expect(seen).not.toMatch(/Иванов|9251234567|4509|a-token/);
  });
});
