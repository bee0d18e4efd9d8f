import { html, join, type Markup } from '../../html.ts';
import type { CrmData } from '../crm-data.ts';
import type { Journal, JournalEntry, JournalValue } from '../log/journal.ts';
import { showValue } from './shown-values.ts';

const plainNames: Readonly<Record<string, string>> = {
  name: 'Название',
  first_name: 'Имя',
  last_name: 'Фамилия',
  responsible_user_id: 'Ответственный',
  is_deleted: 'В корзине',
  tags: 'Теги',
};

const actions: Readonly<Record<string, string>> = {
  POST: 'Создан через API',
  PATCH: 'Изменён через API',
  create: 'Создан вручную',
  edit: 'Изменён вручную',
  merge: 'Объединён вручную',
  delete: 'Удалён в корзину',
  restore: 'Восстановлен из корзины',
};

/** Up to so many changed fields are shown at once; a first write fills thirty. */
const openLimit = 8;

/** Who wrote what and when, the newest first; nothing where no journal is kept. */
export function historyCard(data: CrmData, journal: Journal | null, id: number): Markup {
  const writes = Map.groupBy(journal?.ofContact(id) ?? [], ({ seq }) => seq);
  const items = [...writes.values()].toReversed().map((changes) => write(data, changes));
  if (items.length === 0) return html``;
  return html`<section class="card"><h2>История</h2><ol class="history">${join(items)}</ol></section>`;
}

function write(data: CrmData, changes: readonly JournalEntry[]): Markup {
  const [first] = changes;
  if (!first) return html``;
  const at = data.zone.show(Math.floor(first.at / 1000), true);
  // A contact that is made has nothing else to say of what is not filled.
  const told = changes.filter(
    ({ before, after }) => shown(data, '', before) !== shown(data, '', after),
  );
  const list = html`<ul class="changes">${join(told.map((change) => line(data, change)))}</ul>`;
  return html`<li>${actions[first.method] ?? first.method} <span class="soft small">${at}</span>${
    told.length > openLimit
      ? html`<details><summary class="small">Полей: ${told.length}</summary>${list}</details>`
      : list
  }</li>`;
}

function line(data: CrmData, { field, fieldName, before, after }: JournalEntry): Markup {
  const was = shown(data, field, before);
  const is = shown(data, field, after);
  return html`<li>${plainNames[field] ?? fieldName}: ${
    was !== '' && html`<span class="was">${was}</span> → `
  }<span class="is">${is || 'пусто'}</span></li>`;
}

function shown(data: CrmData, field: string, value: JournalValue): string {
  if (value === null || value === false) return '';
  if (value === true) return 'да';
  if (typeof value !== 'object') return String(value);
  const type = data.fields.get(Number(field))?.type ?? '';
  return value
    .map((one) => (typeof one === 'string' ? one : showValue(one, type, data.zone)))
    .join(', ');
}
