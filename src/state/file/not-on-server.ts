import { type ErrorKind, exitCode } from '../../app-error.ts';
import type { Localized } from '../../language.ts';
import { StateError } from './errors.ts';
import type { StateKeySource } from './state-key.ts';

const refused = (what: Localized<string>, instead: Localized<string>): ErrorKind => ({
  code: 'STATE_ON_SERVER',
  exit: exitCode.usage,
  retryable: false,
  ru: {
    message: `${what.ru} – только для состояния в файле, а оно в PostgreSQL (STATE_URL). Ничего не сделано.`,
    hint: instead.ru,
  },
  en: {
    message: `${what.en}: only for a state in a file, and this one is in PostgreSQL (STATE_URL). Nothing was done.`,
    hint: instead.en,
  },
});

const dump: Localized<string> = {
  ru: 'Копию делает pg_dump не старее сервера: pg_dump -n СХЕМА -n ident_amocrm БАЗА; ключ состояния (STATE_KEY, STATE_KEY_FILE) храните вместе с ней.',
  en: 'A backup is made by a pg_dump as new as the server: pg_dump -n SCHEMA -n ident_amocrm DATABASE; keep the key of the state (STATE_KEY, STATE_KEY_FILE) with it.',
};

/** What is not there for a state on a server, and what is to be used instead. */
export const notOnServer = {
  backup: () => refused({ ru: 'state backup', en: 'state backup' }, dump),
  restore: () =>
    refused(
      { ru: 'state restore', en: 'state restore' },
      {
        ru: 'Не возвращайте старую копию на место: после неё нельзя доверять тому, кто уже создан. Надёжно – новая схема (STATE_SCHEMA): первая загрузка найдёт все контакты по ID пациента IDENT и ничего не удвоит.',
        en: 'Put no old copy back in place: after that, who has been created already is not known. A new schema (STATE_SCHEMA) is safe: a first load finds every contact by its IDENT id and doubles nothing.',
      },
    ),
  check: () =>
    refused(
      { ru: 'state check', en: 'state check' },
      {
        ru: 'Файлы сервера проверяет pg_amcheck; что связывается с состоянием, покажет ident-amocrm doctor.',
        en: 'pg_amcheck checks the files of the server; ident-amocrm doctor tells whether the state can be reached.',
      },
    ),
  setUp: () =>
    refused(
      { ru: 'Страница подключения', en: 'The set-up page' },
      {
        ru: 'Задайте настройки в .env или CONFIG_FILE и перезапустите службу.',
        en: 'Put the settings into the .env or CONFIG_FILE, and start the service again.',
      },
    ),
  account: () =>
    refused(
      { ru: 'Смена аккаунта amoCRM', en: 'A change of the amoCRM account' },
      {
        ru: 'Дайте новому аккаунту своё состояние: другая STATE_SCHEMA.',
        en: 'Give the new account a state of its own: another STATE_SCHEMA.',
      },
    ),
} as const;

/** @throws StateError STATE_ON_SERVER */
export function refuseOnServer(
  { server }: Pick<StateKeySource, 'server'>,
  what: keyof typeof notOnServer,
): void {
  if (server !== undefined) throw new StateError(notOnServer[what]());
}
