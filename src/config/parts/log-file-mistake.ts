import { ConfigError } from '../mistake.ts';

/** The system's refusal to open LOG_FILE, as a mistake in that setting; null: it is something else. */
export function logFileMistake(error: unknown, file: string): ConfigError | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // A full disk or too many open files is nobody's mistake.
  if (!/^(EACCES|EPERM|EROFS|ENOENT|ENOTDIR|EISDIR|EEXIST|ENAMETOOLONG)$/.test(code)) return null;
  return new ConfigError([
    {
      name: 'LOG_FILE',
      value: file,
      problem: {
        ru: `в этот файл нельзя писать (${code})`,
        en: `this file cannot be written (${code})`,
      },
      fix: {
        ru: 'Исправьте путь или отдайте файл и его папку тому, под кем работает программа (Linux: sudo chown)',
        en: 'Correct the path, or give the file and its folder to whom the program runs as (Linux: sudo chown)',
      },
    },
  ]);
}
