import type { Language } from '../language.ts';

const numbers = { ru: new Intl.NumberFormat('ru'), en: new Intl.NumberFormat('en') };
const units = {
  ru: { hours: 'ч', minutes: 'мин', seconds: 'с', milliseconds: 'мс' },
  en: { hours: 'h', minutes: 'min', seconds: 's', milliseconds: 'ms' },
};

export function formatNumber(value: number, language: Language): string {
  return numbers[language].format(value);
}

/** The two largest units: `1 ч 5 мин`, `3 мин 12 с`, `4 с`, `250 мс`. */
export function formatDuration(ms: number, language: Language): string {
  const unit = units[language];
  if (ms < 1000) return `${Math.round(ms)} ${unit.milliseconds}`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} ${unit.seconds}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return two(minutes, unit.minutes, seconds % 60, unit.seconds);
  return two(Math.floor(minutes / 60), unit.hours, minutes % 60, unit.minutes);
}

/** None of the smaller unit is not told. */
const two = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** A moment on the clinic's wall clock: `22.11.2025, 08:37:05`; in English as ISO 8601 has it, without a T. */
export function formatMoment(ms: number, timeZone: string, language: Language): string {
  // Sweden's order of date and time is ISO's.
  const format = new Intl.DateTimeFormat(language === 'ru' ? 'ru' : 'sv', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return format.format(ms);
}

/** Its time of day alone. */
export function formatTime(ms: number, timeZone: string, language: Language): string {
  return formatMoment(ms, timeZone, language).replace(/^.* /, '');
}
