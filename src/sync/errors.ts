import { AppError, type ErrorKind, exitCode } from '../app-error.ts';
import { contactFields } from '../contact/model/fields.ts';
import type { PatientId } from '../contact/model/patient.ts';
import type { Language } from '../language.ts';
import type { RuleChange } from './guard/rule-changes.ts';

/** A pass cannot begin or go on. */
export class SyncError extends AppError {}

/** A mass change, or a reading that cannot be trusted, was stopped before anything of it was written (I9). */
export class GuardError extends SyncError {
  /** Patients by category, ids only. */
  readonly patients: ReadonlyMap<string, readonly PatientId[]>;

  constructor(kind: ErrorKind, patients: ReadonlyMap<string, readonly PatientId[]> = new Map()) {
    super(kind);
    this.patients = patients;
  }
}

/** True wherever a pass stops: what it wrote before that, as an incremental one or in a batch before, stays. */
export const passStopped = {
  ru: 'Проход остановлен, дальше ничего не записано.',
  en: 'The pass was stopped; nothing was written after that.',
} as const;

export const syncErrors = {
  fieldsMissing: (p: { names: readonly string[] }): ErrorKind => ({
    code: 'FIELDS_MISSING',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `В amoCRM нет полей для пациентов: ${list(p.names)}.`,
      hint: 'Создайте их одной командой: ident-amocrm fields create (нужны права администратора).',
    },
    en: {
      message: `amoCRM lacks the fields for patients: ${list(p.names)}.`,
      hint: 'Create them with one command: ident-amocrm fields create (needs administrator rights).',
    },
  }),
  fieldsWrong: (p: { names: readonly string[] }): ErrorKind => ({
    code: 'FIELDS_WRONG',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Поля в amoCRM не подходят: ${list(p.names)}.`,
      hint: 'Подробности: ident-amocrm fields check. Одна команда добавит недостающее, чужих полей не трогая: ident-amocrm fields create (нужны права администратора).',
    },
    en: {
      message: `Fields in amoCRM do not fit: ${list(p.names)}.`,
      hint: "Details: ident-amocrm fields check. One command adds what is missing and leaves others' fields alone: ident-amocrm fields create (needs administrator rights).",
    },
  }),
  fieldRefused: (p: { name: string }): ErrorKind => ({
    code: 'FIELD_REFUSED',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `amoCRM не даёт создать поле «${p.name}», а без него не узнать, какой контакт чей.`,
      hint: 'Проверьте, не исчерпан ли предел полей контакта в тарифе amoCRM: удалите ненужные поля и повторите ident-amocrm fields create.',
    },
    en: {
      message: `amoCRM refuses to make the field "${p.name}", and without it no contact can be told to be a patient's.`,
      hint: "See whether the plan's limit of contact fields in amoCRM is reached: delete fields that nobody needs and run ident-amocrm fields create again.",
    },
  }),
  fieldsChanged: (p: { names: readonly string[] }): ErrorKind => ({
    code: 'FIELDS_CHANGED',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `Поля, которые были в amoCRM, исчезли или изменились: ${list(p.names)}. ${passStopped.ru}`,
      hint: 'Если поле удалили намеренно, выключите его (EXCLUDE_FIELDS); если нет, создайте заново: ident-amocrm fields create. Новое поле заполнится у всех пациентов.',
    },
    en: {
      message: `Fields that were in amoCRM are gone or changed: ${list(p.names)}. ${passStopped.en}`,
      hint: 'If a field was removed on purpose, switch it off (EXCLUDE_FIELDS); if not, make it anew: ident-amocrm fields create. A new field is filled for every patient.',
    },
  }),
  settingRefused: (p: { setting: string }): ErrorKind => ({
    code: 'SETTING_REFUSED',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `amoCRM не принимает то, что задано в ${p.setting}. За это никто из пациентов не отклонён.`,
      hint:
        p.setting === 'AMOCRM_RESPONSIBLE_USER_ID'
          ? 'Скорее всего, этот сотрудник удалён или отключён в amoCRM. Впишите ID действующего пользователя или уберите настройку, затем перезапустите службу.'
          : 'Проверьте теги в amoCRM (права на новые теги, их число и длину) и исправьте настройку, затем перезапустите службу.',
    },
    en: {
      message: `amoCRM does not accept what ${p.setting} says. No patient was rejected for it.`,
      hint:
        p.setting === 'AMOCRM_RESPONSIBLE_USER_ID'
          ? 'Most likely this user was deleted or switched off in amoCRM. Put in the id of an active user or remove the setting, then restart the service.'
          : "Look at amoCRM's tags (the right to add tags, their number and length) and correct the setting, then restart the service.",
    },
  }),
  identFieldsGone: (p: { names: readonly string[]; columns: readonly string[] }): ErrorKind => ({
    code: 'IDENT_FIELDS_GONE',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `В базе IDENT больше нет столбцов, из которых читались: ${list(p.names)}${inBrackets(p.columns)}. ${passStopped.ru}`,
      hint: 'Проверьте, не обновился ли IDENT и не урезаны ли права входа: ident-amocrm test-db. Следующий запуск продолжит без этих полей; их прежние значения в amoCRM останутся. Если столбец переименован, назовите новый в своём профиле (IDENT_PROFILE); если без него всё верно: ident-amocrm fields confirm КЛЮЧ.',
    },
    en: {
      message: `The IDENT database no longer has the columns of: ${list(p.names)}${inBrackets(p.columns)}. ${passStopped.en}`,
      hint: "See whether IDENT was updated or the login's rights were cut: ident-amocrm test-db. The next run goes on without these fields; their values in amoCRM stay. Where a column was renamed, name the new one in a profile of your own (IDENT_PROFILE); where it is right without it: ident-amocrm fields confirm KEY.",
    },
  }),
  otherDatabase: (p: { known: string | null; found: string }): ErrorKind => ({
    code: 'OTHER_DATABASE',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message:
        p.known === null
          ? `В состоянии есть связи с контактами, но не записано, какой базе оно принадлежит; подключена «${p.found}». Ничего не записано.`
          : `Состояние принадлежит базе «${p.known}», а подключена «${p.found}». Ничего не записано.`,
      hint: 'Проверьте DB_HOST и DB_NAME. Если база переехала и это те же пациенты, запустите один раз: ident-amocrm sync --accept-database.',
    },
    en: {
      message:
        p.known === null
          ? `The state has links to contacts, but not the name of the database that it belongs to; "${p.found}" is connected. Nothing was written.`
          : `The state belongs to the database "${p.known}", but "${p.found}" is connected. Nothing was written.`,
      hint: 'Check DB_HOST and DB_NAME. If the database moved and has the same patients, run once: ident-amocrm sync --accept-database.',
    },
  }),
  otherAccount: (p: { known: number; found: number }): ErrorKind => ({
    code: 'OTHER_ACCOUNT',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `Состояние принадлежит аккаунту amoCRM ${p.known}, а подключён ${p.found}. ${passStopped.ru}`,
      hint: 'Верните прежние AMOCRM_SUBDOMAIN и доступ или заведите для нового аккаунта своё состояние (STATE_URL). Если клиника перешла в новый аккаунт насовсем: ident-amocrm auth --accept-account.',
    },
    en: {
      message: `The state belongs to amoCRM account ${p.known}, but ${p.found} is connected. ${passStopped.en}`,
      hint: 'Restore the former AMOCRM_SUBDOMAIN and access, or keep a state of its own for the new account (STATE_URL). If the clinic has moved to the new account for good: ident-amocrm auth --accept-account.',
    },
  }),
  massChange: (p: {
    /** A kind whose limit is not the one that is told of all says its own. */
    kinds: readonly (readonly [kind: string, count: number, limit?: number])[];
    limit: number;
    patients: number;
  }): ErrorKind => ({
    code: 'MASS_CHANGE',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `Проход остановлен: слишком много изменений сразу (${kindList(p, 'ru')}; предел ${p.limit} из ${p.patients} пациентов). Ничего из этого не записано.`,
      hint: `${asksForDatabase(p) ? 'Та ли это база? Проверьте DB_HOST и DB_NAME' : 'Проверьте базу IDENT'}. Если так и должно быть, повторите команду один раз с --allow-mass-change N, где N не меньше наибольшего из этих чисел.`,
    },
    en: {
      message: `The pass was stopped: too many changes at once (${kindList(p, 'en')}; the limit is ${p.limit} of ${p.patients} patients). None of this was written.`,
      hint: `${asksForDatabase(p) ? 'Is this the right database? Check DB_HOST and DB_NAME' : 'Check the IDENT database'}. If this is right, run the command once more with --allow-mass-change N, where N is not below the largest of these numbers.`,
    },
  }),
  rulesChanged: (p: { changes: readonly RuleChange[] }): ErrorKind => ({
    code: 'RULES_CHANGED',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `Новая версия программы иначе читает ячейки IDENT. Изменятся: ${ruleList(p.changes, 'ru')}. Правку тех же полей в самой IDENT от этого сейчас не отличить. Ничего из этого не записано.`,
      hint: `Посмотрите, что изменится: ident-amocrm plan --deep --verbose. Если всё верно, один раз: ident-amocrm sync --deep --allow-mass-change ${mostChanged(p.changes)}. Больше об этой версии вопроса не будет.`,
    },
    en: {
      message: `This version of the program reads IDENT's cells by other rules. They change: ${ruleList(p.changes, 'en')}. An edit of the same fields in IDENT cannot be told from it now. None of this was written.`,
      hint: `See what would change: ident-amocrm plan --deep --verbose. If it is right, run once: ident-amocrm sync --deep --allow-mass-change ${mostChanged(p.changes)}. This version does not ask again.`,
    },
  }),
  readVoid: (p: { unseen: number; linked: number }): ErrorKind => ({
    code: 'CRM_READ_VOID',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `amoCRM не показал ${p.unseen} из ${p.linked} известных контактов: такому чтению нельзя верить. ${passStopped.ru}`,
      hint: 'Обычно у токена урезаны права на контакты, или контакты массово удалили. Проверьте права пользователя, выдавшего доступ; если удаление намеренное: sync --deep --allow-mass-change N.',
    },
    en: {
      message: `amoCRM did not show ${p.unseen} of ${p.linked} known contacts: such a reading cannot be trusted. ${passStopped.en}`,
      hint: "Usually the token's rights on contacts were cut, or contacts were deleted in bulk. Check the rights of the user who granted access; if the deletion was meant: sync --deep --allow-mass-change N.",
    },
  }),
  identityDisagrees: (p: { disagreeing: number; compared: number }): ErrorKind => ({
    code: 'IDENTITY_DISAGREES',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `ID пациентов IDENT найдены в контактах amoCRM, но люди там другие: ${p.disagreeing} из ${p.compared}. ${passStopped.ru}`,
      hint: 'Похоже, подключена база другой клиники или другой аккаунт amoCRM: проверьте DB_HOST, DB_NAME и аккаунт. Если всё верно: sync --deep --allow-mass-change N, где N не меньше первого числа; эти пациенты останутся ждать решения: rejected list.',
    },
    en: {
      message: `IDs of IDENT's patients were found in amoCRM's contacts, but the people there are others: ${p.disagreeing} of ${p.compared}. ${passStopped.en}`,
      hint: "It seems another clinic's database or another amoCRM account is connected: check DB_HOST, DB_NAME and the account. If all is right: sync --deep --allow-mass-change N, where N is not below the first number; these patients will wait for a decision: rejected list.",
    },
  }),
  crmMoving: (): ErrorKind => ({
    code: 'CRM_MOVING',
    exit: exitCode.temporary,
    retryable: true,
    ru: {
      message:
        'Список новых контактов в amoCRM меняется быстрее, чем читается: сейчас создавать контакты нельзя.',
      hint: 'Дождитесь конца массового удаления или слияния в amoCRM; следующий проход продолжит сам.',
    },
    en: {
      message:
        "amoCRM's list of new contacts changes faster than it can be read: nothing can be created now.",
      hint: 'Wait until the bulk deletion or merge in amoCRM is over; the next pass goes on by itself.',
    },
  }),
  patientUnknown: (p: { id: number }): ErrorKind => ({
    code: 'PATIENT_UNKNOWN',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `Пациента ${p.id} нет в базе IDENT.`,
      hint: 'Нужен Patients.ID_Persons, а не номер карты. Узнать его: SELECT TOP 5 ID_Persons FROM Patients.',
    },
    en: {
      message: `IDENT has no patient ${p.id}.`,
      hint: 'It takes Patients.ID_Persons, not the number of a card. To find one: SELECT TOP 5 ID_Persons FROM Patients.',
    },
  }),
  patientNotHeld: (p: { id: number }): ErrorKind => ({
    code: 'PATIENT_NOT_HELD',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `По пациенту ${p.id} решать нечего: его контакт не под вопросом.`,
      hint: 'Кто ждёт решения и почему: ident-amocrm rejected list (коды identity-changed, identity-disagrees, merged-on-create, id-unreadable, created-not-shown).',
    },
    en: {
      message: `There is nothing to decide of patient ${p.id}: their contact is not in question.`,
      hint: 'Who waits for a decision, and why: ident-amocrm rejected list (codes identity-changed, identity-disagrees, merged-on-create, id-unreadable, created-not-shown).',
    },
  }),
  patientForgotten: (p: { id: number }): ErrorKind => ({
    code: 'PATIENT_FORGOTTEN',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `Пациент ${p.id} забыт командой forget: он не синхронизируется.`,
      hint: `Вернуть его в синхронизацию: ident-amocrm forget --patient-id ${p.id} --undo`,
    },
    en: {
      message: `Patient ${p.id} was forgotten by command: it is not synced.`,
      hint: `Take it up again: ident-amocrm forget --patient-id ${p.id} --undo`,
    },
  }),
  forgetOtherPerson: (p: { id: number; contacts: readonly number[] }): ErrorKind => ({
    code: 'FORGET_OTHER_PERSON',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `Пациент ${p.id} не забыт: контакт (${p.contacts.join(', ')}) с его номером, похоже, другого человека, и тот лишился бы своих данных. Ничего не изменено.`,
      hint: `Другой человек: очистите в этом контакте поле «ID пациента IDENT» или выполните ident-amocrm rejected separate --patient-id ${p.id} и ident-amocrm sync. Тот же: ident-amocrm rejected retry --patient-id ${p.id} и ident-amocrm sync. Затем повторите.`,
    },
    en: {
      message: `Patient ${p.id} was not forgotten: the contact (${p.contacts.join(', ')}) with this number seems to be another person's, who would lose what is theirs. Nothing was changed.`,
      hint: `Another person: empty the field "ID пациента IDENT" in that contact, or run ident-amocrm rejected separate --patient-id ${p.id} and ident-amocrm sync. The same one: ident-amocrm rejected retry --patient-id ${p.id} and ident-amocrm sync. Then repeat.`,
    },
  }),
  forgetIncomplete: (p: { id: number; contacts: readonly number[] }): ErrorKind => ({
    code: 'FORGET_INCOMPLETE',
    exit: exitCode.failed,
    retryable: true,
    ru: {
      message: `Пациент ${p.id} больше не синхронизируется, но очистить удалось не всё: контакты ${p.contacts.join(', ')}.`,
      hint: 'Повторите команду. Если не поможет, очистите поля IDENT в этих контактах вручную и повторите ещё раз.',
    },
    en: {
      message: `Patient ${p.id} is not synced any more, but not everything could be cleared: contacts ${p.contacts.join(', ')}.`,
      hint: 'Run the command again. If that does not help, clear the IDENT fields of these contacts by hand and run it once more.',
    },
  }),
  deepPassFirst: (): ErrorKind => ({
    code: 'DEEP_PASS_FIRST',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message:
        'Сначала нужна полная сверка: какие контакты есть в amoCRM, после восстановления, потери состояния или смены базы знает только она.',
      hint: 'Запустите её: ident-amocrm sync. Она найдёт контакты, о которых состояние не знает, и ничего не удвоит.',
    },
    en: {
      message:
        'First everything has to be compared: which contacts amoCRM has, after a restore, a lost state or a change of database, only that tells.',
      hint: 'Run it: ident-amocrm sync. It finds the contacts that the state does not know and doubles nothing.',
    },
  }),
  fieldOn: (p: { key: string; name: string }): ErrorKind => ({
    code: 'FIELD_ON',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Поле «${p.name}» включено: следующий проход заполнил бы его снова.`,
      hint: `Сначала выключите его: EXCLUDE_FIELDS=${p.key} (через запятую с остальными), затем повторите.`,
    },
    en: {
      message: `The field "${p.name}" is switched on: the next pass would fill it again.`,
      hint: `Switch it off first: EXCLUDE_FIELDS=${p.key} (by comma with the others), then repeat.`,
    },
  }),
  fieldUnknown: (p: { key: string; known: readonly string[] }): ErrorKind => ({
    code: 'FIELD_UNKNOWN',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Поля «${p.key}» в справочнике нет.`,
      hint: `Ключи полей: ${p.known.join(', ')}.`,
    },
    en: {
      message: `The catalogue has no field "${p.key}".`,
      hint: `Field keys: ${p.known.join(', ')}.`,
    },
  }),
} as const;

