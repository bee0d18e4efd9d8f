import { wayOutHint } from '../../../amocrm/errors/inspected-tls.ts';
import { AppError, type ErrorKind, errorKind, exitCode } from '../../../app-error.ts';

/**
 * A channel could not be used. Its address, token and password are in none of the texts: Telegram's token is part of
 * its URL, and so is many a webhook's.
 */
export class ChannelError extends AppError {
  /** How long the other side asks us to wait. */
  readonly retryAfterMs: number | null;

  constructor(kind: ErrorKind, options: ErrorOptions & { readonly retryAfterMs?: number } = {}) {
    super(kind, options);
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Which setting holds the address that was called. */
export type AddressSetting =
  | 'ALERT_TELEGRAM_API'
  | 'ALERT_SMTP_URL'
  | 'ALERT_WEBHOOK_URL'
  | 'HEARTBEAT_URL';

export const channelErrors = {
  unreachable: (p: { setting: AddressSetting; cause: string }) =>
    errorKind('ALERT_UNREACHABLE', exitCode.failed, true, {
      ru: `Сервер из ${p.setting} не отвечает (${p.cause}).`,
      ruHint:
        wayOutHint(p.cause)?.ru ??
        (p.setting === 'ALERT_TELEGRAM_API'
          ? 'Проверьте интернет. Если API Telegram из вашей сети недоступен, укажите в ALERT_TELEGRAM_API адрес прокси к нему или выберите почту.'
          : `Проверьте ${p.setting}, интернет и файрвол.`),
      en: `The server of ${p.setting} does not answer (${p.cause}).`,
      enHint:
        wayOutHint(p.cause)?.en ??
        (p.setting === 'ALERT_TELEGRAM_API'
          ? "Check the internet connection. Where Telegram's API cannot be reached, put the address of a proxy to it into ALERT_TELEGRAM_API, or choose e-mail."
          : `Check ${p.setting}, the internet connection and the firewall.`),
    }),
  refused: (p: { setting: AddressSetting; status: number }) =>
    errorKind('ALERT_REFUSED', exitCode.failed, true, {
      ru: `Сервер из ${p.setting} ответил отказом (HTTP ${p.status}).`,
      ruHint: `Проверьте адрес в ${p.setting}: он мог устареть.`,
      en: `The server of ${p.setting} refused (HTTP ${p.status}).`,
      enHint: `Check the address in ${p.setting}: it may be out of date.`,
    }),
  telegramToken: errorKind('ALERT_TELEGRAM_TOKEN_REFUSED', exitCode.failed, false, {
    ru: 'Telegram не принял токен бота.',
    ruHint: 'Возьмите токен у @BotFather (команда /token) и впишите в ALERT_TELEGRAM_TOKEN.',
    en: "Telegram did not accept the bot's token.",
    enHint: 'Get it from @BotFather (command /token) and put it into ALERT_TELEGRAM_TOKEN.',
  }),
  telegramChat: errorKind('ALERT_TELEGRAM_CHAT_REFUSED', exitCode.failed, false, {
    ru: 'Бот не может писать в этот чат Telegram.',
    ruHint:
      'Добавьте бота в группу или напишите ему первым; проверьте ALERT_TELEGRAM_CHAT_ID (у групп он с минусом и меняется, когда группа становится супергруппой).',
    en: 'The bot may not write to this Telegram chat.',
    enHint:
      'Add the bot to the group, or write to it first; check ALERT_TELEGRAM_CHAT_ID (a group has a minus, and another number once it becomes a supergroup).',
  }),
  telegramBusy: errorKind('ALERT_TELEGRAM_BUSY', exitCode.failed, true, {
    ru: 'Telegram просит подождать (HTTP 429).',
    ruHint: 'Ничего делать не нужно: отправим позже.',
    en: 'Telegram asks us to wait (HTTP 429).',
    enHint: 'Nothing to do: it is sent later.',
  }),
  mailLogin: errorKind('ALERT_SMTP_LOGIN_REFUSED', exitCode.failed, false, {
    ru: 'Почтовый сервер не принял логин или пароль.',
    ruHint:
      'Яндексу, Mail.ru и Gmail нужен отдельный «пароль приложения»; впишите его в ALERT_SMTP_URL (знак @ в логине — %40).',
    en: 'The mail server did not accept login or password.',
    enHint:
      'Yandex, Mail.ru and Gmail want a password of its own for applications; put it into ALERT_SMTP_URL (an @ in the login is %40).',
  }),
  mailEncryption: errorKind('ALERT_SMTP_TLS', exitCode.failed, false, {
    ru: 'С почтовым сервером не удалось установить шифрованное соединение.',
    ruHint:
      'Порт 465 — это smtps://, порты 587 и 25 — smtp://. Проверьте имя сервера: сертификат должен быть выдан на него.',
    en: 'No encrypted connection to the mail server could be made.',
    enHint:
      "Port 465 is smtps://, ports 587 and 25 are smtp://. Check the server's name: its certificate must be for it.",
  }),
  mailAddress: errorKind('ALERT_EMAIL_ADDRESS_REFUSED', exitCode.failed, false, {
    ru: 'Почтовый сервер не принял адрес отправителя или получателя.',
    ruHint:
      'Отправителем (ALERT_EMAIL_FROM) обычно может быть только сам логин; проверьте и ALERT_EMAIL_TO.',
    en: 'The mail server did not accept the address of sender or recipient.',
    enHint:
      'The sender (ALERT_EMAIL_FROM) usually has to be the login itself; check ALERT_EMAIL_TO, too.',
  }),
  mailRefused: (p: { cause: string }) =>
    errorKind('ALERT_EMAIL_REFUSED', exitCode.failed, true, {
      ru: `Почтовый сервер не принял письмо (${p.cause}).`,
      ruHint: 'Повторим позже. Если не проходит, спросите у владельца почтового сервера.',
      en: `The mail server did not accept the message (${p.cause}).`,
      enHint: 'It is tried again later. If it persists, ask whoever runs the mail server.',
    }),
} as const;
