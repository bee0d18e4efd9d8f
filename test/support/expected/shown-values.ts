export const samePhone = (a: string, b: string): boolean =>
  a === b || (digits(a).length >= 10 && digits(a).slice(-10) === digits(b).slice(-10));

/** amoCRM shows a date as midnight in the account's zone. */
export const dateIn = (timeZone: string, seconds: unknown): string | null =>
  typeof seconds === 'number' ? dayIn(timeZone).format(seconds * 1000) : null;

/** One is made in the time of many readings. */
const days = new Map<string, Intl.DateTimeFormat>();

function dayIn(timeZone: string): Intl.DateTimeFormat {
  const known = days.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone });
  days.set(timeZone, made);
  return made;
}

export const digits = (text: string): string => text.replace(/\D/g, '');

/** Unchecked and absent are one, and numbers are read as text. */
export function comparable(value: unknown): string {
  if (value === undefined || value === null || value === false) return '';
  return String(value);
}
