import type { SettingTable } from '../setting.ts';
import { parsed, text } from '../types/setting-types.ts';

const proxy = parsed(
  'адрес вида http://proxy.clinic.local:3128 или http://имя:пароль@proxy:3128 (http или https; SOCKS не поддерживается)',
  'an address such as http://proxy.clinic.local:3128 or http://name:password@proxy:3128 (http or https; SOCKS is not supported)',
  (value) => {
    // curl and others take a bare `proxy:3128` as well.
    const full = value.includes('://') ? value : `http://${value}`;
    if (!/^https?:\/\//i.test(full) || !URL.canParse(full)) return undefined;
    const { hostname, pathname, search } = new URL(full);
    return hostname !== '' && pathname === '/' && search === '' ? full : undefined;
  },
);

/** The way out to amoCRM and to alerts. The database is never asked through a proxy, nor is a mail server. */
export const networkSettings = {
  HTTPS_PROXY: {
    type: proxy,
    secret: true,
    ru: 'Прокси, через который идти к amoCRM, Telegram и вебхукам, если прямого выхода в интернет нет.',
    en: 'The proxy to go through to amoCRM, Telegram and webhooks, where there is no direct way out.',
  },
  HTTP_PROXY: {
    type: proxy,
    secret: true,
    ru: 'То же для адресов http:// (вебхуки внутри сети).',
    en: 'The same for http:// addresses (webhooks inside the network).',
  },
  NO_PROXY: {
    type: text,
    ru: 'Имена через запятую, к которым идти мимо прокси. Этот компьютер среди них всегда.',
    en: 'Names by commas that are reached past the proxy. This computer always is.',
  },
  NODE_EXTRA_CA_CERTS: {
    type: text,
    ru: 'Файл PEM с корневым сертификатом антивируса или файрвола, который проверяет https-соединения.',
    en: 'A PEM file with the root certificate of an antivirus or firewall that inspects https connections.',
  },
} satisfies SettingTable;
