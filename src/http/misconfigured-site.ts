import { createServer } from 'node:http';
import { html } from '../html.ts';
import type { Language } from '../language.ts';
import { bareHost } from '../network/loopback.ts';
import { documentOf, pageLanguage, policy } from './oauth/page.ts';

interface Listening {
  readonly host: string;
  readonly port: number;
  /** Of whoever asks in none of ours. */
  readonly language: Language;
}

const words = {
  ru: {
    title: 'Служба не работает: настройка неверна',
    meaning: 'Пока она не исправлена, изменения из IDENT в amoCRM не попадают.',
    advice:
      'Что исправить, говорят журнал службы (в Docker: docker compose logs sync) и команда ident-amocrm doctor. Здесь этого нет: страницу может открыть кто угодно.',
  },
  en: {
    title: 'The service does not work: a setting is wrong',
    meaning: 'Until it is mended, changes in IDENT do not reach amoCRM.',
    advice:
      'What to mend is told by the log of the service (in Docker: docker compose logs sync) and by the command ident-amocrm doctor. It is not told here: anybody may open this page.',
  },
} as const;

/**
 * What stands in for the service's site while a setting is wrong: alive, since a restart would mend nothing, and not
 * ready. It tells strangers nothing of the settings; `doctor` does. Resolves to null where it cannot listen.
 */
export function startMisconfiguredSite({
  host,
  port,
  language,
}: Listening): Promise<AsyncDisposable | null> {
  const answers: Readonly<Record<string, readonly [number, object]>> = {
    '/healthz': [200, { status: 'misconfigured' }],
    '/readyz': [503, { ready: false, reasons: [{ reason: 'misconfigured' }], incidents: [] }],
  };
  const server = createServer((request, response) => {
    const isPerson = request.headers.accept?.includes('text/html') === true;
    if (isPerson && answers[request.url ?? ''] === undefined) {
      response.writeHead(503, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
      });
      response.end(pageIn(pageLanguage(request.headers['accept-language'], language)));
      return;
    }
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

function pageIn(language: Language): string {
  const { title, meaning, advice } = words[language];
  return documentOf(
    { title, body: html`<p>${meaning}</p><p class="note">${advice}</p>` },
    language,
  );
}
