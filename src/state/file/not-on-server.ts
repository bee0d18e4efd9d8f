import { errorKind, exitCode } from '../../app-error.ts';
import type { Localized } from '../../language.ts';
import { StateError } from './errors.ts';
import type { StateKeySource } from './state-key.ts';

const refused = (what: Localized<string>, instead: Localized<string>) =>
  errorKind('STATE_ON_SERVER', exitCode.usage, false, {
    ru: `${what.ru} – только для состояния в файле, а оно в PostgreSQL (STATE_URL). Ничего не сделано.`,
    ruHint: instead.ru,
    en: `${what.en}: only for a state in a file, and this one is in PostgreSQL (STATE_URL). Nothing was done.`,
    enHint: instead.en,
  });

/** What is not there for a state on a server, and what is to be used instead. */
export const notOnServer = {
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
