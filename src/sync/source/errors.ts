import { errorKind, exitCode } from '../../app-error.ts';
import type { SourceIdentity } from '../../ident/sources/databases.ts';
import { passStopped } from '../errors.ts';
import { inBrackets, list } from '../name-list.ts';

const named = ({ name, number }: SourceIdentity): string => `«${name}» (${number})`;

/** Code of a source that waits for a person's word; it is not away. */
export const firstLoadWaits = 'FIRST_LOAD_WAITS';

/** When the database is another than before. */
export const sourceErrors = {
  identFieldsGone: (p: { names: readonly string[]; columns: readonly string[] }) =>
    errorKind('IDENT_FIELDS_GONE', exitCode.failed, false, {
      ru: `В базе IDENT больше нет столбцов, из которых читались: ${list(p.names)}${inBrackets(p.columns)}. ${passStopped.ru}`,
      ruHint:
        'Проверьте, не обновился ли IDENT и не урезаны ли права входа: ident-amocrm test-db. Следующий запуск продолжит без этих полей; их прежние значения в amoCRM останутся. Если столбец переименован, назовите новый в своём профиле (IDENT_PROFILE); если без него всё верно: ident-amocrm fields confirm КЛЮЧ.',
      en: `The IDENT database no longer has the columns of: ${list(p.names)}${inBrackets(p.columns)}. ${passStopped.en}`,
      enHint:
        "See whether IDENT was updated or the login's rights were cut: ident-amocrm test-db. The next run goes on without these fields; their values in amoCRM stay. Where a column was renamed, name the new one in a profile of your own (IDENT_PROFILE); where it is right without it: ident-amocrm fields confirm KEY.",
    }),
  firstLoadWaits: (source: SourceIdentity) =>
    errorKind(firstLoadWaits, exitCode.failed, true, {
      ru: `Пациентов источника ${named(source)} ещё никто не просил переносить. ${passStopped.ru}`,
      ruHint:
        'Посмотрите план и начните: кнопка «Начать» на странице «Подключение» или ident-amocrm sync.',
      en: `Nobody has asked yet for the patients of the source ${named(source)} to be carried over. ${passStopped.en}`,
      enHint:
        'Look at the plan and begin: the button "Begin" on the page Setup, or ident-amocrm sync.',
    }),
  sameDatabase: (p: { one: SourceIdentity; other: SourceIdentity; found: string }) =>
    errorKind('SOURCE_TWICE', exitCode.guard, false, {
      ru: `Источники ${named(p.one)} и ${named(p.other)} читают одну и ту же базу «${p.found}»: каждый пациент получил бы два контакта. Ничего не записано.`,
      ruHint: 'Проверьте DB_HOST и DB_NAME обоих источников; лишний уберите из настроек.',
      en: `The sources ${named(p.one)} and ${named(p.other)} read the same database "${p.found}": every patient would get two contacts. Nothing was written.`,
      enHint:
        'Check DB_HOST and DB_NAME of both sources; take the one that is not needed out of the settings.',
    }),
  numberChanged: (p: { source: SourceIdentity; known: number; found: string }) =>
    errorKind('SOURCE_NUMBER_CHANGED', exitCode.guard, false, {
      ru: `База «${p.found}» известна под номером ${p.known}, а источник ${named(p.source)} читает её под номером ${p.source.number}: её пациенты стали бы другими людьми. Ничего не записано.`,
      ruHint: `Верните источнику number: ${p.known}. Номер источника не меняют; порядок источников в файле ничего не значит.`,
      en: `The database "${p.found}" is known by the number ${p.known}, but the source ${named(p.source)} reads it under the number ${p.source.number}: its patients would become other people. Nothing was written.`,
      enHint: `Give the source its number back: ${p.known}. The number of a source is never changed; the order of sources in the file means nothing.`,
    }),
  sourceMissing: (p: { numbers: readonly number[] }) =>
    errorKind('SOURCE_MISSING', exitCode.guard, false, {
      ru: `В состоянии есть пациенты источников, которых нет в настройках: ${p.numbers.join(', ')}. Ничего не записано.`,
      ruHint:
        'Верните источник с этим номером в CONFIG_FILE. Если его база просто недоступна, он всё равно должен стоять в настройках: его пациенты будут ждать.',
      en: `The state has patients of sources that the settings do not name: ${p.numbers.join(', ')}. Nothing was written.`,
      enHint:
        'Put the source with this number back into CONFIG_FILE. Where its database is merely away, it has to stand in the settings all the same: its patients wait.',
    }),
  foreignSource: (p: { numbers: readonly number[]; contacts: number }) =>
    errorKind('SOURCE_FOREIGN', exitCode.guard, false, {
      ru: `В аккаунте есть контакты с ID пациентов источников, которых нет в настройках (номера: ${p.numbers.join(', ')}; контактов: ${p.contacts}). Похоже, этот аккаунт ведёт и другая установка. Ничего не записано.`,
      ruHint:
        'Остановите другую установку или добавьте её источники в CONFIG_FILE под их номерами: у аккаунта может быть только одна. Если контакты остались от прежней, очистите в них поле «ID пациента IDENT» или один раз: sync --deep --allow-mass-change N, где N не меньше числа контактов.',
      en: `The account has contacts with ids of patients of sources that the settings do not name (numbers: ${p.numbers.join(', ')}; contacts: ${p.contacts}). Another installation seems to write to this account. Nothing was written.`,
      enHint:
        'Stop the other installation, or add its sources to CONFIG_FILE under their numbers: an account can have but one. Where the contacts are left from a former one, empty their field "ID пациента IDENT", or once: sync --deep --allow-mass-change N, where N is not below the number of contacts.',
    }),
  sourceEmpty: (p: { source: SourceIdentity; gone: number; known: number }) =>
    errorKind('SOURCE_EMPTY', exitCode.guard, false, {
      ru: `Источник ${named(p.source)} больше не показывает ${p.gone} из ${p.known} своих пациентов: так выглядит пустая или чужая база. Из amoCRM ничего не убрано.`,
      ruHint: `Проверьте базу этого источника. Если пациентов удалили намеренно: sync --deep --source ${p.source.number} --allow-mass-change N, где N не меньше первого числа.`,
      en: `The source ${named(p.source)} no longer shows ${p.gone} of its ${p.known} patients: that is how an empty or wrong database looks. Nothing was taken out of amoCRM.`,
      enHint: `See to this source's database. If the patients were deleted on purpose: sync --deep --source ${p.source.number} --allow-mass-change N, where N is not below the first number.`,
    }),
  /** Without the names: of a sole proprietor it is a person's, and what ends a pass is written down. */
  branchUnknown: (p: { places: readonly number[] }) =>
    errorKind('BRANCH_UNKNOWN', exitCode.guard, false, {
      ru: `В IDENT нет филиалов с такими названиями, как в BRANCHES (по порядку: ${p.places.join(', ')}). Ничего не записано.`,
      ruHint:
        'Какие это названия и какие есть в IDENT, покажет ident-amocrm doctor. Впишите в BRANCHES как в IDENT.',
      en: `IDENT has no branches with names of BRANCHES (by their place there: ${p.places.join(', ')}). Nothing was written.`,
      enHint:
        'Which names these are, and which IDENT has, shows ident-amocrm doctor. Write them into BRANCHES as IDENT has them.',
    }),
  branchesUnreadable: () =>
    errorKind('BRANCHES_UNREADABLE', exitCode.guard, false, {
      ru: 'По базе IDENT больше не видно, в каком филиале приём, а в BRANCHES филиалы выбраны. Ничего не записано: иначе в amoCRM попали бы пациенты всех филиалов.',
      ruHint:
        'Проверьте, не обновился ли IDENT и не урезаны ли права входа на таблицы Receptions, Armchairs и OwnCompanies: ident-amocrm test-db. Если филиалы больше не нужно различать, уберите BRANCHES.',
      en: "IDENT's database no longer tells in which branch a reception is, and BRANCHES chooses some. Nothing was written: patients of all branches would have gone to amoCRM.",
      enHint:
        "See whether IDENT was updated, or the login's rights on Receptions, Armchairs and OwnCompanies were cut: ident-amocrm test-db. Where branches need not be told apart any more, take BRANCHES out.",
    }),
  foreignBranches: (p: { contacts: number }) =>
    errorKind('BRANCHES_FOREIGN', exitCode.guard, false, {
      ru: `В аккаунте есть контакты пациентов не из выбранных филиалов (BRANCHES), которых эта установка не записывала: ${p.contacts}. Похоже, этот аккаунт ведёт и другая установка, с другим выбором филиалов. Ничего не записано.`,
      ruHint:
        'У аккаунта может быть только одна установка: остановите другую и назовите в BRANCHES все филиалы. Если контакты остались от прежнего выбора или состояние потеряно, один раз: ident-amocrm sync --deep --allow-mass-change N, где N не меньше их числа: эти контакты останутся как есть.',
      en: `The account has contacts of patients who are not of the chosen branches (BRANCHES), and this installation did not write them: ${p.contacts}. Another installation with another choice of branches seems to write to this account. Nothing was written.`,
      enHint:
        'An account can have but one installation: stop the other one, and name all branches in BRANCHES. Where the contacts are left from a former choice, or the state was lost, once: ident-amocrm sync --deep --allow-mass-change N, where N is not below their number: these contacts stay as they are.',
    }),
  otherDatabase: (p: { known: string | null; found: string }) =>
    errorKind('OTHER_DATABASE', exitCode.guard, false, {
      ru:
        p.known === null
          ? `В состоянии есть связи с контактами, но не записано, какой базе оно принадлежит; подключена «${p.found}». Ничего не записано.`
          : `Состояние принадлежит базе «${p.known}», а подключена «${p.found}». Ничего не записано.`,
      ruHint:
        'Проверьте DB_HOST и DB_NAME. Если база переехала и это те же пациенты, запустите один раз: ident-amocrm sync --accept-database.',
      en:
        p.known === null
          ? `The state has links to contacts, but not the name of the database that it belongs to; "${p.found}" is connected. Nothing was written.`
          : `The state belongs to the database "${p.known}", but "${p.found}" is connected. Nothing was written.`,
      enHint:
        'Check DB_HOST and DB_NAME. If the database moved and has the same patients, run once: ident-amocrm sync --accept-database.',
    }),
} as const;
