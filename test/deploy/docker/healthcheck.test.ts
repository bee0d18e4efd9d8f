import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cli } from '../../cli/cli-harness.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** A service whose `/healthz` answers so; its port. */
async function service(status: number, said = 'alive'): Promise<number> {
  server = createServer((request, response) => {
    response
      .writeHead(request.url === '/healthz' ? status : 404)
      .end(JSON.stringify({ status: said }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // listen() on a port of TCP gives an address.
  return (server.address() as AddressInfo).port;
}

const healthcheck = (env: Record<string, string>) => cli(['healthcheck', '--json'], { env });

describe('healthcheck', () => {
  it('succeeds while the service is alive, also when it listens on all addresses', async () => {
    const port = String(await service(200));
    for (const HTTP_HOST of ['127.0.0.1', '0.0.0.0']) {
      const run = await healthcheck({ HTTP_PORT: port, HTTP_HOST });
      expect(run).toMatchObject({ code: 0, json: { alive: true } });
    }
  });

  it('fails when the service says that it is not', async () => {
    const run = await healthcheck({ HTTP_PORT: String(await service(503)) });
    expect(run).toMatchObject({ code: 1, json: { alive: false } });
    expect(run.stderr).toContain('/healthz (503)');
  });

  it('fails when nobody listens, and tells why', async () => {
    const port = await service(200);
    server?.close();
    const run = await healthcheck({ HTTP_PORT: String(port) });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('ECONNREFUSED');
  });
});

/** Asks as the image does: by a shell alone. */
async function inContainer(env: Record<string, string>): Promise<number | null> {
  const script = join(import.meta.dirname, '..', '..', '..', 'deploy', 'docker', 'healthcheck');
  const child = spawn('bash', [script], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: 'ignore',
  });
  const [code] = await once(child, 'close');
  return typeof code === 'number' ? code : null;
}

describe('the health check of the image, without Node', () => {
  it('succeeds while the service is alive, also when it listens on all addresses', async () => {
    const HTTP_PORT = String(await service(200));
    expect(await inContainer({ HTTP_PORT })).toBe(0);
    expect(await inContainer({ HTTP_PORT, HTTP_HOST: '0.0.0.0' })).toBe(0);
  });

  it.each([
    ['is stuck', 503, 'stuck'],
    ['waits for its settings to be mended', 200, 'misconfigured'],
  ])('fails when the service %s', async (_, status, said) => {
    expect(await inContainer({ HTTP_PORT: String(await service(status, said)) })).toBe(1);
  });

  it('fails when nobody listens', async () => {
    const HTTP_PORT = String(await service(200));
    server?.close();
    expect(await inContainer({ HTTP_PORT })).toBe(1);
  });
});
