import type { SettingTable } from '../setting.ts';
import { port, secretText, text } from '../setting-types.ts';

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
  DASHBOARD_PASSWORD: {
    type: secretText,
    secret: true,
    description: {
      ru: 'Пароль страницы. Лучше в файле (DASHBOARD_PASSWORD_FILE) или командой ident-amocrm password.',
      en: 'The password of the dashboard. Better in a file (DASHBOARD_PASSWORD_FILE) or by ident-amocrm password.',
    },
  },
} satisfies SettingTable;
