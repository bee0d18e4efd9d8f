import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { getCACertificates } from 'node:tls';
import { describe, expect, onTestFinished, type TestContext, test } from 'vitest';
import { exchangeHttp } from '../../src/amocrm/http/http-exchange.ts';
import { createContext } from '../../src/cli/context.ts';
import { messages } from '../../src/cli/locale/messages.ts';
import { Output } from '../../src/cli/terminal/output.ts';
import { systemClock } from '../../src/clock.ts';
import { applyNetwork } from '../../src/network/network.ts';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'src/cli/main.ts');

/** Until when a server is there. */
type Life = Pick<TestContext, 'onTestFinished'>;

async function listening(server: Server, life: Life): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  life.onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port; // a TCP server's address is never a string
}

/** A proxy that leads every name to one port, or answers with a status instead. */
function proxy(
  target: number | { readonly status: number },
  asked: string[],
  life: Life,
): Promise<number> {
  const server = createServer((_request, response) => response.writeHead(502).end());
  server.on('connect', ({ url }, client) => {
    asked.push(url ?? '');
    if (typeof target !== 'number') {
      client.end(`HTTP/1.1 ${target.status} No\r\n\r\n`);
      return;
    }
    const line = connect(target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      line.pipe(client).pipe(line);
    });
    for (const socket of [line, client]) socket.on('error', () => socket.destroy());
  });
  return listening(server, life);
}

/** amoCRM behind a certificate that no one knows but who has `ca.pem`. */
async function inspected(folder: string, life: Life): Promise<number> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=clinic.amocrm.ru'],
      ...['-addext', 'subjectAltName=DNS:clinic.amocrm.ru'],
    ],
    { stdio: 'ignore' },
  );
  const server = createTlsServer(
    { key: readFileSync(key), cert: readFileSync(cert) },
    (_, response) => {
      response.writeHead(402, { 'content-type': 'application/problem+json' });
      response.end('{"title":"Payment Required","status":402}');
    },
  );
  return await listening(server, life);
}

/** What `doctor` says, with the settings in a `.env` and an environment that has none of them. */
async function doctor(folder: string, lines: readonly string[]): Promise<string> {
  const settings = [
    ...['AMOCRM_SUBDOMAIN=clinic', 'AMOCRM_LONG_LIVED_TOKEN=aaa.bbb.ccc', 'LANG=en'],
    ...['DB_CLIENT=sqlite', 'DB_FILE=none.db', ...lines],
  ];
  writeFileSync(join(folder, '.env'), settings.join('\n'));
  const { PATH } = process.env;
  const child = spawn(process.execPath, [cli, 'doctor', '--lang', 'en'], {
    ...{ cwd: folder, env: { PATH } },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  await once(child, 'close');
  return said.replaceAll(/\s+/g, ' ');
}

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
})();

// Beside each other: most of the time they wait for what is asked again.
describe.concurrent('what doctor says of the way out', () => {
  describe.skipIf(!hasOpenssl)('amoCRM behind a proxy that inspects TLS', () => {
    test('is reached by the proxy of the .env, and the inspection is named with its cure', async (life) => {
      const folder = mkdtempSync(join(tmpdir(), 'ident-way-out-'));
      const asked: string[] = [];
      const port = await proxy(await inspected(folder, life), asked, life);
      const said = await doctor(folder, [`HTTPS_PROXY=http://127.0.0.1:${port}`]);
      expect(asked).toContain('clinic.amocrm.ru:443');
      expect(said).toContain('inspects the connection');
      expect(said).toContain('NODE_EXTRA_CA_CERTS');
    });

    test('is trusted once its root certificate stands in the .env', async (life) => {
      const folder = mkdtempSync(join(tmpdir(), 'ident-way-out-'));
      const port = await proxy(await inspected(folder, life), [], life);
      const lines = [`HTTPS_PROXY=http://127.0.0.1:${port}`, 'NODE_EXTRA_CA_CERTS=ca.pem'];
      const said = await doctor(folder, lines);
      expect(said).not.toContain('inspects the connection');
      // amoCRM itself has answered.
      expect(said).not.toContain('AMO_UNREACHABLE');
      expect(said).toContain('paid');
    });
  });

  test.for([
    [407, 'asks for name and password'],
    [403, 'NO_PROXY'],
  ] as const)(
    'a proxy that answers %i is told as one, with what to do',
    async ([status, cure], life) => {
      const folder = mkdtempSync(join(tmpdir(), 'ident-way-out-'));
      const asked: string[] = [];
      const port = await proxy({ status }, asked, life);
      const said = await doctor(folder, [`HTTPS_PROXY=http://127.0.0.1:${port}`]);
      expect(asked).toContain('clinic.amocrm.ru:443');
      expect(said).toContain(`PROXY_${status}`);
      expect(said).toContain(cure);
    },
  );

  test('a proxy that closes what it has taken is told with its cure, and asked no oftener than requests are repeated', async (life) => {
    const folder = mkdtempSync(join(tmpdir(), 'ident-way-out-'));
    const { taken, address } = await closing((client) => client.end(), life);
    const said = await doctor(folder, [`HTTPS_PROXY=${address}`]);
    expect(said).toContain('PROXY_CLOSED');
    expect(said).toContain('that it is an HTTP proxy');
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.length).toBeLessThan(20);
  });
});

