import { attention, done, type FindingMeaning } from './finding-meaning.ts';

/** What a pass finds of whole contacts and their patients. */
export const ofContacts = {
  orphan: attention({
    ru: 'Контакт с ID пациента, которого в IDENT нет',
    ruAdvice: 'Проверьте, тот ли это аккаунт и та ли база',
    en: 'A contact with the id of a patient that IDENT has not',
    enAdvice: 'Check whether this is the right account and the right database',
  }),
  duplicate: attention({
    ru: 'Один пациент в нескольких контактах',
    ruAdvice:
      'Объедините их в amoCRM, если это один человек; если нет, сотрите ID пациента IDENT в чужом контакте',
    en: 'One patient in several contacts',
    enAdvice:
      "Merge them in amoCRM if it is one person; if not, empty the IDENT id in the other person's contact",
  }),
  'duplicate-other': attention({
    ru: 'ID пациента стоит и в контакте, где человек, похоже, другой',
    ruAdvice:
      'Не объединяйте: сотрите в нём ID пациента IDENT. Если человек всё же тот же, исправьте его имя, дату рождения или телефон. Пациент среди отклонённых: решите там',
    en: "A patient's id stands in a contact of what seems to be another person as well",
    enAdvice:
      'Do not merge: empty the IDENT id in it. If it is the same person after all, correct the name, birthday or phone there. A patient among the rejected: decide there',
  }),
  'source-double': attention({
    ru: 'Возможно, один человек в базах двух источников: имя, дата рождения и телефон те же',
    ruAdvice:
      'У каждого источника свой контакт, и так и должно быть: не объединяйте их, контакт ведёт одного пациента',
    en: 'Perhaps one person in the databases of two sources: same name, birthday and phone',
    enAdvice:
      'Each source has its own contact, and so it has to be: do not merge them, a contact carries one patient',
  }),
  'ident-double': attention({
    ru: 'Возможно, один человек в IDENT под двумя номерами: имя, дата рождения и телефон те же',
    ruAdvice: 'Если карту завели заново, объедините карты в IDENT, затем контакты в amoCRM',
    en: 'Perhaps one person in IDENT under two numbers: same name, birthday and phone',
    enAdvice: 'If the card was made anew, merge the cards in IDENT, then the contacts in amoCRM',
  }),
  'possible-double': attention({
    ru: 'Похожий контакт с тем же телефоном',
    ruAdvice: 'Сравните и при необходимости объедините',
    en: 'A similar contact has the same phone',
    enAdvice: 'Compare, and merge if need be',
  }),
  missing: attention({
    ru: 'Контакт удалён из amoCRM',
    ruAdvice:
      'Восстановите его из корзины, если он нужен; чтобы такие создавались заново, POLICY_MISSING=repair',
    en: 'The contact was deleted in amoCRM',
    enAdvice:
      'Restore it from the trash if it is needed; to have such made anew: POLICY_MISSING=repair',
  }),
  're-created': done({
    ru: 'Контакт был удалён из amoCRM: создан новый',
    ruAdvice: 'Если прежний восстановят из корзины, объедините их',
    en: 'The contact was deleted in amoCRM: a new one was made',
    enAdvice: 'If the former one is restored from the trash, merge them',
  }),
  merged: done({
    ru: 'Контакт объединили в amoCRM: пациент привязан к оставшемуся',
    en: 'The contact was merged in amoCRM: the patient is linked to the one that is left',
  }),
  'merged-left': attention({
    ru: 'Контакт объединили в amoCRM: пациент к оставшемуся не привязан',
    ruAdvice: 'Чтобы такие привязывались, POLICY_MERGED=repair',
    en: 'The contact was merged in amoCRM: the patient is not linked to the one that is left',
    enAdvice: 'To have such linked: POLICY_MERGED=repair',
  }),
  relinked: done({
    ru: 'Контакт найден по ID пациента и привязан',
    en: "The contact was found by the patient's id and linked",
  }),
  adopted: done({
    ru: 'Использован контакт, который уже был в amoCRM',
    en: 'A contact that was in amoCRM already is used',
  }),
  removed: done({
    ru: 'Пациента в IDENT больше нет: статус контакта теперь «Удален»',
    en: 'The patient is no more in IDENT: the contact says so now',
  }),
  forgotten: attention({
    ru: 'Контакт пациента, который в списке «не переносить»: оставлен как есть',
    ruAdvice: 'Повторите forget, если поля IDENT в нём нужно очистить',
    en: 'A contact of a patient on the do-not-sync list: left as it is',
    enAdvice: 'Run forget again if its IDENT fields have to be cleared',
  }),
  'found-after-unknown': done({
    ru: 'Ответ amoCRM потерялся, но контакт создан: найден и привязан',
    en: "amoCRM's answer was lost, but the contact exists: found and linked",
  }),
} as const satisfies Readonly<Record<string, FindingMeaning>>;
