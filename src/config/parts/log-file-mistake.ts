import { systemCode } from '../file/text-file.ts';
import { ConfigError, mistake } from '../mistake.ts';

/** The system's refusal to open LOG_FILE, as a mistake in that setting; null: it is something else. */
export function logFileMistake(error: unknown, file: string): ConfigError | null {
  const code = systemCode(error);
  // A full disk or too many open files is nobody's mistake.
  if (!/^(EACCES|EPERM|EROFS|ENOENT|ENOTDIR|EISDIR|EEXIST|ENAMETOOLONG)$/.test(code)) return null;
  return new ConfigError([
    mistake({
      name: 'LOG_FILE',
      value: file,
      ru: `в этот файл нельзя писать (${code})`,
      fixRu:
        'Исправьте путь или отдайте файл и его папку тому, под кем работает программа (Linux: sudo chown)',
      en: `this file cannot be written (${code})`,
      fixEn:
        'Correct the path, or give the file and its folder to whom the program runs as (Linux: sudo chown)',
    }),
  ]);
}
