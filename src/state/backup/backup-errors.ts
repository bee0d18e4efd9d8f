import { errorKind, exitCode } from '../../app-error.ts';

const { usage } = exitCode;

/** Why a state is not backed up, or a backup not restored; nothing was changed in any of these cases. */
export const backupErrors = {
  targetExists: (p: { file: string }) =>
    errorKind('BACKUP_EXISTS', usage, false, {
      ru: `Файл ${p.file} уже есть: копия не перезаписывает ничего.`,
      ruHint: 'Укажите новое имя, например с датой.',
      en: `The file ${p.file} is there already: a backup overwrites nothing.`,
      enHint: 'Give a new name, one with the date for example.',
    }),
  absent: (p: { file: string }) =>
    errorKind('BACKUP_ABSENT', usage, false, {
      ru: `Копии ${p.file} нет.`,
      ruHint: 'Проверьте путь: --from FILE, рядом лежит ключ FILE.key.',
      en: `There is no backup ${p.file}.`,
      enHint: 'Check the path: --from FILE, with its key FILE.key beside it.',
    }),
  damaged: (p: { file: string }) =>
    errorKind('BACKUP_DAMAGED', usage, false, {
      ru: `Копия ${p.file} повреждена. Состояние не тронуто.`,
      ruHint:
        'Возьмите другую копию. Если другой нет, уберите состояние: первая загрузка найдёт все контакты по ID пациента IDENT и ничего не удвоит.',
      en: `The backup ${p.file} is damaged. The state was not touched.`,
      enHint:
        'Take another one. If there is none, move the state away: a first load finds every contact by its IDENT id and doubles nothing.',
    }),
  notAState: (p: { file: string }) =>
    errorKind('BACKUP_NOT_A_STATE', usage, false, {
      ru: `${p.file} — не копия состояния. Состояние не тронуто.`,
      ruHint: 'Копию делает команда: ident-amocrm state backup --to FILE.',
      en: `${p.file} is no backup of a state. The state was not touched.`,
      enHint: 'A backup is made by: ident-amocrm state backup --to FILE.',
    }),
  keyMissing: (p: { file: string; keyFile: string }) =>
    errorKind('BACKUP_KEY_MISSING', usage, false, {
      ru: `Ключа к копии ${p.file} нет (${p.keyFile}). Состояние не тронуто.`,
      ruHint: 'Положите рядом с копией ключ, который сделан вместе с ней.',
      en: `The key of the backup ${p.file} is missing (${p.keyFile}). The state was not touched.`,
      enHint: 'Put the key that was made with the backup beside it.',
    }),
  keyGiven: (p: { file: string }) =>
    errorKind('BACKUP_KEY_DIFFERS', usage, false, {
      ru: `У копии ${p.file} другой ключ, чем задан в STATE_KEY. Состояние не тронуто.`,
      ruHint:
        'Задайте в STATE_KEY ключ из файла рядом с копией или уберите STATE_KEY: тогда ключ будет записан в файл рядом с состоянием.',
      en: `The backup ${p.file} has another key than STATE_KEY gives. The state was not touched.`,
      enHint:
        'Set STATE_KEY to the key in the file beside the backup, or take STATE_KEY out: the key is then kept in a file beside the state.',
    }),
  keyOfAnother: (p: { file: string; state: string; keyFile: string }) =>
    errorKind('BACKUP_KEY_DIFFERS', usage, false, {
      ru: `Состояние повреждено (${p.state}) и не говорит, чьё оно, а ключ рядом с ним (${p.keyFile}) не от копии ${p.file}: она может быть от другой клиники. Состояние не тронуто.`,
      ruHint:
        'Проверьте копию и STATE_URL. Если копия от этой клиники, уберите тот ключ в сторону (не удаляйте) и повторите команду.',
      en: `The state is damaged (${p.state}) and does not tell whose it is, and the key beside it (${p.keyFile}) is not that of the backup ${p.file}: this may be another clinic's. The state was not touched.`,
      enHint:
        'Check the backup and STATE_URL. If the backup is of this clinic, move that key away (do not delete it) and run the command again.',
    }),
  otherAccount: (p: { file: string; known: number; found: number }) =>
    errorKind('BACKUP_OTHER_ACCOUNT', usage, false, {
      ru: `Копия ${p.file} — от аккаунта amoCRM ${p.found}, а состояние — от аккаунта ${p.known}. Состояние не тронуто.`,
      ruHint: 'Проверьте копию и STATE_URL. Для другого аккаунта нужно другое состояние.',
      en: `The backup ${p.file} is of the amoCRM account ${p.found}, the state of account ${p.known}. The state was not touched.`,
      enHint: 'Check the backup and STATE_URL. Another account needs another state.',
    }),
} as const;
