import type { SettingTable } from '../setting.ts';
import { integer, text } from '../types/setting-types.ts';

/** Which clinics there are, where one `.env` is not enough. */
export const fileSettings = {
  CONFIG_FILE: {
    type: text,
    ru: 'Файл YAML с клиниками и их базами: несколько баз IDENT в одном аккаунте или несколько клиник. Примеры: deploy/config. Без него всё задаётся здесь.',
    en: 'A YAML file of clinics and their databases: several databases of IDENT in one account, or several clinics. Examples: deploy/config. Without it all stands here.',
  },
  CLINIC: {
    type: text,
    ru: 'С какой клиникой из CONFIG_FILE работать, если их там несколько (то же, что --clinic).',
    en: 'Which clinic of CONFIG_FILE to work with where it names several (the same as --clinic).',
  },
  FLEET_PLACES: {
    type: integer(2, 1000),
    ru: 'Сколько проходов одна машина парка (ident-amocrm fleet run) ведёт одновременно, от 2. По умолчанию 8 на ядро: проходы в основном ждут сеть.',
    en: 'How many passes one machine of a fleet (ident-amocrm fleet run) makes at the same time, 2 or more. By default 8 for each core: passes mostly wait for the network.',
  },
} satisfies SettingTable;
