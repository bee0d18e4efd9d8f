import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Diagnosis, ok, problem, skipped, warning } from '../../diagnosis.ts';

/** Files that hold secrets: the settings, the state and its key. What cannot be looked at from here is said so. */
export function checkFiles(
  secret: readonly string[],
  /** Windows keeps access lists instead of modes: `mode` says nothing there. */
  platform: NodeJS.Platform,
): readonly Diagnosis[] {
  const there = secret.filter((file) => existsSync(file));
  if (platform === 'win32') return there.map(notLookedAt);
  const open = there.filter((file) => isOpenToOthers(file));
  if (open.length > 0) return open.map(openToOthers);
  const names = there.map((file) => basename(file)).join(', ');
  return there.length === 0
    ? [
        skipped('files', {
          ru: 'не проверено: отсюда не видно ни одного файла с секретами',
          en: 'not checked: no file with secrets can be seen from here',
        }),
      ]
    : [ok('files', { ru: `закрыты от других: ${names}`, en: `closed to others: ${names}` })];
}

const notLookedAt = (file: string): Diagnosis => ({
  ...skipped('files', {
    ru: `${file}: не проверено, списки доступа Windows отсюда не читаются`,
    en: `${file}: not checked, access lists of Windows are not read from here`,
  }),
  command: `icacls "${file}"`,
});

const openToOthers = (file: string): Diagnosis =>
  warning('files', {
    code: 'DOCTOR_FILE_OPEN',
    found: {
      ru: `${file} могут прочесть другие пользователи этого компьютера`,
      en: `${file} can be read by other users of this computer`,
    },
    advice: { ru: 'Закройте файл от других', en: 'Close it to others' },
    // What root keeps for a service's group must stay readable to that.
    command: `chmod ${statSync(file).uid === process.getuid?.() ? '600' : '640'} ${file}`,
  });

/** A group of our own is nobody else: root:ident-amocrm 0640 is how a service gets its settings. */
function isOpenToOthers(file: string): boolean {
  const { mode, gid } = statSync(file);
  return (mode & 0o007) !== 0 || ((mode & 0o070) !== 0 && gid !== process.getgid?.());
}

const megabyte = 1_048_576;

/** Where the state grows: the folder that is there, or the one that will hold it. */
export function checkDisk(stateFile: string): Diagnosis {
  let folder = dirname(stateFile);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return problem('disk', {
      code: 'STATE_NOT_WRITABLE',
      found: { ru: `в ${folder} нельзя писать`, en: `${folder} cannot be written to` },
      advice: {
        ru: 'Дайте пользователю службы право записи или укажите другую папку (STATE_URL)',
        en: "Give the service's user the right to write, or name another folder (STATE_URL)",
      },
    });
  }
  const { bavail, bsize } = statfsSync(folder);
  return judgeSpace(folder, Math.floor((bavail * bsize) / megabyte));
}

export function judgeSpace(folder: string, freeMb: number): Diagnosis {
  const found = { ru: `${folder}: свободно ${freeMb} МБ`, en: `${folder}: ${freeMb} MB free` };
  const flaw = {
    code: 'DOCTOR_DISK_LOW',
    found,
    advice: {
      ru: 'Освободите место: без него состояние не записать, и синхронизация остановится',
      en: 'Make room: without it the state cannot be written, and the sync stops',
    },
  };
  if (freeMb < 100) return problem('disk', flaw);
  return freeMb < 1024 ? warning('disk', flaw) : ok('disk', found);
}
