import { AppError, type ErrorKind, exitCode } from '../../app-error.ts';
import type { Localized } from '../../language.ts';

/** The state store cannot be used as it is. */
export class StateError extends AppError {}

export const stateErrors = {
  keyMissing: (p: { state: string; keyFile: string }): ErrorKind => ({
    code: 'STATE_KEY_MISSING',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Состояние ${p.state} есть, а ключа к нему нет (${p.keyFile}).`,
      hint: 'Верните файл ключа из резервной копии или задайте STATE_KEY. Без ключа сохранённые хеши бесполезны; если ключ утрачен навсегда, уберите файл состояния: первая загрузка найдёт все контакты по ID пациента IDENT.',
    },
    en: {
      message: `The state ${p.state} is there, but its key is not (${p.keyFile}).`,
      hint: 'Restore the key file from a backup or set STATE_KEY. If the key is gone for good, move the state file away: a first load finds every contact again by its IDENT id.',
    },
  }),
  keyWrong: (p: { state: string; source: string }): ErrorKind => ({
    code: 'STATE_KEY_WRONG',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Ключ из ${p.source} не подходит к состоянию ${p.state}.`,
      hint: 'Состояние и его ключ хранятся и восстанавливаются вместе: верните тот ключ, с которым состояние создано.',
    },
    en: {
      message: `The key from ${p.source} does not fit the state ${p.state}.`,
      hint: 'State and key belong together: restore the key that the state was made with.',
    },
  }),
  keyWeak: (p: { source: string; problem: Localized<string> }): ErrorKind => ({
    code: 'STATE_KEY_WEAK',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Ключ состояния в ${p.source} ничего не защищает: ${p.problem.ru}.`,
      hint: 'Уберите этот файл: программа сделает надёжный ключ сама. Если состояние с этим ключом уже есть, уберите и его: первая загрузка найдёт все контакты по ID пациента IDENT.',
    },
    en: {
      message: `The key of the state in ${p.source} protects nothing: ${p.problem.en}.`,
      hint: 'Move that file away: the program makes a strong key by itself. If a state was made with this key, move it away too: a first load finds every contact by its IDENT id.',
    },
  }),
  notAState: (p: { state: string }): ErrorKind => ({
    code: 'STATE_UNREADABLE',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Файл состояния ${p.state} не читается: это не база состояния или он повреждён.`,
      hint: 'Проверьте STATE_URL и права на файл. Повреждённый файл уберите (не удаляйте) и восстановите копию; без копии первая загрузка найдёт все контакты заново.',
    },
    en: {
      message: `The state file ${p.state} cannot be read: not a state store, or damaged.`,
      hint: 'Check STATE_URL and the rights on the file. Move a damaged file away (do not delete it) and restore a backup; without one a first load finds every contact again.',
    },
  }),
  unusable: (p: { state: string; reason: string }): ErrorKind => ({
    code: 'STATE_UNUSABLE',
    exit: exitCode.temporary,
    retryable: true,
    ru: {
      message: `Файл состояния ${p.state} сейчас нельзя использовать: ${p.reason}.`,
      hint: 'Проверьте свободное место на диске, права на папку состояния и не держит ли файл другая программа (резервное копирование, антивирус). Само состояние не трогайте: оно цело.',
    },
    en: {
      message: `The state file ${p.state} cannot be used now: ${p.reason}.`,
      hint: 'Check the free space on the disk, the rights on the state folder, and whether another program (backup, antivirus) holds the file. Leave the state as it is: nothing is wrong with it.',
    },
  }),
  tokensUnreadable: (): ErrorKind => ({
    code: 'STATE_TOKENS_UNREADABLE',
    exit: exitCode.authorisation,
    retryable: false,
    ru: {
      message: 'Токены amoCRM в состоянии не расшифровываются его ключом.',
      hint: 'Верните состояние вместе с его ключом из одной копии (state restore) или выдайте доступ заново: вход по OAuth либо долгосрочный токен (AMOCRM_LONG_LIVED_TOKEN).',
    },
    en: {
      message: 'The amoCRM tokens in the state cannot be decrypted with its key.',
      hint: 'Restore the state and its key from one backup (state restore), or grant access anew: by OAuth, or with a long-lived token (AMOCRM_LONG_LIVED_TOKEN).',
    },
  }),
  replaced: (): ErrorKind => ({
    code: 'STATE_REPLACED',
    exit: exitCode.temporary,
    retryable: true,
    ru: {
      message: 'Состояние тем временем восстановлено из копии с другим ключом.',
      hint: 'Запустите команду ещё раз: она прочтёт новый ключ.',
    },
    en: {
      message: 'The state has meanwhile been restored from a backup with another key.',
      hint: 'Run the command again: it reads the new key.',
    },
  }),
  absent: (p: { state: string }): ErrorKind => ({
    code: 'STATE_ABSENT',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Состояния ${p.state} нет.`,
      hint: 'Проверьте STATE_URL и рабочую папку. Новая установка создаёт состояние при первой команде: fields create или sync.',
    },
    en: {
      message: `There is no state ${p.state}.`,
      hint: 'Check STATE_URL and the working folder. A new installation makes its state with the first command: fields create or sync.',
    },
  }),
  ofAnother: (p: { state: string; known: string; owner: string }): ErrorKind => ({
    code: 'STATE_OF_ANOTHER',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Состояние ${p.state} принадлежит установке «${p.known}», а это «${p.owner}». Ничего не прочитано и не записано.`,
      hint: 'Две установки на одном состоянии ведут чужой аккаунт. Дайте этой свою папку или том (в Docker: DOCKER_DATA_VOLUME, DOCKER_PROJECT). Установку переименовали или перенесли, и прежняя больше не запустится? Тогда: ident-amocrm state accept-owner, затем запустите службу заново.',
    },
    en: {
      message: `The state ${p.state} belongs to the installation “${p.known}”, and this is “${p.owner}”. Nothing was read or written.`,
      hint: "Two installations on one state work on somebody else's account. Give this one a folder or a volume of its own (in Docker: DOCKER_DATA_VOLUME, DOCKER_PROJECT). Was the installation renamed or moved, and will the former one never start again? Then: ident-amocrm state accept-owner, and start the service again.",
    },
  }),
  ownerUnnamed: (): ErrorKind => ({
    code: 'STATE_OWNER_UNNAMED',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: 'У этой установки нет имени: STATE_OWNER не задан.',
      hint: 'В Docker имя даёт compose.yaml (имя проекта). Без Docker задайте STATE_OWNER; без него состояние никому не принадлежит и проверять нечего.',
    },
    en: {
      message: 'This installation has no name: STATE_OWNER is not set.',
      hint: 'In Docker compose.yaml gives it (the name of the project). Without Docker set STATE_OWNER; without it a state belongs to nobody, and there is nothing to check.',
    },
  }),
  newer: (p: { state: string }): ErrorKind => ({
    code: 'STATE_NEWER',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Состояние ${p.state} создано более новой версией программы.`,
      hint: 'Установите версию не старее той, что работала с этим состоянием.',
    },
    en: {
      message: `The state ${p.state} was made by a newer version of this program.`,
      hint: 'Install a version at least as new as the one that worked on this state.',
    },
  }),
  older: (p: { state: string }): ErrorKind => ({
    code: 'STATE_OLDER',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Таблицы состояния ${p.state} сделаны более старой версией программы.`,
      hint: 'Выполните один раз на одной из машин: ident-amocrm fleet migrate.',
    },
    en: {
      message: `An older version of this program made the tables of the state ${p.state}.`,
      hint: 'Run once, on one of the machines: ident-amocrm fleet migrate.',
    },
  }),
  lockUseless: (p: { file: string }): ErrorKind => ({
    code: 'STATE_LOCK_USELESS',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Блокировка ${p.file} не действует: второй процесс получил её одновременно с нами. Ничего не записано.`,
      hint: 'Так ведут себя некоторые сетевые папки (SMB, NFS, облачные диски). Перенесите состояние и его ключ на локальный диск этого компьютера и укажите его в STATE_URL.',
    },
    en: {
      message: `The lock ${p.file} keeps nobody out: a second process got it while we held it. Nothing was written.`,
      hint: 'Some network folders behave like this (SMB, NFS, cloud drives). Move the state and its key to a local disk of this machine and name it in STATE_URL.',
    },
  }),
  lockUnproven: (p: { file: string; reason: string }): ErrorKind => ({
    code: 'STATE_LOCK_UNPROVEN',
    exit: exitCode.temporary,
    retryable: true,
    ru: {
      message: `Не удалось проверить, действует ли блокировка ${p.file}: проверочный процесс не ответил (${p.reason}). Ничего не записано.`,
      hint: 'Проверьте память и ограничения на число процессов (TasksMax, pids_limit) и повторите.',
    },
    en: {
      message: `Whether the lock ${p.file} keeps others out could not be found out: the process that tries it gave no answer (${p.reason}). Nothing was written.`,
      hint: 'Check memory and the limits on processes (TasksMax, pids_limit), and run again.',
    },
  }),
  lockLost: (p: { holder: string }): ErrorKind => ({
    code: 'STATE_LOCK_LOST',
    exit: exitCode.lock,
    retryable: true,
    ru: {
      message: `Блокировку прохода тем временем взял другой процесс: ${p.holder}. Этот проход закончен, больше он ничего не отправит.`,
      hint: 'С одним состоянием работает один компьютер, и состояние лежит на его локальном диске. Остановите второй процесс или дайте ему своё состояние (STATE_URL). Начатое доведёт до конца следующий проход.',
    },
    en: {
      message: `Another process has meanwhile taken the lock of the pass: ${p.holder}. This pass is over and sends nothing more.`,
      hint: 'One machine works on a state, and the state is on a local disk of it. Stop the other process, or give it a state of its own (STATE_URL). The next pass finishes what was begun.',
    },
  }),
  locked: (p: { holder: string }): ErrorKind => ({
    code: 'STATE_LOCKED',
    exit: exitCode.lock,
    retryable: true,
    ru: {
      message: `С этим аккаунтом сейчас работает другой процесс: ${p.holder}.`,
      hint: 'Дождитесь его окончания или запустите команду без --no-wait: она подождёт сама.',
    },
    en: {
      message: `Another process works on this account: ${p.holder}.`,
      hint: 'Wait for it to end, or run the command without --no-wait and it waits by itself.',
    },
  }),
} as const;
