import type { SettingTable } from '../setting.ts';
import { day } from '../types/day.ts';
import { duration, flag, integer, oneOf } from '../types/setting-types.ts';

/** Visits as deals. */
export const visitSettings = {
  VISITS: {
    type: oneOf('off', 'deals'),
    default: 'off',
    description: {
      ru: 'Визиты как сделки. Эта версия сделок ещё не создаёт: допустимо только off, а ident-amocrm visits plan показывает, какими они были бы.',
      en: 'Visits as deals. This version makes none yet: only off is allowed, and ident-amocrm visits plan shows which they would be.',
    },
  },
  VISITS_FROM: {
    type: day,
    description: {
      ru: 'С какого дня у визитов есть сделки (2026-11-27), но не раньше чем за 45 дней. По умолчанию с сегодняшнего.',
      en: 'From which day on visits have deals (2026-11-27), 45 days back at most. By default from today on.',
    },
  },
  VISITS_CANCEL_DELAY: {
    type: duration('0m', '1440m'),
    default: '10',
    description: {
      ru: 'Сколько минут отменённый приём ждёт новой записи, прежде чем сделка закроется; отменённый для переноса ждёт до конца дня.',
      en: 'How many minutes a cancelled reception waits for the booking that replaces it before its deal is closed; one cancelled to be moved waits till the end of the day.',
    },
  },
  VISITS_PER_HOUR: {
    type: integer(1, 10_000),
    default: '100',
    description: {
      ru: 'Сколько сделок самое большее создаётся за час: каждая запускает роботов воронки.',
      en: 'How many deals are made in an hour at most: each sets the robots of its pipeline off.',
    },
  },
  VISITS_DOCTOR: {
    type: flag,
    default: 'false',
    description: {
      ru: 'Указывать ли в сделке врача: по врачу видна болезнь, а сделки видны многим.',
      en: 'Whether a deal names the doctor, who tells of an illness; many see deals.',
    },
  },
} satisfies SettingTable;
