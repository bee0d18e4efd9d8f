import { html, type Markup } from '../../html.ts';
import type { CrmData } from '../crm-data.ts';
import { type Answer, redirect } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import { pageAnswer } from '../page/layout.ts';
import type { SandboxOAuth } from './sandbox-oauth.ts';
import type { TokenBook } from './token-book.ts';

/**
 * The page on which the administrator lets the integration in. Takes amoCRM's documented address
 * (`client_id`, `state`, `mode`) and the other form that is about, with `redirect_uri` and `response_type`.
 */
export function authorizeRoutes(
  data: CrmData,
  oauth: SandboxOAuth,
  tokens: TokenBook,
): readonly Route[] {
  const page = (body: Markup, status = 200): Answer =>
    pageAnswer('Доступ интеграции', data.account.name, [body], status);
  const mistake = (text: string): Answer =>
    page(html`<div class="card"><h1>Доступ запросить нельзя</h1><p>${text}</p></div>`, 400);

  const refusal = (params: URLSearchParams): Answer | null => {
    const redirectUri = params.get('redirect_uri');
    if (params.get('client_id') !== oauth.integration.clientId) {
      return mistake('Интеграция с таким client_id не установлена. Проверьте AMOCRM_CLIENT_ID.');
    }
    if (redirectUri && redirectUri !== oauth.integration.redirectUri) {
      return mistake('redirect_uri не совпадает с адресом в настройках интеграции.');
    }
    return tokens.isEnabled() ? null : mistake('Интеграция отключена в этом аккаунте.');
  };

  const ask = (call: Call): Answer => {
    const state = call.query.get('state') ?? '';
    return (
      refusal(call.query) ??
      page(html`<div class="card"><h1>Предоставить доступ?</h1>
<p>Интеграция просит доступ к контактам и их полям. Аккаунт: ${data.account.name}.</p>
<p class="soft small">После ответа вы вернётесь на ${oauth.integration.redirectUri}</p>
<form method="post" action="/oauth"><input type="hidden" name="client_id" value="${oauth.integration.clientId}">
<input type="hidden" name="state" value="${state}"><div class="choice">
<button name="answer" value="allow">Разрешить</button><button class="plain" name="answer" value="deny">Отклонить</button>
</div></form></div>`)
    );
  };

  const answer = (call: Call): Answer => {
    const form = new URLSearchParams(call.body);
    const refused = refusal(form);
    if (refused) return refused;
    const state = form.get('state') ?? '';
    const allowed = form.get('answer') === 'allow';
    return redirect((allowed ? oauth.allow(state) : oauth.deny(state)).href);
  };

  return [
    { method: 'GET', path: '/oauth', handle: ask },
    { method: 'POST', path: '/oauth', handle: answer },
  ];
}
