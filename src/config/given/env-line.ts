import type { Localized } from '../../language.ts';
import { loneReturn } from '../file/text-file.ts';
import { inLatin } from '../look-alike.ts';
import { type Flaw, flaw } from '../mistake.ts';

type EnvLine =
  | { readonly kind: 'blank' }
  | { readonly kind: 'assignment'; readonly name: string; readonly value: string }
  | { readonly kind: 'flaw'; readonly flaw: Flaw };

const assignment = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(.*?)[ \t]*$/;

/**
 * One line of a `.env`. Docker Compose and we read a line alike as long as it has one of three forms: plain, 'in single
 * quotes', "in double quotes". What either would unfold, cut or join to the next line is refused instead of guessed.
 */
export function parseEnvLine(line: string): EnvLine {
  // Some take it for the end of a line and others do not: half of the line, or of the file, would be lost.
  if (line.includes('\r')) return flawed(flaws.loneReturn);
  if (/^\s*(#|$)/.test(line)) return { kind: 'blank' };
  const [, name, text] = assignment.exec(line) ?? [];
  if (name === undefined || text === undefined) return flawed(withoutName(line));
  if (hasStrangeCharacter(text)) return flawed(flaws.strangeCharacter);
  const quote = text[0];
  if (quote === "'" || quote === '"') return quoted(name, text, quote);
  if (quote === '`') return flawed(flaws.backtick);
  return plain(name, text);
}

/** A name in Russian letters looks like one of ours, and is none. */
function withoutName(line: string): Flaw {
  const [, given = ''] = /^[ \t]*(?:export[ \t]+)?([\p{L}\p{N}_]+)[ \t]*=/u.exec(line) ?? [];
  const meant = inLatin(given);
  if (given === meant || !/^\w+$/.test(meant)) return flaws.noAssignment;
  return flaw({
    ru: 'в имени русские буквы',
    fixRu: `Наберите имя заново в латинской раскладке: ${meant}`,
    en: 'the name has Russian letters',
    fixEn: `Type the name anew on a Latin keyboard: ${meant}`,
  });
}

function plain(name: string, text: string): EnvLine {
  if (text.startsWith('#')) return flawed(flaws.onlyComment);
  const value = text.replace(/[ \t]+#.*$/, '');
  if (value.includes('#')) return flawed(flaws.cutByHash);
  if (value.includes('$')) return flawed(flaws.dollar);
  return { kind: 'assignment', name, value };
}

function quoted(name: string, text: string, quote: '"' | "'"): EnvLine {
  const end = text.indexOf(quote, 1);
  if (end === -1) return flawed(flaws.openQuote);
  const value = text.slice(1, end);
  // Compose takes \' for an apostrophe within, and goes on.
  if (value.endsWith('\\')) return flawed(flaws.escape);
  if (!/^([ \t]+#.*)?$/.test(text.slice(end + 1))) return flawed(flaws.behindQuote);
  if (quote === '"' && /[\\$]/.test(value)) return flawed(flaws.unfolded);
  return { kind: 'assignment', name, value };
}

/** Control characters, and blanks that look like one and are none: pasted from a web page or a document. */
function hasStrangeCharacter(text: string): boolean {
  return /(?!\t)[\p{Cc}\u00A0\u200B\u2028\u2029\uFEFF]/u.test(text);
}

const flawed = (flaw: Flaw): EnvLine => ({ kind: 'flaw', flaw });

const single: Localized<string> = {
  ru: "Возьмите значение в одинарные кавычки: ИМЯ='значение'",
  en: "Put the value into single quotes: NAME='value'",
};

const otherwise: Localized<string> = {
  ru: 'Возьмите значение в одинарные кавычки; если в нём есть и апостроф, положите его в файл и назовите файл: ИМЯ_FILE=путь',
  en: 'Put the value into single quotes; if it holds an apostrophe too, keep it in a file and name that: NAME_FILE=path',
};

const flaws = {
  noAssignment: flaw({
    ru: 'строка не вида ИМЯ=значение',
    fixRu: 'Исправьте её или начните с #',
    en: 'the line is not NAME=value',
    fixEn: 'Correct it or begin it with #',
  }),
  cutByHash: {
    problem: {
      ru: 'всё после # считается комментарием и пропало бы',
      en: 'all behind the # is a comment and would be lost',
    },
    fix: single,
  },
  onlyComment: flaw({
    ru: 'непонятно, # начинает комментарий или значение',
    fixRu: 'Комментарий перенесите на отдельную строку, значение возьмите в одинарные кавычки',
    en: 'it cannot be told whether the # begins a comment or the value',
    fixEn: 'Move a comment to a line of its own, put a value into single quotes',
  }),
  dollar: {
    problem: {
      ru: 'Docker Compose подставил бы вместо $… значение переменной',
      en: 'Docker Compose would put the value of a variable in place of $…',
    },
    fix: single,
  },
  unfolded: {
    problem: {
      ru: 'в двойных кавычках $ и \\ читаются по-разному',
      en: 'a $ or a \\ within double quotes is read in different ways',
    },
    fix: otherwise,
  },
  escape: flaw({
    ru: '\\ перед кавычкой читается по-разному',
    fixRu: 'Положите значение в файл и назовите файл: ИМЯ_FILE=путь',
    en: 'a \\ before a quote is read in different ways',
    fixEn: 'Keep the value in a file and name that: NAME_FILE=path',
  }),
  openQuote: flaw({
    ru: 'кавычка не закрыта в этой строке',
    fixRu: 'Закройте её; если кавычка – часть значения, возьмите значение в кавычки другого вида',
    en: 'the quote is not closed on this line',
    fixEn:
      'Close it; where the quote is part of the value, put the value into quotes of the other kind',
  }),
  behindQuote: {
    problem: {
      ru: 'после закрытой кавычки стоит что-то ещё',
      en: 'something stands behind the closed quote',
    },
    fix: otherwise,
  },
  backtick: {
    problem: {
      ru: 'обратные кавычки понимают не все',
      en: 'backticks are not understood by everybody',
    },
    fix: single,
  },
  loneReturn: {
    problem: loneReturn,
    fix: {
      ru: 'Сохраните файл с концами строк Windows (CRLF) или Unix (LF)',
      en: 'Save the file with the line ends of Windows (CRLF) or Unix (LF)',
    },
  },
  strangeCharacter: flaw({
    ru: 'в значении невидимый знак (неразрывный пробел или управляющий)',
    fixRu: 'Наберите значение заново',
    en: 'the value holds an invisible character (a no-break space, a control character)',
    fixEn: 'Type the value anew',
  }),
} satisfies Record<string, Flaw>;
