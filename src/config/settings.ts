import type { SettingGroup, SettingTable, SettingValues } from './setting.ts';
import { alertSettings } from './settings/alert-settings.ts';
import { amocrmSettings } from './settings/amocrm-settings.ts';
import { databaseSettings } from './settings/database-settings.ts';
import { fieldsSettings } from './settings/field-settings.ts';
import { fileSettings } from './settings/file-settings.ts';
import { httpSettings } from './settings/http-settings.ts';
import { logSettings } from './settings/log-settings.ts';
import { networkSettings } from './settings/network-settings.ts';
import { policySettings } from './settings/policy-settings.ts';
import { stateSettings } from './settings/state-settings.ts';
import { syncSettings } from './settings/sync-settings.ts';
import { visitSettings } from './settings/visit-settings.ts';

/** All settings by group, as they stand in `.env_example`. */
export const settingsByGroup = {
  amocrm: amocrmSettings,
  database: databaseSettings,
  fields: fieldsSettings,
  visits: visitSettings,
  sync: { ...syncSettings, ...policySettings },
  state: stateSettings,
  http: httpSettings,
  network: networkSettings,
  alerts: alertSettings,
  log: logSettings,
  clinics: fileSettings,
} satisfies Record<SettingGroup, SettingTable>;

/** Every setting of the project by its name. */
export const settings = {
  ...amocrmSettings,
  ...databaseSettings,
  ...fieldsSettings,
  ...visitSettings,
  ...syncSettings,
  ...policySettings,
  ...stateSettings,
  ...httpSettings,
  ...networkSettings,
  ...alertSettings,
  ...logSettings,
  ...fileSettings,
} satisfies SettingTable;

export type SettingName = keyof typeof settings;
export type Values = SettingValues<typeof settings>;
