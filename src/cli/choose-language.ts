import type { Language } from '../language.ts';

/**
 * The language of what people read: `--lang`, else the first of LC_ALL, LC_MESSAGES and LANG that is set, as POSIX has
 * it. Nothing set (Windows, containers) means Russian: that is what clinics speak; `C` and all others mean English.
 */
export function chooseLanguage(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  // Before commander parses: its own messages and the help are in that language too.
  const wanted = optionValue(argv, '--lang');
  if (wanted === 'ru' || wanted === 'en') return wanted;
  const { LC_ALL, LC_MESSAGES, LANG } = env;
  const locale = LC_ALL || LC_MESSAGES || LANG;
  if (!locale) return 'ru';
  return /^ru([_.@-]|$)/i.test(locale) ? 'ru' : 'en';
}

function optionValue(argv: readonly string[], name: string): string | undefined {
  const index = argv.findIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = argv[index];
  return word?.startsWith(`${name}=`) ? word.slice(name.length + 1) : argv[index + 1];
}
