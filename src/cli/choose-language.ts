import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Language } from '../language.ts';

/** Where a command line is typed. */
export interface Place {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The computer's zone, an IANA name; absent: not known. */
  readonly systemZone?: string | undefined;
}

/**
 * The language of what people read: `--lang`, else what LC_ALL, LC_MESSAGES and LANG say of the person, else the country.
 * `C` and `POSIX` say nothing of anybody. `en_US` is what images and installers set by themselves: a zone of Russia or its
 * neighbours, of the clinic or of the computer, tells more. Nothing known means Russian: that is what clinics speak.
 */
export function chooseLanguage(argv: readonly string[], place: Place): Language {
  // Before commander parses: its own messages and the help are in that language too.
  const wanted = optionValue(argv, '--lang');
  if (wanted === 'ru' || wanted === 'en') return wanted;
  const { LC_ALL, LC_MESSAGES, LANG } = place.env;
  const locales = [LC_ALL, LC_MESSAGES, LANG].filter((locale) => !saysNothing(locale));
  const [locale] = locales;
  if (locale !== undefined && !isDefault(locale)) return isOf('ru', locale) ? 'ru' : 'en';
  const zone = clinicZone(argv, place) ?? place.env['TZ']?.replace(/^:/, '') ?? place.systemZone;
  const isRussian = zone === undefined || saysNoCountry(zone) ? null : speaksRussian(zone);
  return (isRussian ?? locale === undefined) ? 'ru' : 'en';
}

const saysNothing = (locale: string | undefined): boolean =>
  !locale || /^(C|POSIX)([.@]|$)/i.test(locale);

const isDefault = (locale: string): boolean => /^en_US([.@]|$)/i.test(locale);

const isOf = (language: string, locale: string): boolean =>
  new RegExp(`^${language}([_.@-]|$)`, 'i').test(locale);

const saysNoCountry = (zone: string): boolean => !zone.includes('/') || zone.startsWith('Etc/');

/** TIMEZONE as the environment or the settings file has it; what is wrong with either is told later. */
function clinicZone(argv: readonly string[], { env, cwd }: Place): string | undefined {
  if (env['TIMEZONE']) return env['TIMEZONE'];
  try {
    const named = optionValue(argv, '--settings') ?? optionValue(argv, '--env-file');
    const text = readFileSync(resolve(cwd, named ?? '.env'), 'utf8');
    return /^[ \t]*(?:export[ \t]+)?TIMEZONE[ \t]*=[ \t]*["']?([\w/+-]+)/m.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

function optionValue(argv: readonly string[], name: string): string | undefined {
  const index = argv.findIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = argv[index];
  if (word === undefined) return undefined;
  return word.startsWith(`${name}=`) ? word.slice(name.length + 1) : argv[index + 1];
}

/** Whether people of this zone, an IANA name, are addressed in Russian: Russia and the Commonwealth around it. */
const speaksRussian = (zone: string): boolean => zones.has(zone.toLowerCase());

const european =
  'Moscow Kaliningrad Samara Saratov Volgograd Ulyanovsk Astrakhan Kirov Simferopol Minsk Chisinau';
const asian = [
  'Yekaterinburg Omsk Novosibirsk Barnaul Tomsk Novokuznetsk Krasnoyarsk Irkutsk Chita Yakutsk Khandyga',
  'Vladivostok Ust-Nera Magadan Sakhalin Srednekolymsk Kamchatka Anadyr',
  'Almaty Qyzylorda Qostanay Aqtobe Aqtau Atyrau Oral',
  'Bishkek Tashkent Samarkand Dushanbe Ashgabat Yerevan Baku',
].join(' ');

const zones: ReadonlySet<string> = new Set([
  ...european.split(' ').map((city) => `europe/${city.toLowerCase()}`),
  ...asian.split(' ').map((city) => `asia/${city.toLowerCase()}`),
]);
