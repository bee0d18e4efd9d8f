import { request } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../src/network/loopback.ts';
import { Site } from './site.ts';

/** `fetch` lets nobody choose the Host. */
function statusUnder(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the site', () => {
  it('says nothing more than a code where there is nothing', async () => {
    await using site = await Site.open();
    for (const path of ['/', '/nowhere?x=1', '/healthz/more', '/%00']) {
      expect(await site.json(path)).toMatchObject({ json: { error: expect.any(String) } });
    }
    expect(await site.json('/nowhere')).toEqual({ status: 404, json: { error: 'NOT_FOUND' } });
  });

  it('lets no answer be framed, guessed at, run or kept', async () => {
    await using site = await Site.open();
    for (const path of ['/healthz', '/readyz', '/metrics', '/nowhere']) {
      const { headers } = await site.get(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('answers health and metrics under its own names only, as the page does', async () => {
    await using site = await Site.open({ publicUrl: new URL('https://ident.clinic.ru') });
    const asked = (path: string, host: string) => statusUnder(site.url + path, host);
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect(await asked(path, 'evil.example')).toBe(403);
      expect(await asked(path, 'localhost.evil.example')).toBe(403);
      for (const own of ['127.0.0.1:8090', 'localhost', '[::1]:8090', 'ident.clinic.ru']) {
        expect(await asked(path, own)).not.toBe(403);
      }
    }
  });

  it('keeps what went wrong inside: the answer has no message, and the log no value', async () => {
    const broken: FastifyPluginAsync = async (app) => {
      app.get('/broken', async () => {
        throw new Error('duplicate key: Канарейкин +7 999 123-45-67');
      });
    };
    await using site = await Site.open({ plugins: [broken] });
    const { status, body } = await site.get('/broken');
    expect({ status, body }).toEqual({ status: 500, body: '{"error":"INTERNAL"}' });
    expect(site.logged.join('')).toContain('HTTP request failed');
    expect(site.logged.join('')).not.toMatch(/Канарейкин|123-45-67/);
  });

  it('takes further parts in, with headers of their own', async () => {
    const page: FastifyPluginAsync = async (app) => {
      app.get('/page', async (_, reply) => reply.header('cache-control', 'max-age=60').send('hi'));
    };
    await using site = await Site.open({ plugins: [page] });
    const { headers, body } = await site.get('/page');
    expect(body).toBe('hi');
    expect(headers.get('cache-control')).toBe('max-age=60');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  it('names the setting when its port is taken', async () => {
    await using site = await Site.open();
    const port = Number(new URL(site.url).port);
    await expect(Site.open({ port })).rejects.toMatchObject({
      code: 'HTTP_PORT_IN_USE',
      exit: 2,
      hint: expect.stringContaining('HTTP_PORT'),
    });
  });

  it('names the setting when its address is not of this computer', async () => {
    await expect(Site.open({ host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'HTTP_HOST_NOT_HERE',
      hint: expect.stringContaining('HTTP_HOST'),
    });
  });

  it('ends though somebody keeps a stream open, and stops listening to the service', async () => {
    const stream: FastifyPluginAsync = async (app) => {
      app.get('/events', (_, reply) => {
        reply.hijack();
        reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
        reply.raw.write(': hello\n\n');
      });
    };
    const site = await Site.open({ plugins: [stream] });
    const response = await fetch(`${site.url}/events`);
    const reader = response.body?.getReader();
    await reader?.read();
    const ended = reader?.read().catch(() => 'cut');
    await site.close();
    await ended;
    await expect(fetch(`${site.url}/healthz`)).rejects.toThrow();
    expect(site.service.listeners).toBe(0);
    site.clock.stop();
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['localhost', true],
  ['::1', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.5', false],
  ['clinic.local', false],
])('%s is reached from this computer alone: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
