import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Mistake } from './mistake.ts';

export interface EnvFile {
  readonly values: Readonly<Record<string, string>>;
  readonly mistakes: readonly Mistake[];
}

const assignment = /^\s*(?:export\s+)?[\w.-]+\s*=\s*(.*)$/;

/**
 * Reads a `.env`. What `util.parseEnv` would drop without a word (a line that is no assignment, the rest of a
 * password behind a `#`) is a mistake here.
 *
 * @param isOptional whether it may be absent: `.env` may, a file that was named may not.
 */
export function readEnvFile(path: string, isOptional: boolean): EnvFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
    return code === 'ENOENT' && isOptional
      ? { values: {}, mistakes: [] }
      : { values: {}, mistakes: [unreadable(path, code)] };
  }
  let content: string;
  try {
    // The decoder takes the byte order mark that Notepad writes away.
    content = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    return { values: {}, mistakes: [notUtf8(path)] };
  }
  const mistakes = suspiciousLines(content, path);
  const values = Object.entries(parseEnv(content)).filter((entry) => entry[1] !== undefined);
  return { values: Object.fromEntries(values) as Record<string, string>, mistakes };
}

function suspiciousLines(content: string, path: string): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  let openQuote: string | null = null;
  for (const [index, line] of content.split('\n').entries()) {
    if (openQuote !== null) {
      if (line.includes(openQuote)) openQuote = null;
      continue;
    }
    if (/^\s*(#|$)/.test(line)) continue;
    const value = assignment.exec(line)?.[1];
    if (value === undefined) {
      mistakes.push(noAssignment(path, index + 1));
      continue;
    }
    const quote = /^["'`]/.exec(value)?.[0];
    if (quote !== undefined) openQuote = value.indexOf(quote, 1) === -1 ? quote : null;
    else if (/\S#/.test(value.replace(/\s#.*$/, ''))) mistakes.push(cutByHash(path, index + 1));
  }
  return mistakes;
}

function unreadable(path: string, code: string): Mistake {
  return {
    name: path,
    problem: { ru: `файл не читается (${code})`, en: `the file cannot be read (${code})` },
    fix: { ru: 'Проверьте путь и права', en: 'Check the path and the permissions' },
  };
}

function notUtf8(path: string): Mistake {
  return {
    name: path,
    problem: { ru: 'файл не в кодировке UTF-8', en: 'the file is not UTF-8' },
    fix: { ru: 'Сохраните его в UTF-8', en: 'Save it as UTF-8' },
  };
}

function noAssignment(path: string, line: number): Mistake {
  return {
    name: `${path}:${line}`,
    problem: { ru: 'строка не вида ИМЯ=значение', en: 'the line is not NAME=value' },
    fix: { ru: 'Исправьте её или начните с #', en: 'Correct it or begin it with #' },
  };
}

/** The value is not shown: it may well be a password. */
function cutByHash(path: string, line: number): Mistake {
  return {
    name: `${path}:${line}`,
    problem: {
      ru: 'всё после # считается комментарием и пропало бы',
      en: 'all behind the # is a comment and would be lost',
    },
    fix: {
      ru: "Возьмите значение в одинарные кавычки: ИМЯ='зна#чение'",
      en: "Put the value into single quotes: NAME='va#lue'",
    },
  };
}
