import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { both } from '../../language.ts';
import { type Diagnosis, ok, problem, warning } from '../diagnosis.ts';

/** Files that hold secrets: the settings, the state and its key. */
export function checkFiles(
  secret: readonly string[],
  /** Windows keeps access lists instead of modes: `mode` says nothing there. */
  platform: NodeJS.Platform,
): readonly Diagnosis[] {
  const there = secret.filter((file) => existsSync(file));
  const open = platform === 'win32' ? [] : there.filter((file) => isOpenToOthers(file));
  if (open.length === 0) {
    return [ok('files', { ru: 'секреты закрыты от других', en: 'secrets are closed to others' })];
  }
  return open.map((file) =>
    warning('files', {
      code: 'DOCTOR_FILE_OPEN',
      found: {
        ru: `${file} может прочесть любой пользователь этого компьютера`,
        en: `${file} can be read by every user of this computer`,
      },
      advice: { ru: 'Закройте файл от других', en: 'Close it to others' },
      command: `chmod 600 ${file}`,
    }),
  );
}

const isOpenToOthers = (file: string): boolean => (statSync(file).mode & 0o077) !== 0;

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
  const found = both((language) =>
    language === 'ru' ? `${folder}: свободно ${freeMb} МБ` : `${folder}: ${freeMb} MB free`,
  );
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
