import type { Localized } from '../../language.ts';
import type { GivenSource } from '../given/given-settings.ts';
import type { SettingReader } from '../setting-reader.ts';

/** What a person should know about settings that are right but unusual; said once a command. */
export function amoNotices(read: SettingReader): readonly Localized<string>[] {
  const notices: Localized<string>[] = [];
  if (read.get('USE_MOCK_AMOCRM')) {
    notices.push({
      ru: 'USE_MOCK_AMOCRM=true: вместо amoCRM работает встроенная песочница (data/sandbox.db).',
      en: 'USE_MOCK_AMOCRM=true: a built-in sandbox (data/sandbox.db) stands in for amoCRM.',
    });
  } else if (read.get('RATE_LIMIT_REQUESTS') / read.get('RATE_LIMIT_PERIOD') > 7) {
    notices.push({
      ru: 'RATE_LIMIT_REQUESTS больше 7 в секунду: amoCRM может заблокировать интеграцию.',
      en: 'RATE_LIMIT_REQUESTS is above 7 a second: amoCRM may block the integration.',
    });
  }
  return notices;
}

export function databaseNotices(sources: readonly GivenSource[]): readonly Localized<string>[] {
  const notices: Localized<string>[] = [];
  if (sources.some(({ read }) => read.has('DB_DRIVER'))) {
    notices.push({
      ru: 'DB_DRIVER не нужна: драйвер ODBC не требуется, строку можно убрать.',
      en: 'DB_DRIVER is not needed: no ODBC driver is required, the line may go.',
    });
  }
  const open = sources.filter(
    ({ read }) => read.get('DB_CLIENT') === 'mssql' && !read.get('DB_ENCRYPT'),
  );
  if (open.length > 0) {
    const where = sources.length > 1 ? ` (${open.map(({ name }) => name).join(', ')})` : '';
    notices.push({
      ru: `DB_ENCRYPT=false${where}: пароль и данные пациентов идут по сети незашифрованными.`,
      en: `DB_ENCRYPT=false${where}: the password and the patients travel the network unencrypted.`,
    });
  }
  return notices;
}