const inBrackets = (names: readonly string[]): string =>
  names.length > 0 ? ` (${list(names)})` : '';

const list = (names: readonly string[]): string =>
  names.length > 6 ? `${names.slice(0, 6).join(', ')} … (${names.length})` : names.join(', ');

const guardedKinds: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  ru: {
    removed: 'исчезли из IDENT',
    'identity-changed': 'под тем же номером другой человек',
    'identity-disagrees': 'их ID стоит в контакте другого человека',
    're-created': 'создаются заново',
    relinked: 'переходят к контакту, с которым объединён их прежний',
    overwritten: 'имя или телефоны заменяются целиком',
    'same-name': 'у разных пациентов становится одно имя',
    'same-phone': 'у разных пациентов становится один телефон',
    unseen: 'контакты не видны',
  },
  en: {
    removed: 'vanished from IDENT',
    'identity-changed': 'another person under the same number',
    'identity-disagrees': "their id stands in another person's contact",
    're-created': 'made anew',
    relinked: 'linked to the contact that theirs was merged into',
    overwritten: 'name or phones are replaced as a whole',
    'same-name': 'different patients get one same name',
    'same-phone': 'different patients get one same phone',
    unseen: 'contacts not seen',
  },
};

const ownWords: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  name: { ru: 'Имя', en: 'Name' },
  phones: { ru: 'Телефоны', en: 'Phones' },
  emails: { ru: 'E-mail', en: 'E-mails' },
};

