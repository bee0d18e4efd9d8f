import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shownSettings } from '../../../src/config/shown-settings.ts';
import { contract, type RouteContract } from '../../../src/http/api/contract/contract.ts';
import { fleetRoutes } from '../../../src/http/api/contract/fleet.ts';
import { paths, type RouteName } from '../../../src/http/api/contract/paths.ts';
import { Office } from './office.ts';

/** A clinic alone has none of them. */
const ofFleet = new Set(Object.keys(fleetRoutes));
// Object.keys forgets its key type.
const names = (Object.keys(paths) as readonly RouteName[]).filter((name) => !ofFleet.has(name));

test('every route is there, and but for signing in none answers who is not signed in', async () => {
  await using office = await Office.open({ patients: 1, fields: false });
  for (const name of names) {
    const route: RouteContract = contract[name];
    const params = { runId: 1, patientId: 1 };
    const reply = await office.call(name, { params, ...(route.body && { body: {} }) });
    expect([name, reply.status]).toEqual([name, answerOf(name, route)]);
    expect(reply.headers.get('cache-control')).toBe('no-store');
  }

  function answerOf(name: RouteName, route: RouteContract): number {
    if (route.needs !== 'anyone') return 401;
    return name === 'session' ? 200 : 400;
  }
});

test('the OpenAPI document describes all of it, with schemas of what goes in and out', async () => {
  await using office = await Office.signedIn({ patients: 1, fields: false });
  const { json } = await office.call('openapi');
  expect(json).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'ident-amocrm', version: '1.2.3' },
  });
  const described = Object.entries(json.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      ...{ path, method, operation },
    })),
  );
  expect(described.map(({ operation }) => operation.operationId).toSorted()).toEqual(
    [...names].toSorted(),
  );
  for (const { path, operation, method } of described) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = (operation.parameters ?? []).filter((one) => one.in === 'path');
    expect(declared.map((one) => one.name)).toEqual(inPath);
    expect(operation.summary).toMatch(/./);
    expect(Object.keys(operation.responses)).toEqual(['200', '4XX', '5XX']);
    for (const response of Object.values(operation.responses)) {
      for (const { schema } of Object.values(response.content))
        expect(Object.keys(schema)).toContainEqual(expect.stringMatching(/^(type|oneOf)$/));
    }
    if (method === 'get') expect(operation.requestBody).toBeUndefined();
  }
  const strict = JSON.stringify(json.paths['/api/overview']);
  expect(strict).toContain('"additionalProperties":false');
});

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: object;
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

test('an answer that does not fit the contract is none: 500, and a log without its values', async () => {
  await using office = await Office.signedIn({
    ...{ patients: 1, fields: false },
    settings: () => [
      {
        group: 'database',
        settings: [
          {
            ...{ name: 'DB_HOST', value: 'geheim', secret: false, given: 'file' },
            description: { ru: 'а', en: 'b' },
            ...{ password: 'geheim' },
          },
        ],
      },
    ],
  });
  const { status, json, text } = await office.call('settings');
  expect(status).toBe(500);
  expect(json.error.code).toBe('INTERNAL');
  const logged = office.world.logged.join('\n');
  expect(text + logged).not.toContain('geheim');
  expect(logged).toContain('groups.0.settings.0: unrecognized_keys');
  expect(logged).toContain('"route":"/api/settings"');
});

test('a bug is told as such and no more; what happened is in the log', async () => {
  await using office = await Office.signedIn({
    ...{ patients: 1, fields: false },
    settings: () => {
      throw new TypeError('settings are not what they were');
    },
  });
  const { status, text } = await office.call('settings');
  expect([status, text.includes('not what')]).toEqual([500, false]);
  expect(office.world.logged.join()).toContain('settings are not what they were');
});

test('what is no JSON, too much or of another kind is refused as such', async () => {
  await using office = await Office.signedIn({ patients: 1, fields: false });
  const headers = { 'content-type': 'text/plain' };
  const other = await office.call('runNow', { body: {}, headers });
  expect([other.status, other.json.error.code]).toEqual([415, 'BAD_REQUEST']);
  const long = await office.call('runNow', { body: { kind: 'x'.repeat(2_000_000) } });
  expect(long.status).toBe(413);
  const strange = await office.call('runNow', { body: { kind: 'deep', more: 1 } });
  expect(strange.status).toBe(400);
  expect((await office.fetch('/api/nothing')).json.error.code).toBe('NOT_FOUND');
});

test('settings are shown with where they come from, and secrets are not', async () => {
  await using office = await Office.signedIn({ ...{ patients: 1, fields: false } });
  const cwd = office.world.folder;
  writeFileSync(join(cwd, '.env'), 'DB_HOST=server\nDB_PASSWORD=geheim\nTIMEZONE=Asia/Omsk\n');
  const env = { TIMEZONE: 'Europe/Samara', DASHBOARD_PASSWORD_FILE: '/run/geheim' };
  const groups = shownSettings({ env, cwd });
  const all = groups.flatMap(({ settings }) => settings);
  const shown = (name: string) => {
    const { value, secret, given } = all.find((one) => one.name === name) ?? {};
    return [value, secret, given];
  };
  expect(shown('DB_HOST')).toEqual(['server', false, 'file']);
  expect(shown('DB_PASSWORD')).toEqual([null, true, 'file']);
  expect(shown('TIMEZONE')).toEqual(['Europe/Samara', false, 'environment']);
  expect(shown('DASHBOARD_PASSWORD')).toEqual([null, true, 'environment']);
  expect(shown('HTTP_PORT')).toEqual(['8090', false, 'default']);
  expect(shown('AMOCRM_SUBDOMAIN')).toEqual([null, false, 'unset']);
  expect(JSON.stringify(groups)).not.toContain('geheim');
});

test('the page is served for every place within it, and what is named by its content is kept', async () => {
  await using office = await Office.open({ patients: 1, fields: false });
  for (const path of ['/', '/runs/5', '/..%2f..%2fstate.key', '/state.db']) {
    const page = await office.fetch(path);
    expect([path, page.status, page.text]).toEqual([
      path,
      200,
      '<!doctype html><title>page</title>',
    ]);
    expect(page.headers.get('cache-control')).toBe('no-cache');
  }
  const policy = (await office.fetch('/')).headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';style-src 'self'");
  expect(policy).not.toContain('unsafe');
  const asset = await office.fetch('/assets/main-1a2b.js');
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(asset.headers.get('content-type')).toContain('javascript');
  // Of a build before this one.
  expect((await office.fetch('/assets/none.js')).status).toBe(404);
});
