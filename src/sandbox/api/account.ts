import { type SandboxUser, selfLink, usersOf } from '../account.ts';
import type { CrmData } from '../crm-data.ts';
import { isAnswer, judgeRows, readBatch } from '../entity/batch.ts';
import { type Answer, empty, hal } from '../http/answer.ts';
import { type Call, isObject } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import { adminOnly } from './custom-fields.ts';
import { totalledList } from './totalled-list.ts';

/** The account, its users and the tags of its contacts. */
export function accountRoutes(data: CrmData): readonly Route[] {
  const { account } = data;

  const parts: Readonly<Record<string, () => object>> = {
    amojo_id: () => ({ amojo_id: 'f3c6340d-0000-4000-8000-000000000000' }),
    version: () => ({ version: 16 }),
    is_api_filter_enabled: () => ({ is_api_filter_enabled: data.manners.apiFilter }),
    drive_url: () => ({ drive_url: data.url() }),
  };
  const embeddedParts: Readonly<Record<string, () => unknown>> = {
    amojo_rights: () => ({ can_direct: true, can_create_groups: true }),
    users_groups: () => [{ id: 0, name: 'Отдел продаж', uuid: null }],
    task_types: () => [
      { id: 1, name: 'Связаться', color: null, icon_id: null, code: 'FOLLOW_UP' },
      { id: 2, name: 'Встреча', color: null, icon_id: null, code: 'MEETING' },
    ],
    datetime_settings: () => ({
      date_pattern: 'd.m.Y H:i',
      short_date_pattern: 'd.m.Y',
      short_time_pattern: 'H:i',
      // amoCRM's own spelling.
      date_formant: 'd.m.Y',
      time_format: 'H:i:s',
      timezone: account.timeZone,
      timezone_offset: data.zone.offset(data.clock.now()),
    }),
  };

  const read = (call: Call): Answer => {
    const names = (call.query.get('with') ?? '').split(',');
    const embedded = names.filter((name) => name in embeddedParts);
    return hal({
      id: account.id,
      name: account.name,
      subdomain: account.subdomain,
      created_at: 1_600_000_000,
      created_by: 0,
      updated_at: 1_600_000_000,
      updated_by: 0,
      current_user_id: call.user.id,
      country: 'RU',
      currency: 'RUB',
      currency_symbol: '₽',
      customers_mode: 'segments',
      is_unsorted_on: true,
      mobile_feature_version: 0,
      is_loss_reason_enabled: true,
      is_helpbot_enabled: false,
      is_technical_account: false,
      contact_name_display_order: data.manners.contactNameOrder,
      ...Object.assign({}, ...names.map((name) => parts[name]?.())),
      _links: selfLink(`${data.url()}/api/v4/account`),
      ...(embedded.length > 0 && {
        _embedded: Object.fromEntries(embedded.map((name) => [name, embeddedParts[name]?.()])),
      }),
    });
  };

  const userJson = (user: SandboxUser) => ({
    id: user.id,
    name: user.name,
    email: user.email,
    lang: 'ru',
    rights: { is_admin: user.isAdmin, is_free: false, is_active: user.isActive, group_id: null },
    _links: selfLink(`${data.url()}/api/v4/users/${user.id}`),
  });

  const users = (call: Call): Answer =>
    totalledList(call, data.url(), 'users', usersOf(account).map(userJson));

  const user = (call: Call): Answer => {
    const found = usersOf(account).find(({ id }) => id === Number(call.params[0]));
    return found ? hal(userJson(found)) : empty();
  };

  const tags = (call: Call): Answer =>
    totalledList(
      call,
      data.url(),
      'tags',
      data.tags.all().map((tag) => ({ ...tag, color: null })),
    );

  /** A name that is there already answers with its id. */
  const createTags = (call: Call): Answer => {
    const rows = readBatch(call);
    if (isAnswer(rows)) return rows;
    const judged = judgeRows(call, rows, (row, errors) => {
      const name = isObject(row) ? row['name'] : undefined;
      if (typeof name === 'string' && name !== '') return { name };
      errors.push({ code: 'FieldMissing', path: 'name', detail: 'This field is missing.' });
      return { name: '' };
    });
    if (isAnswer(judged)) return judged;
    const made = judged.map(({ requestId, name }) => ({
      id: data.tags.idOf(name),
      name,
      color: null,
      request_id: requestId,
    }));
    return hal({ _total_items: made.length, _embedded: { tags: made } });
  };

  return [
    { method: 'GET', path: '/api/v4/account', handle: read },
    { method: 'GET', path: '/api/v4/users', handle: adminOnly(users) },
    { method: 'GET', path: '/api/v4/users/:id', handle: adminOnly(user) },
    { method: 'GET', path: '/api/v4/contacts/tags', handle: tags },
    { method: 'POST', path: '/api/v4/contacts/tags', handle: createTags },
  ];
}
