import type { AuthorisationOutcome, Connection } from '../../clinic/authorisation.ts';
import { html, type Markup } from '../../html.ts';
import type { Language } from '../../language.ts';
import type { Page } from './page.ts';
import { pageTexts } from './page-texts.ts';

/** Where a page leads on to. */
export type Onward =
  /** The service's own page. */
  | { readonly kind: 'home'; readonly url: string }
  /** A new authorisation link. */
  | { readonly kind: 'consent'; readonly url: string };

/** The way to amoCRM. */
export function startPage(onward: Onward, host: string, language: Language): Page {
  const text = pageTexts[language];
  const body =
    onward.kind === 'home'
      ? button(onward, text.back)
      : html`<p>${text.start(host)}</p>${button(onward, text.open)}<p class="soft">${text.once}</p>`;
  return { status: 200, title: text.title, body };
}

export function outcomePage(
  outcome: AuthorisationOutcome,
  onward: Onward,
  language: Language,
): Page {
  const text = pageTexts[language];
  if (outcome.kind === 'connected') return connectedPage(outcome.connection, onward, language);
  const { error, again } = outcome;
  const { message, hint } = error.text(language);
  const isHome = onward.kind === 'home';
  return {
    status: error.retryable ? 503 : 400,
    title: text.refused,
    body: html`<p><b>${message}</b></p>
<p>${hint}</p>
<p class="soft">${text.code}: ${error.code}</p>
${again || isHome ? button(onward, isHome ? text.back : text.again) : html`<p>${text.restart}</p>`}`,
  };
}

function connectedPage(
  { account, origin, isConfigured }: Connection,
  onward: Onward,
  language: Language,
): Page {
  const text = pageTexts[language];
  const { host } = new URL(origin);
  return {
    status: 200,
    title: text.connected,
    body: html`<dl><dt>${text.account}</dt><dd>${account.name}</dd><dt>${text.id}</dt><dd>${account.id}</dd>
<dt>${text.address}</dt><dd>${host}</dd></dl>
${!isConfigured && html`<p class="note">${text.otherAddress(host)}</p>`}
${onward.kind === 'home' ? button(onward, text.back) : html`<p>${text.close}</p>`}`,
  };
}

/** For a bug: it tells nothing of itself. */
export function brokenPage(language: Language): Page {
  const { broken, brokenHint } = pageTexts[language];
  return { status: 500, title: broken, body: html`<p>${brokenHint}</p>` };
}

export function missingPage(language: Language): Page {
  const { missing, missingHint } = pageTexts[language];
  return { status: 404, title: missing, body: html`<p>${missingHint}</p>` };
}

const button = ({ url }: Onward, label: string): Markup =>
  html`<p><a class="button" rel="noreferrer" href="${url}">${label}</a></p>`;
