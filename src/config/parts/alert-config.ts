import type { Language } from '../../language.ts';
import type { SettingReader } from '../setting-reader.ts';
import { isMailAddress } from '../settings/alert-settings.ts';

export interface TelegramConfig {
  readonly token: string;
  readonly chatId: string;
  /** Without a slash at its end. */
  readonly api: string;
}

export interface EmailConfig {
  /** With login and password. */
  readonly smtpUrl: string;
  readonly from: string;
  readonly to: readonly string[];
}

/** Who is told of troubles, and how. Channels that are not configured are absent. */
export interface AlertConfig {
  readonly language: Language;
  /** Of the clinic. */
  readonly name?: string | undefined;
  readonly telegram?: TelegramConfig | undefined;
  readonly email?: EmailConfig | undefined;
  readonly webhookUrl?: string | undefined;
  readonly heartbeatUrl?: string | undefined;
  /** Whether each channel is told every evening how the day went. */
  readonly evening?: boolean;
}

/** @param clinic its name in `CONFIG_FILE`, by which it goes unless it is given another. */
export function alertConfig(read: SettingReader, clinic: string | null): AlertConfig {
  return {
    language: read.get('ALERT_LANGUAGE'),
    evening: read.get('ALERT_EVENING'),
    name: read.get('ALERT_NAME') ?? clinic ?? undefined,
    telegram: telegramConfig(read),
    email: emailConfig(read),
    webhookUrl: read.get('ALERT_WEBHOOK_URL'),
    heartbeatUrl: read.get('HEARTBEAT_URL'),
  };
}

function telegramConfig(read: SettingReader): TelegramConfig | undefined {
  if (!read.has('ALERT_TELEGRAM_TOKEN') && !read.has('ALERT_TELEGRAM_CHAT_ID')) return undefined;
  const token = read.need('ALERT_TELEGRAM_TOKEN');
  const chatId = read.need('ALERT_TELEGRAM_CHAT_ID');
  const api = read.get('ALERT_TELEGRAM_API');
  return token === undefined || chatId === undefined ? undefined : { token, chatId, api };
}

function emailConfig(read: SettingReader): EmailConfig | undefined {
  if (!read.has('ALERT_SMTP_URL') && !read.has('ALERT_EMAIL_TO')) return undefined;
  const smtpUrl = read.need('ALERT_SMTP_URL');
  const to = read.need('ALERT_EMAIL_TO');
  if (smtpUrl === undefined || to === undefined) return undefined;
  const login = loginOf(smtpUrl);
  const from = isMailAddress(login)
    ? (read.get('ALERT_EMAIL_FROM') ?? login)
    : read.need('ALERT_EMAIL_FROM');
  return from === undefined ? undefined : { smtpUrl, from, to };
}

function loginOf(smtpUrl: string): string {
  try {
    return decodeURIComponent(new URL(smtpUrl).username);
  } catch {
    // A lone % is no encoding: the login is as it stands.
    return new URL(smtpUrl).username;
  }
}
