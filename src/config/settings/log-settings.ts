import type { SettingTable } from '../setting.ts';
import { oneOf, parsed, text } from '../types/setting-types.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Python's names beside pino's: people bring their `.env` along. */
const levels = new Map<string, LogLevel>([
  ['TRACE', 'trace'],
  ['DEBUG', 'debug'],
  ['INFO', 'info'],
  ['WARN', 'warn'],
  ['WARNING', 'warn'],
  ['ERROR', 'error'],
  ['CRITICAL', 'fatal'],
  ['FATAL', 'fatal'],
]);

export const logSettings = {
  LOG_LEVEL: {
    type: parsed(
      'DEBUG, INFO, WARNING, ERROR или CRITICAL',
      'DEBUG, INFO, WARNING, ERROR or CRITICAL',
      (value) => levels.get(value.toUpperCase()),
    ),
    default: 'INFO',
    example: 'INFO',
    ru: 'Подробность журнала: DEBUG, INFO, WARNING, ERROR, CRITICAL.',
    en: 'How much is logged: DEBUG, INFO, WARNING, ERROR, CRITICAL.',
  },
  LOG_FORMAT: {
    type: oneOf('json', 'pretty'),
    ru: 'json или pretty. По умолчанию pretty на экране терминала и json в остальных случаях.',
    en: 'json or pretty. By default pretty on a terminal and json elsewhere.',
  },
  LOG_FILE: {
    type: text,
    example: 'logs/ident-amocrm.log',
    ru: 'Файл журнала, в который пишут все команды; по 10 МБ, старые получают .1 … .5.',
    en: 'The log file that every command writes; 10 MB each, older ones become .1 … .5.',
  },
} satisfies SettingTable;
