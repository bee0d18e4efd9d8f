import type { SettingTable } from '../setting.ts';
import { parsed, secretText, text } from '../types/setting-types.ts';

const stateUrl = parsed(
  {
    ru: 'sqlite: и путь, например sqlite:data/state.db',
    en: 'sqlite: and a path, such as sqlite:data/state.db',
  },
  (value) => /^sqlite:(?:\/\/)?(.+)$/.exec(value)?.[1],
);

export const stateSettings = {
  STATE_URL: {
    type: stateUrl,
    default: 'sqlite:data/state.db',
    description: {
      ru: 'Где хранится состояние: связи пациентов с контактами и хеши отправленного. Делайте копии вместе с ключом.',
      en: 'Where the state is kept: which contact is which patient, and hashes of what was sent. Back it up with its key.',
    },
  },
  STATE_KEY: {
    type: secretText,
    secret: true,
    description: {
      ru: 'Ключ состояния, если он задаётся явно (не короче 20 знаков, случайный; не меняйте: состояние без своего ключа не открывается).',
      en: 'The key of the state when given directly (20 random characters or more; never change it: a state does not open without its key).',
    },
  },
  STATE_KEY_FILE: {
    type: text,
    description: {
      ru: 'Файл ключа состояния; создаётся сам. По умолчанию рядом с состоянием: data/state.key.',
      en: 'The file of the key; it makes itself. By default beside the state: data/state.key.',
    },
  },
} satisfies SettingTable;
