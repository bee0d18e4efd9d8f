import type { Language, Localized } from '../language.ts';
import { builtInUser } from '../roles.ts';

/** What people do, as the log of actions calls it; a word that is not here is another version's. */
const words: Readonly<Record<string, Localized<string>>> = {
  'sign-in': { ru: 'вход', en: 'sign-in' },
  'sign-in-link': { ru: 'вход по одноразовой ссылке', en: 'sign-in by the one-time link' },
  'sign-in-proxy': { ru: 'вход через прокси', en: 'signed in through the proxy' },
  'sign-in-failed': { ru: 'неудачный вход', en: 'failed sign-in' },
  'sign-out': { ru: 'выход', en: 'sign-out' },
  'set-password': { ru: 'пароль панели', en: "the page's password" },
  'remove-password': { ru: 'снятие пароля панели', en: "the page's password taken away" },
  'add-user': { ru: 'новый пользователь', en: 'a new user' },
  'set-user-password': { ru: 'пароль пользователя', en: "a user's password" },
  'set-user-role': { ru: 'роль пользователя', en: "a user's role" },
  'remove-user': { ru: 'удаление пользователя', en: 'a user removed' },
  'save-settings': { ru: 'настройки подключения', en: 'settings of the connection' },
  reveal: { ru: 'показ личных данных', en: 'personal data shown' },
  'reveal-plan': {
    ru: 'показ личных данных в плане, пациентов:',
    en: 'personal data shown in a plan, patients:',
  },
  'export-cohort': { ru: 'таблица записей за период', en: 'table of bookings of a period' },
  'reveal-visits': {
    ru: 'показ имён на странице визитов, за день',
    en: 'names shown on the page of visits, of the day',
  },
  'reveal-patient-visits': {
    ru: 'показ врачей и сумм визитов пациента',
    en: "doctors and sums of a patient's visits shown",
  },
  'export-rejected': { ru: 'файл отклонённых, строк:', en: 'file of the rejected, rows:' },
  'export-report': { ru: 'файл отчёта о проходе', en: 'file of the report on pass' },
  search: { ru: 'поиск по имени или телефону, найдено', en: 'search by name or phone, found' },
  'test-alerts': { ru: 'проверка оповещений', en: 'test of the alerts' },
  pause: { ru: 'пауза', en: 'pause' },
  resume: { ru: 'продолжение', en: 'resume' },
  start: { ru: 'начало первой загрузки', en: 'first load begun' },
  sync: { ru: 'проход командой', en: 'pass by a command' },
  'run-now': { ru: 'проход по просьбе', en: 'pass asked for' },
  retry: { ru: 'повтор отклонённых', en: 'rejected rows retried' },
  separate: {
    ru: 'отделение пациента от чужого контакта',
    en: "patient separated from another person's contact",
  },
  'sync-patient': { ru: 'перенос пациента', en: 'patient synced' },
  forget: { ru: 'забыть пациента', en: 'patient forgotten' },
  'forget-undo': { ru: 'снова переносить пациента', en: 'patient carried over again' },
  'create-fields': { ru: 'создание полей', en: 'fields created' },
  'set-up-visits': { ru: 'воронка и поля визитов', en: 'pipeline and fields of visits' },
  'sync-visits': { ru: 'сделки визитов', en: 'deals of visits' },
  'clear-field': { ru: 'очистка поля у всех', en: 'field cleared for all' },
  'confirm-field': { ru: 'подтверждение источника поля', en: "field's source confirmed" },
  'authorise-begin': { ru: 'начало подключения amoCRM', en: 'connecting amoCRM begun' },
  authorise: { ru: 'подключение amoCRM', en: 'amoCRM connected' },
  'change-account': { ru: 'смена аккаунта amoCRM', en: 'amoCRM account changed' },
  'backup-state': { ru: 'копия состояния', en: 'state backed up' },
  'restore-state': { ru: 'восстановление состояния из копии', en: 'state restored from a backup' },
  'accept-owner': {
    ru: 'состояние принято этой установкой',
    en: 'state accepted by this installation',
  },
  'migrate-state': { ru: 'перенос состояния в другое место', en: 'state moved to another place' },
};

export const actionNames = (language: Language): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(words).map(([action, said]) => [action, said[language]]));

/** Who did it, as people know them: whoever has the password of all has no name of their own. */
export const doerName = (who: string, language: Language): string =>
  who === builtInUser ? { ru: 'общий вход', en: 'shared sign-in' }[language] : who;

/** What passes were asked with, as the log of actions keeps it: `deep allow-mass-change=7`. */
const asked: readonly (readonly [RegExp, Localized<string>])[] = [
  [/^deep\b/, { ru: 'полная сверка', en: 'deep' }],
  [/^incremental\b/, { ru: 'изменения', en: 'changes' }],
  [/(^| )limit=(\d+)/, { ru: '$1не больше $2', en: '$1no more than $2' }],
  [/ ?allow-mass-change=(\d+)/, { ru: ', разрешено изменений: $1', en: ', changes allowed: $1' }],
  [/ ?accept-database/, { ru: ', база признана', en: ', database accepted' }],
  [/ ?source=/, { ru: ', база ', en: ', database ' }],
];

/** Whom or what it was done to, in words. */
export function actionSubject(
  { action, subject }: { readonly action: string; readonly subject: string | null },
  language: Language,
): string {
  if (subject === null) return '';
  if (!['sync', 'run-now', 'clear-field'].includes(action)) return subject;
  return asked
    .reduce((text, [pattern, words]) => text.replace(pattern, words[language]), subject)
    .replace(/^, /, '');
}
