import { parsed } from './setting-types.ts';

/** Whether the calendar has this day, `YYYY-MM-DD`; what else tells dates loads a calendar of its own. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

export const day = parsed(
  { ru: 'день, например 2026-11-27', en: 'a day, as in 2026-11-27' },
  (value) => (isDay(value) ? value : undefined),
);
