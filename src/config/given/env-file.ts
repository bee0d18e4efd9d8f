import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { readUtf8 } from '../file/text-file.ts';
import { type Flaw, flaw, type Mistake } from '../mistake.ts';
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
  const file = readUtf8(path);
  if ('text' in file) return parsed(path, file.text);
  const { code, problem, fix } = file;
  return code === 'ENOENT' ? absent(path, isOptional) : refused(path, { problem, fix });
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

const givenTwice = (name: string, line: number): Flaw =>
  flaw({
    ru: `${name} уже задано в строке ${line}, с другим значением`,
    fixRu: 'Оставьте одну из этих строк',
    en: `${name} has another value in line ${line} already`,
    fixEn: 'Keep one of these lines',
  });

/** Windows hides the `.txt` that Notepad adds. */
function absent(path: string, isOptional: boolean): EnvFile {
  const disguised = `${path}.txt`;
  if (existsSync(disguised)) {
    const [from, to] = [basename(disguised), basename(path)];
    return refused(
      path,
      flaw({
        ru: `вместо файла есть ${from}`,
        fixRu: `Переименуйте ${from} в ${to} (в проводнике включите показ расширений имён файлов)`,
        en: `${from} is there instead`,
        fixEn: `Rename ${from} to ${to} (let the Explorer show file name extensions)`,
      }),
    );
  }
  if (isOptional) return { values: {}, mistakes: [] };
  return refused(
    path,
    flaw({
      ru: 'такого файла нет (ENOENT)',
      fixRu: 'Проверьте путь за --settings или создайте файл по образцу .env_example',
      en: 'there is no such file (ENOENT)',
      fixEn: 'Check the path behind --settings, or make the file from .env_example',
    }),
  );
}

const refused = (path: string, flaw: Flaw): EnvFile => ({
  values: {},
  mistakes: [{ name: path, hidesOthers: true, ...flaw }],
});
