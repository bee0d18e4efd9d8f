import { html, join, type Markup } from '../../html.ts';
import { usersOf } from '../account.ts';
import { contactJson } from '../contact/contact-json.ts';
import type { CrmData } from '../crm-data.ts';
import type { Answer } from '../http/answer.ts';
import type { Journal } from '../log/journal.ts';
import type { ContactJson } from '../wire.ts';
import { tagChips } from './contact-list-page.ts';
import { historyCard } from './history-card.ts';
import { pageAnswer } from './layout.ts';
import { showValues } from './shown-values.ts';

/** One contact: all filled fields by name, tags, and who wrote what when. */
export function contactPage(data: CrmData, journal: Journal | null, id: number): Answer {
  const contact = data.contacts.get(id);
  if (!contact || contact.gone === 2) return missingPage(data);
  const json = contactJson(contact, data);
  const name = json.name || 'Без имени';
  return pageAnswer(name, data.account.name, [
    html`<p class="back small"><a href="/">← Все контакты</a></p><h1>${name}</h1>
<div class="soft small">ID ${json.id}${json.is_deleted && ' · в корзине'}</div>${tagChips(json)}`,
    fieldsCard(data, json),
    historyCard(data, journal, id),
  ]);
}

function fieldsCard({ zone, account }: CrmData, contact: ContactJson): Markup {
  const filled = contact.custom_fields_values ?? [];
  // Phones and e-mails first, as on amoCRM's card; then the account's order.
  const lists = filled.filter(({ field_type }) => field_type === 'multitext');
  const others = filled.filter(({ field_type }) => field_type !== 'multitext');
  const user = usersOf(account).find(({ id }) => id === contact.responsible_user_id);
  const names = [contact.first_name, contact.last_name].filter((part) => part !== '');
  const rows: readonly (readonly [string, string])[] = [
    ...[...lists, ...others].map(
      ({ field_name, field_type, values }) =>
        [field_name, showValues(values, field_type, zone)] as const,
    ),
    ['Имя и фамилия', names.join(' ') || '—'],
    ['Ответственный', user?.name ?? '—'],
    ['Создан', zone.show(contact.created_at, true)],
    ['Изменён', zone.show(contact.updated_at, true)],
  ];
  const list = rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`);
  return html`<section class="card"><h2>Поля</h2><dl>${join(list)}</dl></section>`;
}

const missingPage = (data: CrmData): Answer =>
  pageAnswer(
    'Не найдено',
    data.account.name,
    [
      html`<div class="card empty">Такого контакта нет: его не было, или он объединён с другим.<br>
<a href="/">Все контакты</a></div>`,
    ],
    404,
  );
