import { type ErrorKind, exitCode } from '../../app-error.ts';
import type { SourceIdentity } from '../../ident/sources/databases.ts';
import { passStopped } from '../errors.ts';
import { inBrackets, list } from '../name-list.ts';

const named = ({ name, number }: SourceIdentity): string => `«${name}» (${number})`;

/** Code of a source that waits for a person's word; it is not away. */
export const firstLoadWaits = 'FIRST_LOAD_WAITS';

/** When the database is another than before. */
export const sourceErrors = {
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
  firstLoadWaits: (source: SourceIdentity): ErrorKind => ({
    code: firstLoadWaits,
    exit: exitCode.failed,
    retryable: true,
    ru: {
      message: `Пациентов источника ${named(source)} ещё никто не просил переносить. ${passStopped.ru}`,
      hint: 'Посмотрите план и начните: кнопка «Начать» на странице «Подключение» или ident-amocrm sync.',
    },
    en: {
      message: `Nobody has asked yet for the patients of the source ${named(source)} to be carried over. ${passStopped.en}`,
      hint: 'Look at the plan and begin: the button "Begin" on the page Setup, or ident-amocrm sync.',
    },
  }),
  sameDatabase: (p: { one: SourceIdentity; other: SourceIdentity; found: string }): ErrorKind => ({
    code: 'SOURCE_TWICE',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `Источники ${named(p.one)} и ${named(p.other)} читают одну и ту же базу «${p.found}»: каждый пациент получил бы два контакта. Ничего не записано.`,
      hint: 'Проверьте DB_HOST и DB_NAME обоих источников; лишний уберите из настроек.',
    },
    en: {
      message: `The sources ${named(p.one)} and ${named(p.other)} read the same database "${p.found}": every patient would get two contacts. Nothing was written.`,
      hint: 'Check DB_HOST and DB_NAME of both sources; take the one that is not needed out of the settings.',
    },
  }),
  numberChanged: (p: { source: SourceIdentity; known: number; found: string }): ErrorKind => ({
    code: 'SOURCE_NUMBER_CHANGED',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `База «${p.found}» известна под номером ${p.known}, а источник ${named(p.source)} читает её под номером ${p.source.number}: её пациенты стали бы другими людьми. Ничего не записано.`,
      hint: `Верните источнику number: ${p.known}. Номер источника не меняют; порядок источников в файле ничего не значит.`,
    },
    en: {
      message: `The database "${p.found}" is known by the number ${p.known}, but the source ${named(p.source)} reads it under the number ${p.source.number}: its patients would become other people. Nothing was written.`,
      hint: `Give the source its number back: ${p.known}. The number of a source is never changed; the order of sources in the file means nothing.`,
    },
  }),
  sourceMissing: (p: { numbers: readonly number[] }): ErrorKind => ({
    code: 'SOURCE_MISSING',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `В состоянии есть пациенты источников, которых нет в настройках: ${p.numbers.join(', ')}. Ничего не записано.`,
      hint: 'Верните источник с этим номером в CONFIG_FILE. Если его база просто недоступна, он всё равно должен стоять в настройках: его пациенты будут ждать.',
    },
    en: {
      message: `The state has patients of sources that the settings do not name: ${p.numbers.join(', ')}. Nothing was written.`,
      hint: 'Put the source with this number back into CONFIG_FILE. Where its database is merely away, it has to stand in the settings all the same: its patients wait.',
    },
  }),
  foreignSource: (p: { numbers: readonly number[]; contacts: number }): ErrorKind => ({
    code: 'SOURCE_FOREIGN',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `В аккаунте есть контакты с ID пациентов источников, которых нет в настройках (номера: ${p.numbers.join(', ')}; контактов: ${p.contacts}). Похоже, этот аккаунт ведёт и другая установка. Ничего не записано.`,
      hint: 'Остановите другую установку или добавьте её источники в CONFIG_FILE под их номерами: у аккаунта может быть только одна. Если контакты остались от прежней, очистите в них поле «ID пациента IDENT» или один раз: sync --deep --allow-mass-change N, где N не меньше числа контактов.',
    },
    en: {
      message: `The account has contacts with ids of patients of sources that the settings do not name (numbers: ${p.numbers.join(', ')}; contacts: ${p.contacts}). Another installation seems to write to this account. Nothing was written.`,
      hint: 'Stop the other installation, or add its sources to CONFIG_FILE under their numbers: an account can have but one. Where the contacts are left from a former one, empty their field "ID пациента IDENT", or once: sync --deep --allow-mass-change N, where N is not below the number of contacts.',
    },
  }),
  sourceEmpty: (p: { source: SourceIdentity; gone: number; known: number }): ErrorKind => ({
    code: 'SOURCE_EMPTY',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `Источник ${named(p.source)} больше не показывает ${p.gone} из ${p.known} своих пациентов: так выглядит пустая или чужая база. Из amoCRM ничего не убрано.`,
      hint: `Проверьте базу этого источника. Если пациентов удалили намеренно: sync --deep --source ${p.source.number} --allow-mass-change N, где N не меньше первого числа.`,
    },
    en: {
      message: `The source ${named(p.source)} no longer shows ${p.gone} of its ${p.known} patients: that is how an empty or wrong database looks. Nothing was taken out of amoCRM.`,
      hint: `See to this source's database. If the patients were deleted on purpose: sync --deep --source ${p.source.number} --allow-mass-change N, where N is not below the first number.`,
    },
  }),
  /** Without the names: of a sole proprietor it is a person's, and what ends a pass is written down. */
  branchUnknown: (p: { places: readonly number[] }): ErrorKind => ({
    code: 'BRANCH_UNKNOWN',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `В IDENT нет филиалов с такими названиями, как в BRANCHES (по порядку: ${p.places.join(', ')}). Ничего не записано.`,
      hint: 'Какие это названия и какие есть в IDENT, покажет ident-amocrm doctor. Впишите в BRANCHES как в IDENT.',
    },
    en: {
      message: `IDENT has no branches with names of BRANCHES (by their place there: ${p.places.join(', ')}). Nothing was written.`,
      hint: 'Which names these are, and which IDENT has, shows ident-amocrm doctor. Write them into BRANCHES as IDENT has them.',
    },
  }),
  branchesUnreadable: (): ErrorKind => ({
    code: 'BRANCHES_UNREADABLE',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message:
        'По базе IDENT больше не видно, в каком филиале приём, а в BRANCHES филиалы выбраны. Ничего не записано: иначе в amoCRM попали бы пациенты всех филиалов.',
      hint: 'Проверьте, не обновился ли IDENT и не урезаны ли права входа на таблицы Receptions, Armchairs и OwnCompanies: ident-amocrm test-db. Если филиалы больше не нужно различать, уберите BRANCHES.',
    },
    en: {
      message:
        "IDENT's database no longer tells in which branch a reception is, and BRANCHES chooses some. Nothing was written: patients of all branches would have gone to amoCRM.",
      hint: "See whether IDENT was updated, or the login's rights on Receptions, Armchairs and OwnCompanies were cut: ident-amocrm test-db. Where branches need not be told apart any more, take BRANCHES out.",
    },
  }),
  foreignBranches: (p: { contacts: number }): ErrorKind => ({
    code: 'BRANCHES_FOREIGN',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `В аккаунте есть контакты пациентов не из выбранных филиалов (BRANCHES), которых эта установка не записывала: ${p.contacts}. Похоже, этот аккаунт ведёт и другая установка, с другим выбором филиалов. Ничего не записано.`,
      hint: 'У аккаунта может быть только одна установка: остановите другую и назовите в BRANCHES все филиалы. Если контакты остались от прежнего выбора или состояние потеряно, один раз: ident-amocrm sync --deep --allow-mass-change N, где N не меньше их числа: эти контакты останутся как есть.',
    },
    en: {
      message: `The account has contacts of patients who are not of the chosen branches (BRANCHES), and this installation did not write them: ${p.contacts}. Another installation with another choice of branches seems to write to this account. Nothing was written.`,
      hint: 'An account can have but one installation: stop the other one, and name all branches in BRANCHES. Where the contacts are left from a former choice, or the state was lost, once: ident-amocrm sync --deep --allow-mass-change N, where N is not below their number: these contacts stay as they are.',
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
} as const;
