import { hash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { html, Markup } from '../../html.ts';
import type { Language } from '../../language.ts';

const style = new Markup(`
:root{color-scheme:light dark}
body{margin:0;padding:48px 16px;font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:620px;margin:0 auto}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 16px}
p,dl{margin:0 0 16px;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px}
dt{opacity:.7}dd{margin:0;font-weight:600}
a.button{display:inline-block;padding:11px 22px;border-radius:8px;background:#1a6fd4;color:#fff;text-decoration:none;
font-weight:600}
a.button:focus-visible{outline:3px solid #8fbdf3;outline-offset:2px}
.soft{opacity:.7;font-size:.9rem}
.note{border-left:4px solid #d99a1c;padding-left:14px}
`);

/** No script, nothing from elsewhere, no frames. */
export const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', style.text, 'base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface Page {
  readonly status: number;
  readonly title: string;
  readonly body: Markup;
}

/**
 * A whole page; all that it needs is in it. The server adds the headers that all its answers have.
 *
 * @param fallback of who asks for no language of ours
 */
export function sendPage(
  reply: FastifyReply,
  fallback: Language,
  pageIn: (language: Language) => Page,
): FastifyReply {
  const language = pageLanguage(reply.request.headers['accept-language'], fallback);
  const page = pageIn(language);
  return reply
    .code(page.status)
    .header('content-security-policy', policy)
    .type('text/html; charset=utf-8')
    .send(documentOf(page, language));
}

/** The one of our languages that the browser likes best, by `Accept-Language`. */
export function pageLanguage(header: string | undefined, fallback: Language): Language {
  const wishes = (header ?? '')
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wishes) {
    if (/^ru(-|$)/.test(tag)) return 'ru';
    if (/^en(-|$)/.test(tag)) return 'en';
  }
  return fallback;
}

export function documentOf(page: Pick<Page, 'title' | 'body'>, language: Language): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body><main>
<h1>${page.title}</h1>
${page.body}
</main></body>
</html>
`.text;
}
