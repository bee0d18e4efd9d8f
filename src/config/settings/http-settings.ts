import { isIP } from 'node:net';
import type { SettingTable } from '../setting.ts';
import { isHostName } from '../types/host-name.ts';
import { parsed, port, secretText } from '../types/setting-types.ts';

const pageUrl = parsed(
  'адрес вида https://ident.clinic.ru без пути',
  'an address such as https://ident.clinic.ru without a path',
  (value) => {
    if (!URL.canParse(value)) return undefined;
    const url = new URL(value);
    const isBare = url.pathname === '/' && url.search === '' && url.username === '';
    return isBare && /^https?:$/.test(url.protocol) ? url : undefined;
  },
);

const listenAddress = parsed(
  'адрес или имя этого компьютера без порта и http://, например 127.0.0.1 или 0.0.0.0',
  'an address or a name of this computer without port and http://, such as 127.0.0.1 or 0.0.0.0',
  (value) => (isHostName(value.replace(/^\[(.*)\]$/, '$1')) ? value : undefined),
);

const proxies = parsed(
  'IP-адреса и сети через запятую, например 127.0.0.1, 10.0.0.0/8; loopback – этот компьютер',
  'IP addresses and networks by commas, such as 127.0.0.1, 10.0.0.0/8; loopback is this computer',
  (value) => {
    const found = value.split(',').map((part) => part.trim().toLowerCase());
    return found.every(isNetwork) ? found : undefined;
  },
);

/** What browsers and servers fill themselves means something else. */
const takenHeaders =
  /^(host|cookie|origin|referer|accept.*|content-.*|connection|authorization|x-csrf-token|sec-.*|x-forwarded-(for|host|proto|port))$/i;

const headerName = parsed(
  'имя заголовка, например X-Forwarded-User',
  'the name of a header, such as X-Forwarded-User',
  (value) =>
    /^[a-z][a-z0-9-]{1,60}$/i.test(value) && !takenHeaders.test(value) ? value : undefined,
);

function isNetwork(text: string): boolean {
  if (text === 'loopback') return true;
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
  );
}

export const httpSettings = {
  HTTP_HOST: {
    type: listenAddress,
    default: '127.0.0.1',
    ru: 'Адрес, на котором служба показывает панель, /healthz, /readyz и /metrics. 0.0.0.0: все адреса (панель тогда только с паролем).',
    en: 'The address on which the service shows the dashboard, /healthz, /readyz and /metrics. 0.0.0.0: all addresses (the dashboard then only with a password).',
  },
  HTTP_PORT: {
    type: port,
    default: '8090',
    ru: 'Порт службы.',
    en: 'The port of the service.',
  },
  DASHBOARD_URL: {
    type: pageUrl,
    ru: 'Адрес, по которому люди открывают панель, если это не IP-адрес: имя сервера или прокси с https. Под другими именами она не отвечает.',
    en: 'The address under which people open the dashboard where it is no IP address: a name, or a proxy with https. It does not answer under other names.',
  },
  TRUSTED_PROXIES: {
    type: proxies,
    ru: 'Прокси, которым верить в том, кто за ними (X-Forwarded-For), через запятую: IP-адреса, сети вида 10.0.0.0/8, loopback. Без него все за прокси – один посетитель, и чужие попытки входа замедляют вход всем.',
    en: 'Proxies whose word on who is behind them (X-Forwarded-For) is taken, by commas: IP addresses, networks such as 10.0.0.0/8, loopback. Without it all behind a proxy are one visitor, and strangers who guess slow everybody down.',
  },
  AUTH_HEADER: {
    type: headerName,
    ru: 'Заголовок, которым прокси из TRUSTED_PROXIES называет вошедшего, например X-Forwarded-User. От всех остальных он не принимается; роль берётся из списка (ident-amocrm users list).',
    en: 'The header in which a proxy of TRUSTED_PROXIES tells who has signed in, such as X-Forwarded-User. It is taken from nobody else; the role is that of the list (ident-amocrm users list).',
  },
  DASHBOARD_PASSWORD: {
    type: secretText,
    secret: true,
    ru: 'Пароль панели, от 8 знаков, не из словаря. Лучше в файле (DASHBOARD_PASSWORD_FILE) или командой ident-amocrm password.',
    en: 'The password of the dashboard, 8 characters or more, in no list of common ones. Better in a file (DASHBOARD_PASSWORD_FILE) or by ident-amocrm password.',
  },
} satisfies SettingTable;
