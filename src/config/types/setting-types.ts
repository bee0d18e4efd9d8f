import { z } from 'zod';
import type { SettingType } from '../setting.ts';
import { isDay } from './day.ts';
import { nearestZone } from './nearest-zone.ts';

/** A type of setting from what is expected, in both languages, and a parser: `undefined` is what it does not understand. */
export function parsed<T>(
  ru: string,
  en: string,
  parse: (text: string) => T | undefined,
): SettingType<T> {
  const schema = z.string().transform((text, context) => {
    const value = parse(text.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  });
  return { schema, expected: { ru, en } };
}

export const text: SettingType<string> = {
  schema: z.string().trim().min(1),
  expected: { ru: 'непустая строка', en: 'a text that is not empty' },
};

/** Spaces at the ends of a password may belong to it. */
export const secretText: SettingType<string> = {
  schema: z.string().min(1),
  expected: text.expected,
};

const yes = new Set(['true', 'yes', '1', 'да', 'on']);
const no = new Set(['false', 'no', '0', 'нет', 'off']);

export const flag: SettingType<boolean> = parsed(
  'true или false (да/нет, yes/no, 1/0)',
  'true or false (yes/no, 1/0)',
  (value) => {
    const word = value.toLowerCase();
    if (yes.has(word)) return true;
    return no.has(word) ? false : undefined;
  },
);

export function integer(min: number, max: number): SettingType<number> {
  return parsed(
    `целое число от ${min} до ${max}`,
    `a whole number from ${min} to ${max}`,
    (value) => {
      if (!/^\d{1,9}$/.test(value)) return undefined;
      const number = Number(value);
      return number >= min && number <= max ? number : undefined;
    },
  );
}

const unitMs = { s: 1_000, m: 60_000 } as const;

/** A time as `5s` or `2m`; a bare number is minutes. Parsed to milliseconds, from `min` to `max` of them. */
export function duration(min: Duration, max: Duration): SettingType<number> {
  const [least, most] = [milliseconds(min), milliseconds(max)];
  return parsed(
    `время от ${min} до ${max}: 30s – секунды, 2m или просто 2 – минуты`,
    `a time from ${min} to ${max}: 30s for seconds, 2m or plain 2 for minutes`,
    (value) => {
      const time = milliseconds(value.toLowerCase());
      return time >= least && time <= most ? time : undefined;
    },
  );
}

type Duration = `${number}${keyof typeof unitMs}`;

/** `NaN` for what is no time. */
function milliseconds(value: string): number {
  const [, number, unit] = /^(\d{1,9})\s*([sm]?)$/.exec(value) ?? [];
  return Number(number) * (unit === 's' ? unitMs.s : unitMs.m);
}

export function oneOf<const T extends string>(...choices: readonly T[]): SettingType<T> {
  const list = (or: string) =>
    `${choices.slice(0, -1).join(', ')} ${or} ${choices.at(-1) ?? ''}`.trim();
  return parsed(list('или'), list('or'), (value) =>
    choices.find((choice) => choice.toLowerCase() === value.toLowerCase()),
  );
}

export const port = integer(1, 65_535);

export const timeZone: SettingType<string> = {
  ...parsed(
    'часовой пояс из базы IANA, например Europe/Moscow или Asia/Yekaterinburg',
    'a time zone of the IANA database, such as Europe/Moscow or Asia/Yekaterinburg',
    (value) => {
      try {
        // Offsets such as +03:00 are accepted by Intl, but know nothing of the zone's history.
        return value.includes(':')
          ? undefined
          : new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
      } catch {
        return undefined;
      }
    },
  ),
  suggest: nearestZone,
};

export const day: SettingType<string> = parsed(
  'день, например 2026-11-27',
  'a day, as in 2026-11-27',
  (value) => (isDay(value) ? value : undefined),
);

/** `left=right; …`: both may hold commas. Nothing on either side, or one left side twice, is a mistake. */
export const pairs = <K extends string>(
  ru: string,
  en: string,
  leftOf: (text: string) => K | undefined,
): SettingType<ReadonlyMap<K, string>> =>
  parsed(ru, en, (value) => {
    const given = new Map<K, string>();
    for (const item of value.split(';')) {
      if (item.trim() === '') continue;
      const at = item.lastIndexOf('=');
      const left = at < 1 ? undefined : leftOf(item.slice(0, at).trim());
      const right = item.slice(at + 1).trim();
      if (left === undefined || left === '' || right === '' || given.has(left)) return undefined;
      given.set(left, right);
    }
    return given.size === 0 ? undefined : given;
  });

/** Parts of a comma separated list: trimmed, without empty ones and doubles. */
export function listItems(value: string): readonly string[] {
  const items = value.split(',').map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ''))];
}

/**
 * Names, by semicolons where there is one, else by commas; within quotes both are part of a name. A name's own quotes
 * stay, but for straight ones around all of it.
 */
export const names: SettingType<readonly string[]> = parsed(
  'названия через запятую; название с запятой возьмите в кавычки: "ООО Улыбка, центр", Сокол',
  'names by commas; put one with a comma into quotes: "Smile, Centre", Sokol',
  (value) => {
    const separator = parts(value, ';').length > 1 ? ';' : ',';
    const items = parts(value, separator)
      .map(unquoted)
      .filter((item) => /[\p{L}\p{N}]/u.test(item));
    return items.length === 0 ? undefined : [...new Set(items)];
  },
);

const closing: Readonly<Record<string, string>> = { '"': '"', '«': '»', '“': '”', '„': '“' };

function parts(value: string, separator: string): readonly string[] {
  const items: string[] = [];
  let item = '';
  let until: string | null = null;
  for (const [at, sign] of [...value].entries()) {
    if (until === null && sign === separator) {
      items.push(item);
      item = '';
      continue;
    }
    if (sign === until) until = null;
    else if (until === null) {
      const end: string | undefined = closing[sign];
      // A quote that is not closed is no quote: an inch, or a slip.
      if (end !== undefined && [...value].indexOf(end, at + 1) > at) until = end;
    }
    item += sign;
  }
  return [...items, item];
}

function unquoted(text: string): string {
  const item = text.trim();
  const [, inner] = /^"([^"]*)"$/.exec(item) ?? [];
  return (inner ?? item).replace(/\s+/g, ' ').trim();
}
