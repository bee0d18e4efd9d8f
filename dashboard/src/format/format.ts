import type { Language } from '../../../src/language.ts';

/** Writes numbers, moments and spans as a reader of `language` in the clinic's zone expects them. */
export interface Format {
  number(value: number): string;
  /** «22 нояб., 14:05», with the year when it is not this one. */
  moment(at: number): string;
  /** With seconds: for logs. */
  exact(at: number): string;
  time(at: number): string;
  /** «22 нояб.» */
  day(at: number): string;
  /** «1 ч 5 мин», «12 с»: the two largest units. */
  duration(ms: number): string;
  /** «3 минуты назад», «через 2 минуты». */
  relative(at: number, now: number): string;
  /** A calendar date, `1985-05-15`. */
  date(iso: string): string;
  /** The same without its year, «пн, 4 мая». */
  weekday(iso: string): string;
}

const locales: Readonly<Record<Language, string>> = { ru: 'ru-RU', en: 'en-GB' };

export function createFormat(language: Language, timeZone: string): Format {
  const locale = locales[language];
  const numbers = new Intl.NumberFormat(locale);
  const day = { day: 'numeric', month: 'short' } as const;
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  const moments = new Intl.DateTimeFormat(locale, { timeZone, ...day, ...clock });
  const withYear = new Intl.DateTimeFormat(locale, { timeZone, ...day, ...clock, year: 'numeric' });
  const second = { second: '2-digit' } as const;
  const exact = new Intl.DateTimeFormat(locale, { timeZone, ...day, ...clock, ...second });
  const exactWithYear = new Intl.DateTimeFormat(locale, {
    timeZone,
    ...day,
    ...clock,
    ...second,
    year: 'numeric',
  });
  const times = new Intl.DateTimeFormat(locale, { timeZone, ...clock });
  const days = new Intl.DateTimeFormat(locale, { timeZone, ...day });
  const dates = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'medium' });
  const weekdays = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short', ...day });
  const dateIn = (formatter: Intl.DateTimeFormat, iso: string) => {
    const at = Date.parse(`${iso.slice(0, 10)}T00:00:00Z`);
    return Number.isNaN(at) ? iso : formatter.format(at);
  };
  const years = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric' });
  const isThisYear = (at: number) => years.format(at) === years.format(Date.now());
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: language === 'ru' ? 'short' : 'narrow',
    }).format(value);
  return {
    number: (value) => numbers.format(value),
    moment: (at) => (isThisYear(at) ? moments : withYear).format(at),
    exact: (at) => (isThisYear(at) ? exact : exactWithYear).format(at),
    time: (at) => times.format(at),
    day: (at) => days.format(at),
    duration: (ms) => {
      const parts = largestUnits(ms);
      return parts.map(([value, name]) => unit(value, name)).join(' ');
    },
    relative: (at, now) => {
      const [value, name] = relativeUnit(at - now);
      return relative.format(value, name);
    },
    date: (iso) => dateIn(dates, iso),
    weekday: (iso) => dateIn(weekdays, iso),
  };
}

function largestUnits(ms: number): readonly (readonly [number, string])[] {
  if (ms < 1000) return [[Math.max(Math.round(ms), 0), 'millisecond']];
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (minutes === 0) return [[seconds, 'second']];
  const two = (a: number, big: string, b: number, small: string) =>
    b === 0
      ? ([[a, big]] as const)
      : ([
          [a, big],
          [b, small],
        ] as const);
  if (hours === 0) return two(minutes, 'minute', seconds % 60, 'second');
  if (days === 0) return two(hours, 'hour', minutes % 60, 'minute');
  return two(days, 'day', hours % 24, 'hour');
}

function relativeUnit(ms: number): readonly [number, Intl.RelativeTimeFormatUnit] {
  const seconds = Math.round(ms / 1000);
  const size = Math.abs(seconds);
  if (size < 60) return [seconds, 'second'];
  if (size < 3600) return [Math.round(seconds / 60), 'minute'];
  if (size < 86_400) return [Math.round(seconds / 3600), 'hour'];
  return [Math.round(seconds / 86_400), 'day'];
}
