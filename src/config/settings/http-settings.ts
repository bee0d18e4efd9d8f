import type { SettingTable } from '../setting.ts';
import { parsed, port, secretText, text } from '../setting-types.ts';

const pageUrl = parsed(
  {
    ru: 'адрес вида https://ident.clinic.ru без пути',
    en: 'an address such as https://ident.clinic.ru without a path',
  },
  (value) => {
    if (!URL.canParse(value)) return undefined;
    const url = new URL(value);
    const isBare = url.pathname === '/' && url.search === '' && url.username === '';
    return isBare && /^https?:$/.test(url.protocol) ? url : undefined;
  },
);

export const httpSettings = {
  HTTP_HOST: {
    type: text,
    default: '127.0.0.1',
    description: {
      ru: 'Адрес, на котором служба показывает страницу, /healthz, /readyz и /metrics. 0.0.0.0: все адреса (страница тогда только с паролем).',
      en: 'The address on which the service shows the dashboard, /healthz, /readyz and /metrics. 0.0.0.0: all addresses (the dashboard then only with a password).',
    },
  },
  HTTP_PORT: {
    type: port,
    default: '8090',
    description: { ru: 'Порт службы.', en: 'The port of the service.' },
  },
  DASHBOARD_URL: {
    type: pageUrl,
    description: {
      ru: 'Адрес, по которому люди открывают страницу, если это не IP-адрес: имя сервера или прокси с https. Под другими именами она не отвечает.',
      en: 'The address under which people open the dashboard where it is no IP address: a name, or a proxy with https. It does not answer under other names.',
    },
  },
  DASHBOARD_PASSWORD: {
    type: secretText,
    secret: true,
    description: {
      ru: 'Пароль страницы, от 8 знаков, не из словаря. Лучше в файле (DASHBOARD_PASSWORD_FILE) или командой ident-amocrm password.',
      en: 'The password of the dashboard, 8 characters or more, in no list of common ones. Better in a file (DASHBOARD_PASSWORD_FILE) or by ident-amocrm password.',
    },
  },
} satisfies SettingTable;
