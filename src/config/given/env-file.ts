import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Localized } from '../../language.ts';
import type { Mistake } from '../mistake.ts';
import { parseEnvLine } from './env-line.ts';
import { isForeign } from './unknown-names.ts';

interface EnvFile {
  readonly values: Readonly<Record<string, string>>;
  readonly mistakes: readonly Mistake[];
}

/** Whether a `.env` is not there, or has nothing in it but comments and empty values. */
export function setsNothing(path: string): boolean {
  const { values, mistakes } = readEnvFile(path, true);
  return mistakes.length === 0 && Object.values(values).every((value) => value === '');
}

/**
 * Reads a `.env`. What Docker Compose or we would read otherwise than it was meant, or than the other, is a mistake,
 * told by its line.
 *
 * @param isOptional whether it may be absent: `.env` may, a file that was named may not.
 */
export function readEnvFile(path: string, isOptional: boolean): EnvFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
    if (code === 'ENOENT') return absent(path, isOptional);
    return refused(path, unreadable(code));
  }
  if (isUtf16(bytes)) return refused(path, encoded('UTF-16'));
  try {
    // The decoder takes the byte order mark that Notepad writes away.
    return parsed(path, new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refused(path, encoded('windows-1251?'));
  }
}

function parsed(path: string, content: string): EnvFile {
  const values: Record<string, string> = {};
  const mistakes: Mistake[] = [];
  /** Where each name has a value. */
  const lines = new Map<string, number>();
  for (const [index, text] of content.split(/\r\n|\n/).entries()) {
    const line = parseEnvLine(text);
    if (line.kind === 'assignment') {
      const before = lines.get(line.name);
      const isOther = before !== undefined && line.value !== '' && line.value !== values[line.name];
      // Of two different values the last one would hold, and whoever corrects the first would wonder.
      if (isOther && !isForeign(line.name)) {
        mistakes.push({ name: `${path}:${index + 1}`, ...givenTwice(line.name, before) });
      }
      values[line.name] = line.value;
      if (line.value !== '') lines.set(line.name, index + 1);
    }
    if (line.kind === 'flaw') mistakes.push({ name: `${path}:${index + 1}`, ...line.flaw });
  }
  return { values, mistakes };
}

const givenTwice = (name: string, line: number): Flaw => ({
  problem: {
    ru: `${name} уже задано в строке ${line}, с другим значением`,
    en: `${name} has another value in line ${line} already`,
  },
  fix: { ru: 'Оставьте одну из этих строк', en: 'Keep one of these lines' },
});

/** Windows hides the `.txt` that Notepad adds. */
function absent(path: string, isOptional: boolean): EnvFile {
  const disguised = `${path}.txt`;
  if (existsSync(disguised)) {
    const [from, to] = [basename(disguised), basename(path)];
    return refused(path, {
      problem: { ru: `вместо файла есть ${from}`, en: `${from} is there instead` },
      fix: {
        ru: `Переименуйте ${from} в ${to} (в проводнике включите показ расширений имён файлов)`,
        en: `Rename ${from} to ${to} (let the Explorer show file name extensions)`,
      },
    });
  }
  if (isOptional) return { values: {}, mistakes: [] };
  return refused(path, {
    problem: { ru: 'такого файла нет (ENOENT)', en: 'there is no such file (ENOENT)' },
    fix: {
      ru: 'Проверьте путь за --settings или создайте файл по образцу .env_example',
      en: 'Check the path behind --settings, or make the file from .env_example',
    },
  });
}

type Flaw = { readonly problem: Localized<string>; readonly fix: Localized<string> };

const refused = (path: string, flaw: Flaw): EnvFile => ({
  values: {},
  mistakes: [{ name: path, hidesOthers: true, ...flaw }],
});

const unreadable = (code: string): Flaw => ({
  problem: { ru: `файл не читается (${code})`, en: `the file cannot be read (${code})` },
  fix: { ru: 'Проверьте путь и права', en: 'Check the path and the permissions' },
});

/** As Windows PowerShell's `>` and Notepad's «Unicode» write: by its mark, or by the zeros between Latin letters. */
function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  return (
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || bytes.includes(0)
  );
}

const encoded = (encoding: string): Flaw => ({
  problem: {
    ru: `файл не в кодировке UTF-8 (${encoding})`,
    en: `the file is not UTF-8 (${encoding})`,
  },
  fix: {
    ru: 'Сохраните его в UTF-8 (Блокнот: «Сохранить как» – Кодировка)',
    en: 'Save it as UTF-8 (Notepad: Save As, Encoding)',
  },
});
