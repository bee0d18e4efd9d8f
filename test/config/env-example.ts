import { type Setting, type SettingGroup, settingGroups } from '../../src/config/setting.ts';
import { settingsByGroup } from '../../src/config/settings.ts';

const titles: Readonly<Record<SettingGroup, string>> = {
  amocrm: 'amoCRM',
  database: 'База данных IDENT / IDENT database',
  fields: 'Поля / Fields',
  visits: 'Визиты как сделки / Visits as deals',
  sync: 'Синхронизация / Sync',
  state: 'Состояние / State',
  http: 'Страница и метрики / Dashboard and metrics',
  network: 'Выход в интернет / The way out',
  alerts: 'Оповещения / Alerts',
  log: 'Журнал / Log',
  clinics: 'Несколько баз или клиник / Several databases or clinics',
};

const head = `# ident-amocrm: настройки / settings
#
# Скопируйте этот файл в .env и впишите пять значений, за которыми стоит пустое место:
# AMOCRM_SUBDOMAIN, AMOCRM_LONG_LIVED_TOKEN, DB_HOST, DB_USER, DB_PASSWORD. Остальное можно не трогать:
# строки с # показывают значения по умолчанию. Переменные окружения важнее этого файла.
# Секреты можно держать в файлах: DB_PASSWORD_FILE=/run/secrets/db_password и так далее (ИМЯ_FILE).
#
# Copy this file to .env and put in the five values that are empty:
# AMOCRM_SUBDOMAIN, AMOCRM_LONG_LIVED_TOKEN, DB_HOST, DB_USER, DB_PASSWORD. The rest may stay:
# lines with a # show the defaults. The environment beats this file.
# Secrets may be kept in files: DB_PASSWORD_FILE=/run/secrets/db_password and so on (NAME_FILE).
`;

/** The text of `.env_example`: every setting with what it is for. */
export function envExample(): string {
  return [head, ...settingGroups.map(section)].join('\n');
}

function section(group: SettingGroup): string {
  const rule = '─'.repeat(Math.max(3, 72 - titles[group].length));
  const settings = Object.entries<Setting<unknown>>(settingsByGroup[group]);
  return [
    `# ── ${titles[group]} ${rule}`,
    '',
    ...settings.map((entry) => entryText(...entry)),
  ].join('\n');
}

function entryText(name: string, setting: Setting<unknown>): string {
  const line =
    setting.example === undefined
      ? `# ${name}=${setting.default ?? ''}`
      : `${name}=${setting.example}`;
  return `# ${setting.ru}\n# ${setting.en}\n${line}\n`;
}
