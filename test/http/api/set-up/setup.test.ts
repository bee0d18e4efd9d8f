import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../src/app-error.ts';
import { createAuthorisation } from '../../../../src/clinic/authorisation.ts';
import type { Clinic } from '../../../../src/clinic/clinic.ts';
import { contactFields } from '../../../../src/contact/model/fields.ts';
import type { FieldKey } from '../../../../src/contact/model/table.ts';
import { leadsHere } from '../../../../src/http/oauth/consent.ts';
import { IdentError, identErrors } from '../../../../src/ident/connection/errors.ts';
import { theOnly } from '../../../support/the-only.ts';
import type { World } from '../../../support/world.ts';
import { Office } from '../office.ts';

const target = { address: 'server:1433', database: 'ident', user: 'reader' };
const away = () => Promise.reject(new IdentError(identErrors.unreachable(target)));

describe('the database', () => {
  test('is tested: server, patients, where each field comes from', async () => {
    await using office = await Office.signedIn({ sync: { excluded: new Set<FieldKey>(['inn']) } });
    const { json } = await office.call('testDatabase');
    expect(json).toMatchObject({
      ...{ ok: true, patients: 12, server: expect.stringContaining('SQLite') },
      fields: { found: contactFields.length - 1, missing: 0, off: 1 },
    });
    expect(json.serverTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  });

  test('is tested with the instances of its server, reached or not', async () => {
    const instances = [
      { name: 'SQLEXPRESS', port: 1433, address: 'srv\\SQLEXPRESS', isOurs: true, isIdents: false },
      {
        name: 'PZSQLSERVER',
        port: 49_172,
        address: 'srv\\PZSQLSERVER',
        isOurs: false,
        isIdents: true,
      },
    ];
    for (const beside of [undefined, away]) {
      await using office = await Office.signedIn({
        clinic: (world) => ({
          sources: [
            theOnly(
              Object.assign(world.source(), {
                ...(beside && { beside }),
                instances: async () => instances,
              }),
            ),
          ],
        }),
      });
      expect((await office.call('testDatabase')).json).toMatchObject({
        ok: beside === undefined,
        instances,
      });
    }
  });

  test('that is away is told with its cause, and leaves the other side to be seen', async () => {
    await using office = await Office.signedIn({
      clinic: (world) => ({ sources: [theOnly(Object.assign(world.source(), { beside: away }))] }),
    });
    expect((await office.call('testDatabase')).json).toMatchObject({
      ...{ ok: false, problem: { code: 'IDENT_UNREACHABLE', retryable: true } },
    });
    const fields = (await office.call('fields')).json;
    expect(fields.databaseProblem.code).toBe('IDENT_UNREACHABLE');
    expect(fields.rows[0]).toMatchObject({ source: null, amo: { status: 'ok' } });
    const patient = await office.call('patient', { params: { patientId: 1 } });
    expect(patient.status).toBe(503);
    expect(patient.json.error.code).toBe('IDENT_UNREACHABLE');
  });

  test('that passes have lost since it answered is not called done', async () => {
    await using office = await Office.signedIn();
    const isDone = async () => (await office.call('setup')).json.database.answered;
    await office.call('testDatabase');
    expect(await isDone()).toBe(true);
    const { state, clock } = office.world;
    const failure = { ...failureOf(null), errorCode: 'IDENT_UNREACHABLE' };
    const at = { startedAt: clock.now(), endedAt: clock.now() };
    await state.runs.couldNotBegin('incremental', failure, at);
    expect(await isDone()).toBe(false);
  });
});

describe('the fields', () => {
  test('are all told, from where to where, and what is missing is made', async () => {
    await using office = await Office.signedIn({
      ...{ fields: false, sync: { excluded: new Set<FieldKey>(['passport']) } },
    });
    const before = (await office.call('fields')).json;
    expect(before).toMatchObject({ databaseProblem: null, amoProblem: null });
    expect(before.rows).toHaveLength(contactFields.length);
    expect(before.rows[3]).toMatchObject({
      ...{ no: 4, key: 'birthday', name: 'Дата рождения', type: 'date', on: true },
      source: { status: 'found', from: 'Persons.Birthday' },
      amo: { status: 'missing', id: null },
    });
    expect(before.rows[13]).toMatchObject({
      ...{ key: 'passport', sensitive: true, on: false, amo: { status: 'off' } },
      source: { status: 'off', from: null },
    });
    const made = (await office.call('createFields')).json;
    expect(made.created).toHaveLength(contactFields.length - 1);
    expect(made.fields.rows[3].amo).toMatchObject({ status: 'ok', id: expect.any(Number) });
    expect(await office.actions()).toContain(`create-fields ${contactFields.length - 1}`);
    expect((await office.call('setup')).json.fields).toMatchObject({
      bound: contactFields.length - 1,
      wanted: contactFields.length - 1,
    });
  });
});

describe('the plan preview', () => {
  test('tells requests, minutes and contacts, and writes nothing', async () => {
    await using office = await Office.signedIn();
    expect((await office.call('plan')).json).toMatchObject({ state: 'none', plan: null });
    expect((await office.call('makePlan')).json).toMatchObject({ state: 'running' });
    await expect
      .poll(async () => (await office.call('plan')).json.state, { timeout: 10_000 })
      .toBe('done');
    const { plan } = (await office.call('plan')).json;
    expect(plan).toMatchObject({
      ...{ mode: 'deep', reason: 'first', patients: 12, create: 12, update: 0, contacts: 0 },
      cost: { writes: 1, requests: expect.any(Number), durationMs: expect.any(Number) },
    });
    expect(office.world.contacts()).toEqual([]);
  });

  test('that fails says why, and may be made again', async () => {
    await using office = await Office.signedIn({
      clinic: (world) => ({
        sources: [theOnly(Object.assign(world.source(), { forPasses: away }))],
      }),
    });
    await office.call('makePlan');
    await expect
      .poll(async () => (await office.call('plan')).json.state, { timeout: 10_000 })
      .toBe('failed');
    expect((await office.call('plan')).json.problem.code).toBe('IDENT_UNREACHABLE');
    expect((await office.call('makePlan')).json.state).toBe('running');
    await expect
      .poll(async () => (await office.call('plan')).json.state, { timeout: 10_000 })
      .toBe('failed');
  });

  test('is followed by the start, which ends the rest and asks for a pass', async () => {
    await using office = await Office.signedIn();
    await office.call('pause');
    await office.call('start');
    expect(await office.world.state.pauses.all()).toEqual([]);
    expect(await office.world.state.passRequests.all()).toMatchObject([{ kind: 'incremental' }]);
    expect(await office.actions()).toEqual(expect.arrayContaining(['start', 'resume user']));
  });
});

describe('the connection to amoCRM', () => {
  test('is tested with the token in use', async () => {
    await using office = await Office.signedIn();
    const account = { ok: true, subdomain: expect.any(String), timeZone: expect.any(String) };
    expect((await office.call('testAmo')).json).toMatchObject(account);
  });

  test('by OAuth begins with a rest, so that nothing is sent before somebody says so', async () => {
    await using office = await Office.signedIn({ consent: consentAt('here') });
    const { json } = await office.call('beginOauth');
    expect(new URL(json.url).searchParams.get('state')).toMatch(/./);
    expect((await office.call('overview')).json.pauses).toMatchObject([{ reason: 'user' }]);
    expect((await office.call('setup')).json.amocrm.redirect).toEqual({
      ...{ uri: 'http://127.0.0.1:8090/oauth/callback', leadsHere: true },
    });
    // The page that amoCRM leads to stands outside of the sign-in: its one-time state is the key.
    office.cookie = '';
    const back = await office.fetch('/oauth/callback?code=abc&state=guessed');
    expect(back.status).toBe(400);
    expect(back.text).toContain('/setup');
  });

  test('by a pasted code says what is wrong with it', async () => {
    await using office = await Office.signedIn({ consent: consentAt('elsewhere') });
    const { json } = await office.call('finishOauth', { body: { code: 'not-given-out' } });
    expect(json).toMatchObject({ ok: false, problem: { code: expect.stringMatching(/^AMO_/) } });
    expect((await office.fetch('/oauth/callback')).text).toContain('<title>page</title>');
  });

  test('is not offered by OAuth without an integration', async () => {
    await using office = await Office.signedIn();
    expect((await office.call('beginOauth')).json.error.code).toBe('NOT_OAUTH');
  });

  test('leads here when the redirect address is this service', () => {
    const port = 8090;
    expect(leadsHere('http://localhost:8090/oauth/callback', { port })).toBe(true);
    expect(leadsHere('http://127.0.0.1:8080/oauth/callback', { port })).toBe(false);
    expect(leadsHere('http://localhost:8090/', { port })).toBe(false);
    expect(leadsHere('https://crm.clinic.example/amo', { port })).toBe(false);
    const publicUrl = new URL('https://crm.clinic.example');
    expect(leadsHere('https://crm.clinic.example/amo', { port, publicUrl })).toBe(true);
  });
});

const consentAt =
  (place: 'here' | 'elsewhere') =>
  (clinic: Clinic, { sandbox }: World) => {
    const redirectUri = 'http://127.0.0.1:8090/oauth/callback';
    const { clientId, clientSecret } = sandbox.oauth.integration;
    return {
      redirectUri,
      leadsHere: place === 'here',
      authorisation: createAuthorisation({
        ...{ state: clinic.state, clock: clinic.clock, log: clinic.log, line: clinic.line },
        ...{ source: clinic.stateSource, actor: 'dashboard' as const },
        integration: { clientId, clientSecret, redirectUri },
      }),
    };
  };
