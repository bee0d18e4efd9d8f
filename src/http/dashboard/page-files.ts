import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { html } from '../../html.ts';
import type { Language } from '../../language.ts';
import { type Page, sendPage } from '../oauth/page.ts';

/** Where `vite build` puts the page: of the package's root, from a checkout and from an installation. */
export function builtPageFolder(): string {
  for (const up of ['../../../', '../../../../']) {
    const root = fileURLToPath(new URL(up, import.meta.url));
    if (existsSync(join(root, 'package.json'))) return join(root, 'dist', 'dashboard');
  }
  throw new Error('the package has no package.json');
}

interface PageOptions {
  readonly folder: string;
  /** Of who asks for no language. */
  readonly language: Language;
  readonly isClosed: () => Promise<boolean>;
}

const index = 'index.html';
const assets = 'assets/';

/**
 * The built page: what vite named by its content is kept for good by browsers, and whatever is no file is a place within
 * the page.
 */
export async function addPage(
  app: FastifyInstance,
  { folder, language, isClosed }: PageOptions,
): Promise<void> {
  // Only what is there now is ever served: no path can lead elsewhere.
  const files = new Set(filesIn(folder));
  await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false });
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    if (await isClosed()) return sendPage(reply, language, closedPage);
    if (!files.has(index)) return sendPage(reply, language, unbuiltPage);
    const name = decodeURI(request.url.replace(/[?#].*$/, '')).slice(1);
    // A file of another build is gone, and the page in its place would be taken for a script.
    if (name.startsWith(assets) && !files.has(name)) return reply.code(404).send();
    return send(reply, files.has(name) ? name : index);
  });
}

function send(reply: FastifyReply, name: string): FastifyReply {
  const isNamedByContent = name.startsWith(assets);
  const cache = isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache';
  return reply.header('cache-control', cache).sendFile(name);
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((name) => !name.startsWith('.'));
}

const texts = {
  ru: {
    closed: 'Сначала задайте пароль',
    why: 'Служба слушает сеть, а пароль панели не задан, поэтому она закрыта.',
    how: 'Выполните на сервере ident-amocrm password или задайте DASHBOARD_PASSWORD_FILE, затем обновите эту страницу.',
    unbuilt: 'Страница не собрана',
    build: 'Соберите её командой npm run build и перезапустите службу.',
  },
  en: {
    closed: 'Set a password first',
    why: 'The service listens to the network and the dashboard has no password: it stays shut.',
    how: 'Run ident-amocrm password on the server, or set DASHBOARD_PASSWORD_FILE; then reload this page.',
    unbuilt: 'The page is not built',
    build: 'Build it with npm run build, and start the service anew.',
  },
};

function closedPage(language: Language): Page {
  const { closed, why, how } = texts[language];
  return { status: 403, title: closed, body: html`<p>${why}</p><p>${how}</p>` };
}

function unbuiltPage(language: Language): Page {
  const { unbuilt, build } = texts[language];
  return { status: 503, title: unbuilt, body: html`<p>${build}</p>` };
}
