import type { Weakness } from '../../secret-strength.ts';
import type { SettingReader } from '../setting-reader.ts';

const strongerBy = {
  STATE_KEY: {
    ru: 'Уберите STATE_KEY: программа сделает надёжный ключ сама (STATE_KEY_FILE); либо задайте вывод команды openssl rand -base64 32. Если с этим ключом уже работали, уберите и файл состояния: первая загрузка найдёт все контакты по ID пациента',
    en: 'Take STATE_KEY out: the program makes a strong key by itself (STATE_KEY_FILE); or set what openssl rand -base64 32 prints. If a state was made with this key, move its file away too: a first load finds every contact by the patient id',
  },
  DASHBOARD_PASSWORD: {
    ru: 'Возьмите несколько случайных слов или вывод команды openssl rand -base64 12',
    en: 'Take a few random words, or what openssl rand -base64 12 prints',
  },
} as const;

/** A weak secret protects nothing; it is named, and why, and never shown. */
export function refuseWeak(
  read: SettingReader,
  name: keyof typeof strongerBy,
  weakness: Weakness | null,
): void {
  if (weakness !== null) read.report({ name, ...weakness, fix: strongerBy[name] });
}
