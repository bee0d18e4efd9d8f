import { errorKind, exitCode } from '../../app-error.ts';

const { usage, temporary } = exitCode;

/** What the disk under a store refuses. */
export const diskErrors = {
  full: (p: { file: string; free: number | null }) =>
    errorKind('STATE_DISK_FULL', temporary, true, {
      ru: `Запись в ${p.file} не удалась: диск полон${free(p.free, 'ru')}. Записанное раньше цело.`,
      ruHint:
        'Освободите место на этом диске и на диске временных файлов (TMPDIR), затем повторите команду: она продолжит с того же места, ничего не удвоив.',
      en: `Writing to ${p.file} failed: the disk is full${free(p.free, 'en')}. What was written before is whole.`,
      enHint:
        'Make room on this disk and on that of temporary files (TMPDIR), then run the command again: it goes on from there and doubles nothing.',
    }),
  io: (p: { file: string; free: number | null; errcode: number }) =>
    errorKind('STATE_DISK_FAILED', temporary, true, {
      ru: `Диск отказал при работе с ${p.file} (SQLite ${p.errcode}${free(p.free, 'ru')}).`,
      ruHint:
        'Проверьте диск и сетевую папку, если состояние на ней (лучше держать его на локальном диске). Затем: ident-amocrm state check.',
      en: `The disk failed at ${p.file} (SQLite ${p.errcode}${free(p.free, 'en')}).`,
      enHint:
        'Check the disk, and the network share if the state is on one (a local disk is better). Then: ident-amocrm state check.',
    }),
  notWritable: (p: { file: string }) =>
    errorKind('STATE_NOT_WRITABLE', usage, false, {
      ru: `В ${p.file} нельзя писать.`,
      ruHint:
        'Состоянию нужны права на запись в файл и в его папку (рядом возникают файлы -wal, -shm и замок). Отдайте папку тому, под кем работает программа: chown -R ПОЛЬЗОВАТЕЛЬ ПАПКА (в Docker это 10001); или диск подключён только для чтения. Само состояние цело.',
      en: `${p.file} cannot be written to.`,
      enHint:
        'The state needs the right to write to the file and to its folder (-wal, -shm and lock files come and go beside it). Give the folder to whom the program runs as: chown -R USER FOLDER (10001 in Docker); or the disk is mounted read-only. The state itself is whole.',
    }),
} as const;

const units = { ru: 'МБ', en: 'MB' };
const words = { ru: 'свободно', en: 'free:' };

function free(bytes: number | null, language: 'ru' | 'en'): string {
  if (bytes === null) return '';
  const megabytes = (bytes / 1_048_576).toFixed(bytes < 10_485_760 ? 1 : 0);
  return `, ${words[language]} ${megabytes} ${units[language]}`;
}
