import type { Language } from '../../language.ts';

const ru = {
  title: 'Подключение amoCRM',
  start: (host: string) =>
    `Откройте amoCRM по ссылке, войдите администратором аккаунта ${host} и нажмите «Разрешить».`,
  open: 'Открыть amoCRM',
  once: 'Ссылка одноразовая и действует час.',
  connected: 'amoCRM подключена',
  account: 'Аккаунт',
  id: 'ID',
  address: 'Адрес',
  close: 'Доступ сохранён. Это окно можно закрыть.',
  otherAddress: (host: string) =>
    `В настройках указан другой адрес. Впишите AMOCRM_SUBDOMAIN=${host}: без этого программа не найдёт аккаунт.`,
  refused: 'amoCRM не подключена',
  code: 'Код ошибки',
  again: 'Попробовать снова',
  restart: 'Исправьте настройки и запустите подключение снова.',
  back: 'Вернуться',
  broken: 'Внутренняя ошибка ident-amocrm',
  brokenHint: 'Подробности в журнале программы.',
  missing: 'Такой страницы нет',
  missingHint: 'Здесь ждут только ответа amoCRM.',
};

/** What the pages of the OAuth callback say. */
export const pageTexts: Readonly<Record<Language, typeof ru>> = {
  ru,
  en: {
    title: 'Connecting amoCRM',
    start: (host) =>
      `Open amoCRM by the link, sign in as an administrator of the account ${host}, and allow the access.`,
    open: 'Open amoCRM',
    once: 'The link is good for one time, within an hour.',
    connected: 'amoCRM is connected',
    account: 'Account',
    id: 'ID',
    address: 'Address',
    close: 'The access is kept. You may close this window.',
    otherAddress: (host) =>
      `The settings name another address. Set AMOCRM_SUBDOMAIN=${host}: without it the program will not find the account.`,
    refused: 'amoCRM is not connected',
    code: 'Error code',
    again: 'Try again',
    restart: 'Mend the settings, and start connecting again.',
    back: 'Back',
    broken: 'Internal error of ident-amocrm',
    brokenHint: "The program's log knows more.",
    missing: 'There is no such page',
    missingHint: 'Nothing but the answer of amoCRM is waited for here.',
  },
};
