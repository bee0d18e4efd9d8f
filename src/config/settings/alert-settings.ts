import type { SettingTable } from '../setting.ts';
import { flag, listItems, oneOf, parsed, text } from '../types/setting-types.ts';

/** Credentials in an address would be refused by `fetch`; there are secret paths for that. */
const webUrl = parsed(
  'полный адрес, начиная с https:// (или http:// в своей сети)',
  'a full address beginning with https:// (or http:// in your own network)',
  (value) => {
    if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return undefined;
    const url = new URL(value);
    return url.username === '' && url.password === '' ? value.replace(/\/+$/, '') : undefined;
  },
);

const telegramToken = parsed(
  'токен бота от @BotFather: цифры, двоеточие и ещё около 35 знаков',
  "the bot's token by @BotFather: digits, a colon and about 35 more characters",
  (value) => (/^\d{5,}:[\w-]{20,}$/.test(value) ? value : undefined),
);

const telegramChat = parsed(
  'номер чата (у группы с минусом) или @имя_канала',
  "the chat's number (a group's has a minus) or @channel_name",
  (value) => (/^(-?\d{1,20}|@\w{4,})$/.test(value) ? value : undefined),
);

const smtpUrl = parsed(
  'smtps://логин:пароль@сервер:465 или smtp://логин:пароль@сервер:587; знаки @ : / в логине и пароле пишутся как %40 %3A %2F',
  'smtps://login:password@server:465 or smtp://login:password@server:587; the characters @ : / in login and password are written %40 %3A %2F',
  (value) => {
    if (!/^smtps?:\/\//.test(value) || !URL.canParse(value)) return undefined;
    return new URL(value).hostname === '' ? undefined : value;
  },
);

const address = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;

export function isMailAddress(value: string): boolean {
  return address.test(value);
}

const mailAddress = parsed(
  'адрес вида clinic@example.ru',
  'an address such as clinic@example.com',
  (value) => (isMailAddress(value) ? value : undefined),
);

const mailAddresses = parsed('адреса через запятую', 'addresses separated by commas', (value) => {
  const items = listItems(value);
  return items.length > 0 && items.every(isMailAddress) ? items : undefined;
});

export const alertSettings = {
  ALERT_LANGUAGE: {
    type: oneOf('ru', 'en'),
    default: 'ru',
    ru: 'Язык оповещений: ru или en. Проверить все каналы: ident-amocrm alerts test.',
    en: 'The language of alerts: ru or en. To try every channel: ident-amocrm alerts test.',
  },
  ALERT_NAME: {
    type: text,
    ru: 'Как назвать клинику в оповещениях: нужно тому, кто ведёт несколько клиник.',
    en: 'What to call the clinic in alerts: for those who look after several.',
  },
  ALERT_TELEGRAM_TOKEN: {
    type: telegramToken,
    secret: true,
    ru: 'Telegram: токен бота, которого создаёт @BotFather.',
    en: 'Telegram: the token of a bot made by @BotFather.',
  },
  ALERT_TELEGRAM_CHAT_ID: {
    type: telegramChat,
    ru: 'Telegram: кому писать. Бота надо добавить в эту группу или написать ему первым.',
    en: 'Telegram: whom to tell. The bot must be in that group, or be written to first.',
  },
  ALERT_TELEGRAM_API: {
    type: webUrl,
    default: 'https://api.telegram.org',
    ru: 'Telegram: адрес API. Если он недоступен из вашей сети, укажите здесь свой прокси к нему.',
    en: 'Telegram: address of the API. Where it cannot be reached, put your own proxy to it here.',
  },
  ALERT_SMTP_URL: {
    type: smtpUrl,
    secret: true,
    ru: 'Почта: сервер и вход, smtps://логин:пароль@smtp.example.ru:465. Пароль обычно нужен отдельный, «для приложений».',
    en: 'E-mail: server and login, smtps://login:password@smtp.example.com:465. Usually a password of its own for applications.',
  },
  ALERT_EMAIL_FROM: {
    type: mailAddress,
    ru: 'Почта: от кого. По умолчанию логин из ALERT_SMTP_URL.',
    en: 'E-mail: sender. By default the login of ALERT_SMTP_URL.',
  },
  ALERT_EMAIL_TO: {
    type: mailAddresses,
    ru: 'Почта: кому, адреса через запятую.',
    en: 'E-mail: to whom, addresses separated by commas.',
  },
  ALERT_WEBHOOK_URL: {
    type: webUrl,
    secret: true,
    ru: 'Веб-хук: адрес, которому каждое оповещение отправляется как JSON (docs/metrics.ru.md).',
    en: 'Webhook: an address that gets each alert as JSON (docs/metrics.en.md).',
  },
  ALERT_EVENING: {
    type: flag,
    default: 'true',
    ru: 'Вечерний итог во все каналы оповещений: новые, изменённые, расхождения, когда сверено. Уходит после вечерней сверки, а если она не закончилась за 3 часа – с этим известием. false: не присылать.',
    en: "The day's digest through every alert channel: new, changed, differences, when compared. Sent after the evening's audit, or with the news that it has not ended within 3 hours. false: none.",
  },
  HEARTBEAT_URL: {
    type: webUrl,
    secret: true,
    ru: 'Внешний сторож (healthchecks.io и подобные): пока всё работает, адрес вызывается раз в 5 минут; замолчал — значит, компьютер или служба стоит.',
    en: 'An outside watcher (healthchecks.io and the like): while all works, the address is called every 5 minutes; silence means that the machine or the service is down.',
  },
} satisfies SettingTable;
