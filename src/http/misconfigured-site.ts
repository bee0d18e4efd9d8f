import { createServer } from 'node:http';
import { bareHost } from '../loopback.ts';

export interface Listening {
  readonly host: string;
  readonly port: number;
}

/**
 * What stands in for the service's site while a setting is wrong: alive, since a restart would mend nothing, and not
 * ready. It tells strangers nothing of the settings; `doctor` does. Resolves to null where it cannot listen.
 */
export function startMisconfiguredSite({ host, port }: Listening): Promise<AsyncDisposable | null> {
  const answers: Readonly<Record<string, readonly [number, object]>> = {
    '/healthz': [200, { status: 'misconfigured' }],
    '/readyz': [503, { ready: false, reasons: [{ reason: 'misconfigured' }], incidents: [] }],
  };
  const server = createServer((request, response) => {
    const [status, body] = answers[request.url ?? ''] ?? [503, { status: 'misconfigured' }];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, bareHost(host), () => resolve({ [Symbol.asyncDispose]: close }));
  });
}