/** An item of a contact by the name that people see. */
const itemText = (item: string, language: Language): string =>
  ownWords[item]?.[language] ?? contactFields.find(({ key }) => key === item)?.name ?? item;

const mostChanged = (changes: readonly RuleChange[]): number =>
  Math.max(0, ...changes.map(({ changed }) => changed));

/** Item by item: how many contacts hold it now, and will; for how many it changes. */
export const ruleText = (
  { item, before, after, changed }: RuleChange,
  language: Language,
): string =>
  language === 'ru'
    ? `${itemText(item, language)}: сейчас у ${before}, станет у ${after}, меняется у ${changed}`
    : `${itemText(item, language)}: now ${before} have it, then ${after}, ${changed} change`;

const ruleList = (changes: readonly RuleChange[], language: Language): string =>
  changes.map((change) => ruleText(change, language)).join('; ');

/** What a guarded change means to a person; `cleared:inn` names its field by the key. */
export function guardedKindText(kind: string, language: Language): string {
  const key = /^cleared:(.+)$/.exec(kind)?.[1];
  const rule = /^rule:(.+)$/.exec(kind)?.[1];
  if (rule !== undefined) return itemText(rule, language);
  if (key !== undefined) return language === 'ru' ? `очищается ${key}` : `${key} is emptied`;
  return guardedKinds[language][kind] ?? kind;
}

/** Half of the known patients gone, or changed into others, at once: rather another database than another clinic. */
const asksForDatabase = ({
  kinds,
  patients,
}: Pick<KindList, 'kinds'> & { readonly patients: number }): boolean =>
  kinds.some(
    ([kind, count]) => (kind === 'removed' || kind === 'identity-changed') && count * 2 >= patients,
  );

interface KindList {
  readonly kinds: readonly (readonly [kind: string, count: number, limit?: number])[];
  readonly limit: number;
}

const kindList = ({ kinds, limit: common }: KindList, language: Language): string =>
  kinds
    .map(([kind, count, limit = common]) => {
      const own = language === 'ru' ? `предел ${limit}` : `limit ${limit}`;
      return `${guardedKindText(kind, language)}: ${count}${limit === common ? '' : ` (${own})`}`;
    })
    .join(', ');
