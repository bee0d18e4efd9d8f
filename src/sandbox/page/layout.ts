import { html, join, type Markup } from '../../html.ts';
import type { Answer } from '../http/answer.ts';
import { style } from './style.ts';

// Nothing is loaded from anywhere, no script runs, nobody frames the button that gives access.
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

/** A whole page; everything that it needs is in it. */
export function pageAnswer(
  title: string,
  account: string,
  body: readonly Markup[],
  status = 200,
): Answer {
  const page = html`<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header><div><b><a href="/">${account}</a></b><span class="badge">песочница amoCRM</span></div></header>
<main>${join(body)}</main>
</body>
</html>
`;
  return {
    status,
    type: 'text/html; charset=utf-8',
    text: page.text,
    headers: { 'content-security-policy': policy, 'cache-control': 'no-store' },
  };
}