/** A proxy that closes what it has taken. */
async function closing(close: (client: Socket) => void, life: Life) {
  const taken: Socket[] = [];
  const server = createTcpServer((client) => {
    taken.push(client);
    client.on('error', () => client.destroy());
    close(client);
  });
  return { taken, address: `http://127.0.0.1:${await listening(server, life)}` };
}

describe('a proxy that closes what it has taken', () => {
  test.each([
    ['at once', (client: Socket) => client.end()],
    ['when it is asked', (client: Socket) => client.once('data', () => client.end())],
    ['in mid-answer', (client: Socket) => client.once('data', () => client.end('HTTP/1.1 2'))],
  ])('%s: is asked once a request, and surely has passed nothing on', async (_, close) => {
    const { taken, address } = await closing(close, { onTestFinished });
    onTestFinished(applyNetwork({ httpsProxy: address, noProxy: '' }));
    const request = {
      ...{ url: new URL('https://clinic.amocrm.ru/api/v4/contacts'), method: 'POST' },
      ...{ headers: {}, body: [{ name: 'x' }], timeoutMs: 10_000 },
    };
    for (let asked = 1; asked <= 3; asked += 1) {
      expect(await exchangeHttp(request, { fetch, clock: systemClock })).toEqual({
        ...{ kind: 'unreachable', cause: 'PROXY_CLOSED' },
      });
      expect(taken).toHaveLength(asked);
    }
  });
});

test('the way out of one clinic of a file is not that of the next one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ident-way-out-'));
  await inspected(folder, { onTestFinished });
  writeFileSync(
    join(folder, 'clinics.yaml'),
    `clinics:
  - name: behind a proxy
    HTTP_PROXY_FILE: proxy
    STATE_URL: sqlite:one/state.db
    NODE_EXTRA_CA_CERTS: ${join(folder, 'ca.pem')}
  - name: straight
    STATE_URL: sqlite:two/state.db
`,
  );
  writeFileSync(join(folder, 'proxy'), 'http://127.0.0.1:9');
  const env = { CONFIG_FILE: 'clinics.yaml' };
  const silent = { write: () => true };
  const context = createContext({
    ...{ language: 'en', text: messages.en, clock: systemClock, cwd: folder, env },
    ...{ envFile: undefined, clinic: undefined, signal: new AbortController().signal },
    output: new Output({ stdout: silent, stderr: silent, json: true, env }),
    stdin: Readable.from([]),
    onSettings: () => {},
  });
  // No name of anybody: who goes straight looks for it, who goes by a proxy does not.
  const failure = () => fetch('http://clinic.invalid/').then(String, ({ cause }) => cause.code);
  const own = readFileSync(join(folder, 'ca.pem'), 'utf8').replace(/\s/g, '');
  const isTrusted = () =>
    getCACertificates('default').some((one) => one.replace(/\s/g, '') === own);
  await context.ofClinic('behind a proxy').settings();
  expect(await failure()).toBe('ECONNREFUSED');
  expect(isTrusted()).toBe(true);
  await context.ofClinic('straight').settings();
  expect(await failure()).toMatch(/ENOTFOUND|EAI_AGAIN/);
  expect(isTrusted()).toBe(false);
});
