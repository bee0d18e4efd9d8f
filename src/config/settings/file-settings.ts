import type { SettingTable } from '../setting.ts';
import { text } from '../types/setting-types.ts';

/** Which clinics there are, where one `.env` is not enough. */
export const fileSettings = {
  CONFIG_FILE: {
    type: text,
    description: {
      ru: 'Файл YAML с клиниками и их базами: несколько баз IDENT в одном аккаунте или несколько клиник. Примеры: deploy/config. Без него всё задаётся здесь.',
      en: 'A YAML file of clinics and their databases: several databases of IDENT in one account, or several clinics. Examples: deploy/config. Without it all stands here.',
    },
  },
  CLINIC: {
    type: text,
    description: {
      ru: 'С какой клиникой из CONFIG_FILE работать, если их там несколько (то же, что --clinic).',
      en: 'Which clinic of CONFIG_FILE to work with where it names several (the same as --clinic).',
    },
  },
} satisfies SettingTable;
