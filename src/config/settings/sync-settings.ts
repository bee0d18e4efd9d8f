import type { SettingTable } from '../setting.ts';
import { duration, integer, oneOf, timeZone } from '../types/setting-types.ts';

export const syncSettings = {
  TIMEZONE: {
    type: timeZone,
    default: 'Europe/Moscow',
    example: 'Europe/Moscow',
    ru: 'Часовой пояс клиники.',
    en: 'The time zone of the clinic.',
  },
  SYNC_INTERVAL_MINUTES: {
    type: duration('5s', '1440m'),
    default: '2',
    example: '2',
    ru: 'Как часто переносятся изменения, минут (30s – каждые 30 секунд).',
    en: 'How often changes are carried over, minutes (30s: every 30 seconds).',
  },
  FIRST_LOAD: {
    type: oneOf('ask', 'start'),
    default: 'ask',
    ru: 'Первая загрузка: ask — служба ничего не пишет, пока человек не нажал «Начать» на странице «Подключение» или не запустил ident-amocrm sync; start — начинает сама. Так же и о базе, добавленной позже.',
    en: 'The first load: with ask the service writes nothing before a person has pressed "Begin" on the page Setup or has run ident-amocrm sync; start begins by itself. The same goes for a database that is added later.',
  },
  EVENTS_INTERVAL: {
    type: duration('0m', '1440m'),
    ru: 'Как часто спрашивается, что люди изменили в amoCRM, минут: один запрос, не чаще прохода. Не задано – в каждом проходе; 0 – никогда, тогда это видит только полная сверка.',
    en: 'How often it is asked what people changed in amoCRM, minutes: one request, never more often than there are passes. Not set: in each pass; 0: never, so that only the deep pass sees it.',
  },
  DEEP_SYNC_HOUR_MORNING: {
    type: integer(0, 23),
    default: '8',
    example: '8',
    ru: 'Час утренней полной сверки (по времени клиники).',
    en: 'The hour of the morning deep pass (clinic time).',
  },
  DEEP_SYNC_HOUR_EVENING: {
    type: integer(0, 23),
    default: '20',
    example: '20',
    ru: 'Час вечерней полной сверки (по времени клиники).',
    en: 'The hour of the evening deep pass (clinic time).',
  },
  BATCH_SIZE: {
    type: integer(1, 250),
    default: '250',
    ru: 'Сколько контактов самое большее идёт в один запрос (до 250): растёт от 50, пока amoCRM отвечает быстро.',
    en: 'The most contacts in one request (up to 250): it grows from 50 while amoCRM answers quickly.',
  },
} satisfies SettingTable;
