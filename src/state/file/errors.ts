import { AppError, errorKind, exitCode } from '../../app-error.ts';
import type { Localized } from '../../language.ts';

const { usage, temporary, authorisation, lock } = exitCode;

/** The state store cannot be used as it is. */
export class StateError extends AppError {}

export const stateErrors = {
  keyMissing: (p: { state: string; keyFile: string }) =>
    errorKind('STATE_KEY_MISSING', usage, false, {
      ru: `Состояние ${p.state} есть, а ключа к нему нет (${p.keyFile}).`,
      ruHint:
        'Верните файл ключа из резервной копии или задайте STATE_KEY. Без ключа сохранённые хеши бесполезны; если ключ утрачен навсегда, уберите файл состояния: первая загрузка найдёт все контакты по ID пациента IDENT.',
      en: `The state ${p.state} is there, but its key is not (${p.keyFile}).`,
      enHint:
        'Restore the key file from a backup or set STATE_KEY. If the key is gone for good, move the state file away: a first load finds every contact again by its IDENT id.',
    }),
  keyWrong: (p: { state: string; source: string }) =>
    errorKind('STATE_KEY_WRONG', usage, false, {
      ru: `Ключ из ${p.source} не подходит к состоянию ${p.state}.`,
      ruHint:
        'Состояние и его ключ хранятся и восстанавливаются вместе: верните тот ключ, с которым состояние создано.',
      en: `The key from ${p.source} does not fit the state ${p.state}.`,
      enHint: 'State and key belong together: restore the key that the state was made with.',
    }),
  keyWeak: (p: { source: string; problem: Localized<string> }) =>
    errorKind('STATE_KEY_WEAK', usage, false, {
      ru: `Ключ состояния в ${p.source} ничего не защищает: ${p.problem.ru}.`,
      ruHint:
        'Уберите этот файл: программа сделает надёжный ключ сама. Если состояние с этим ключом уже есть, уберите и его: первая загрузка найдёт все контакты по ID пациента IDENT.',
      en: `The key of the state in ${p.source} protects nothing: ${p.problem.en}.`,
      enHint:
        'Move that file away: the program makes a strong key by itself. If a state was made with this key, move it away too: a first load finds every contact by its IDENT id.',
    }),
  notAState: (p: { state: string }) =>
    errorKind('STATE_UNREADABLE', usage, false, {
      ru: `Файл состояния ${p.state} не читается: это не база состояния или он повреждён.`,
      ruHint:
        'Проверьте STATE_URL и права на файл. Повреждённый файл уберите (не удаляйте) и восстановите копию; без копии первая загрузка найдёт все контакты заново.',
      en: `The state file ${p.state} cannot be read: not a state store, or damaged.`,
      enHint:
        'Check STATE_URL and the rights on the file. Move a damaged file away (do not delete it) and restore a backup; without one a first load finds every contact again.',
    }),
  unusable: (p: { state: string; reason: string }) =>
    errorKind('STATE_UNUSABLE', temporary, true, {
      ru: `Файл состояния ${p.state} сейчас нельзя использовать: ${p.reason}.`,
      ruHint:
        'Проверьте свободное место на диске, права на папку состояния и не держит ли файл другая программа (резервное копирование, антивирус). Само состояние не трогайте: оно цело.',
      en: `The state file ${p.state} cannot be used now: ${p.reason}.`,
      enHint:
        'Check the free space on the disk, the rights on the state folder, and whether another program (backup, antivirus) holds the file. Leave the state as it is: nothing is wrong with it.',
    }),
  tokensUnreadable: () =>
    errorKind('STATE_TOKENS_UNREADABLE', authorisation, false, {
      ru: 'Токены amoCRM в состоянии не расшифровываются его ключом.',
      ruHint:
        'Верните состояние вместе с его ключом из одной копии (state restore) или выдайте доступ заново: вход по OAuth либо долгосрочный токен (AMOCRM_LONG_LIVED_TOKEN).',
      en: 'The amoCRM tokens in the state cannot be decrypted with its key.',
      enHint:
        'Restore the state and its key from one backup (state restore), or grant access anew: by OAuth, or with a long-lived token (AMOCRM_LONG_LIVED_TOKEN).',
    }),
  replaced: () =>
    errorKind('STATE_REPLACED', temporary, true, {
      ru: 'Состояние тем временем восстановлено из копии с другим ключом.',
      ruHint: 'Запустите команду ещё раз: она прочтёт новый ключ.',
      en: 'The state has meanwhile been restored from a backup with another key.',
      enHint: 'Run the command again: it reads the new key.',
    }),
  absent: (p: { state: string }) =>
    errorKind('STATE_ABSENT', usage, false, {
      ru: `Состояния ${p.state} нет.`,
      ruHint:
        'Проверьте STATE_URL и рабочую папку. Новая установка создаёт состояние при первой команде: fields create или sync.',
      en: `There is no state ${p.state}.`,
      enHint:
        'Check STATE_URL and the working folder. A new installation makes its state with the first command: fields create or sync.',
    }),
  ofAnother: (p: { state: string; known: string; owner: string }) =>
    errorKind('STATE_OF_ANOTHER', usage, false, {
      ru: `Состояние ${p.state} принадлежит установке «${p.known}», а это «${p.owner}». Ничего не прочитано и не записано.`,
      ruHint:
        'Две установки на одном состоянии ведут чужой аккаунт. Дайте этой свою папку или том (в Docker: DOCKER_DATA_VOLUME, DOCKER_PROJECT). Установку переименовали или перенесли, и прежняя больше не запустится? Тогда: ident-amocrm state accept-owner, затем запустите службу заново.',
      en: `The state ${p.state} belongs to the installation “${p.known}”, and this is “${p.owner}”. Nothing was read or written.`,
      enHint:
        "Two installations on one state work on somebody else's account. Give this one a folder or a volume of its own (in Docker: DOCKER_DATA_VOLUME, DOCKER_PROJECT). Was the installation renamed or moved, and will the former one never start again? Then: ident-amocrm state accept-owner, and start the service again.",
    }),
  ownerUnnamed: () =>
    errorKind('STATE_OWNER_UNNAMED', usage, false, {
      ru: 'У этой установки нет имени: STATE_OWNER не задан.',
      ruHint:
        'В Docker имя даёт compose.yaml (имя проекта). Без Docker задайте STATE_OWNER; без него состояние никому не принадлежит и проверять нечего.',
      en: 'This installation has no name: STATE_OWNER is not set.',
      enHint:
        'In Docker compose.yaml gives it (the name of the project). Without Docker set STATE_OWNER; without it a state belongs to nobody, and there is nothing to check.',
    }),
  newer: (p: { state: string }) =>
    errorKind('STATE_NEWER', usage, false, {
      ru: `Состояние ${p.state} создано более новой версией программы.`,
      ruHint: 'Установите версию не старее той, что работала с этим состоянием.',
      en: `The state ${p.state} was made by a newer version of this program.`,
      enHint: 'Install a version at least as new as the one that worked on this state.',
    }),
  older: (p: { state: string }) =>
    errorKind('STATE_OLDER', usage, false, {
      ru: `Таблицы состояния ${p.state} сделаны более старой версией программы.`,
      ruHint: 'Выполните один раз на одной из машин: ident-amocrm fleet migrate.',
      en: `An older version of this program made the tables of the state ${p.state}.`,
      enHint: 'Run once, on one of the machines: ident-amocrm fleet migrate.',
    }),
  lockUseless: (p: { file: string }) =>
    errorKind('STATE_LOCK_USELESS', usage, false, {
      ru: `Блокировка ${p.file} не действует: второй процесс получил её одновременно с нами. Ничего не записано.`,
      ruHint:
        'Так ведут себя некоторые сетевые папки (SMB, NFS, облачные диски). Перенесите состояние и его ключ на локальный диск этого компьютера и укажите его в STATE_URL.',
      en: `The lock ${p.file} keeps nobody out: a second process got it while we held it. Nothing was written.`,
      enHint:
        'Some network folders behave like this (SMB, NFS, cloud drives). Move the state and its key to a local disk of this machine and name it in STATE_URL.',
    }),
  lockUnproven: (p: { file: string; reason: string }) =>
    errorKind('STATE_LOCK_UNPROVEN', temporary, true, {
      ru: `Не удалось проверить, действует ли блокировка ${p.file}: проверочный процесс не ответил (${p.reason}). Ничего не записано.`,
      ruHint:
        'Проверьте память и ограничения на число процессов (TasksMax, pids_limit) и повторите.',
      en: `Whether the lock ${p.file} keeps others out could not be found out: the process that tries it gave no answer (${p.reason}). Nothing was written.`,
      enHint: 'Check memory and the limits on processes (TasksMax, pids_limit), and run again.',
    }),
  lockLost: (p: { holder: string }) =>
    errorKind('STATE_LOCK_LOST', lock, true, {
      ru: `Блокировку прохода тем временем взял другой процесс: ${p.holder}. Этот проход закончен, больше он ничего не отправит.`,
      ruHint:
        'С одним состоянием работает один компьютер, и состояние лежит на его локальном диске. Остановите второй процесс или дайте ему своё состояние (STATE_URL). Начатое доведёт до конца следующий проход.',
      en: `Another process has meanwhile taken the lock of the pass: ${p.holder}. This pass is over and sends nothing more.`,
      enHint:
        'One machine works on a state, and the state is on a local disk of it. Stop the other process, or give it a state of its own (STATE_URL). The next pass finishes what was begun.',
    }),
  locked: (p: { holder: string }) =>
    errorKind('STATE_LOCKED', lock, true, {
      ru: `С этим аккаунтом сейчас работает другой процесс: ${p.holder}.`,
      ruHint: 'Дождитесь его окончания или запустите команду без --no-wait: она подождёт сама.',
      en: `Another process works on this account: ${p.holder}.`,
      enHint: 'Wait for it to end, or run the command without --no-wait and it waits by itself.',
    }),
} as const;
