import { html, join, type Markup } from '../../html.ts';
import { contactJson } from '../contact/contact-json.ts';
import type { CrmData } from '../crm-data.ts';
import type { Answer } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { ContactJson } from '../wire.ts';
import { pageAnswer } from './layout.ts';
import { showValues } from './shown-values.ts';

const pageSize = 50;

const number = new Intl.NumberFormat('ru');
const plural = new Intl.PluralRules('ru');
const nouns: Readonly<Record<string, string>> = { one: 'контакт', few: 'контакта' };

const contactsText = (n: number): string =>
  `${number.format(n)} ${nouns[plural.select(n)] ?? 'контактов'}`;

/** The contacts with the newest on top, fifty a page, and a search over all their fields. */
export function contactListPage(data: CrmData, call: Pick<Call, 'query'>): Answer {
  const asked = call.query.get('query')?.trim() ?? '';
  const query = asked.toLowerCase();
  const total = data.contacts.count(query || undefined);
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const wanted = Number(call.query.get('page') ?? 1);
  const page = Number.isSafeInteger(wanted) ? Math.min(Math.max(wanted, 1), pages) : 1;
  const contacts = data.contacts
    .list({
      order: 'id',
      descending: true,
      limit: pageSize,
      offset: (page - 1) * pageSize,
      ...(query && { query }),
    })
    .map((contact) => contactJson(contact, data));
  const found = asked ? `Найдено: ${contactsText(total)}` : contactsText(total);
  return pageAnswer('Контакты', data.account.name, [
    html`<h1>Контакты</h1><div class="soft">${found}</div>
<form class="search" action="/"><input type="search" name="query" value="${asked}" aria-label="Поиск"
 placeholder="Имя, телефон, номер карты…"><button>Найти</button></form>`,
    contacts.length > 0 ? table(data, contacts) : nothing(asked),
    pages > 1 ? pager(asked, page, pages) : html``,
  ]);
}

const nothing = (asked: string): Markup =>
  html`<div class="card empty">${
    asked
      ? html`Ничего не найдено. <a href="/">Показать все контакты</a>`
      : 'Контактов пока нет. Они появятся здесь, как только синхронизация их создаст.'
  }</div>`;

const table = (
  data: CrmData,
  contacts: readonly ContactJson[],
): Markup => html`<div class="card list"><table>
<thead><tr><th>Имя</th><th>Телефон</th><th>Email</th><th>Теги</th><th>ID</th></tr></thead>
<tbody>${join(contacts.map((contact) => row(data, contact)))}</tbody></table></div>`;

const row = (data: CrmData, contact: ContactJson): Markup =>
  html`<tr><td><a href="/contacts/${contact.id}">${contact.name || 'Без имени'}</a>
<div class="fields soft small">${shortFields(data, contact)}</div></td>
<td class="phone">${lines(contact, 'PHONE')}</td><td class="mail">${lines(contact, 'EMAIL')}</td>
<td>${tagChips(contact)}</td><td class="num">${contact.id}</td></tr>`;

/** Every field but the lists, which have a column of their own, and long texts. */
const shortFields = ({ zone }: CrmData, contact: ContactJson): string =>
  (contact.custom_fields_values ?? [])
    .filter(({ field_type }) => field_type !== 'multitext' && field_type !== 'textarea')
    .map(
      ({ field_name, field_type, values }) =>
        `${field_name}: ${showValues(values, field_type, zone)}`,
    )
    .join(' · ');

const lines = (contact: ContactJson, code: string): Markup => {
  const field = contact.custom_fields_values?.find(({ field_code }) => field_code === code);
  return join(field?.values.map(({ value }) => html`<div>${String(value)}</div>`) ?? []);
};

/** The contact's tags; nothing at all where there are none. */
export function tagChips(contact: ContactJson): Markup {
  const { tags } = contact._embedded;
  const chips = tags.map(({ name }) => html`<span class="chip">${name}</span>`);
  return tags.length > 0 ? html`<div class="chips">${join(chips)}</div>` : html``;
}

function pager(asked: string, page: number, pages: number): Markup {
  const link = (to: number, text: string): Markup => {
    const query = new URLSearchParams({ ...(asked && { query: asked }), page: String(to) });
    if (to < 1 || to > pages) return html`<span></span>`;
    return html`<a href="/?${String(query)}">${text}</a>`;
  };
  return html`<nav class="pages" aria-label="Страницы">${link(page - 1, '← Новее')}
<span class="soft small">Страница ${number.format(page)} из ${number.format(pages)}</span>
${link(page + 1, 'Старее →')}</nav>`;
}
