import type { FindingMeaning } from './finding-meaning.ts';

/** What a pass finds of whole contacts and their patients. */
export const ofContacts = {
  orphan: {
    severity: 'attention',
    ru: {
      label: 'Контакт с ID пациента, которого в IDENT нет',
      advice: 'Проверьте, тот ли это аккаунт и та ли база',
    },
    en: {
      label: 'A contact with the id of a patient that IDENT has not',
      advice: 'Check whether this is the right account and the right database',
    },
  },
  duplicate: {
    severity: 'attention',
    ru: {
      label: 'Один пациент в нескольких контактах',
      advice:
        'Объедините их в amoCRM, если это один человек; если нет, сотрите ID пациента IDENT в чужом контакте',
    },
    en: {
      label: 'One patient in several contacts',
      advice:
        "Merge them in amoCRM if it is one person; if not, empty the IDENT id in the other person's contact",
    },
  },
  'duplicate-other': {
    severity: 'attention',
    ru: {
      label: 'ID пациента стоит и в контакте, где человек, похоже, другой',
      advice:
        'Не объединяйте: сотрите в нём ID пациента IDENT. Если человек всё же тот же, исправьте его имя, дату рождения или телефон. Пациент среди отклонённых: решите там',
    },
    en: {
      label: "A patient's id stands in a contact of what seems to be another person as well",
      advice:
        'Do not merge: empty the IDENT id in it. If it is the same person after all, correct the name, birthday or phone there. A patient among the rejected: decide there',
    },
  },
  'source-double': {
    severity: 'attention',
    ru: {
      label: 'Возможно, один человек в базах двух источников: имя, дата рождения и телефон те же',
      advice:
        'У каждого источника свой контакт, и так и должно быть: не объединяйте их, контакт ведёт одного пациента',
    },
    en: {
      label: 'Perhaps one person in the databases of two sources: same name, birthday and phone',
      advice:
        'Each source has its own contact, and so it has to be: do not merge them, a contact carries one patient',
    },
  },
  'ident-double': {
    severity: 'attention',
    ru: {
      label:
        'Возможно, один человек в IDENT под двумя номерами: имя, дата рождения и телефон те же',
      advice: 'Если карту завели заново, объедините карты в IDENT, затем контакты в amoCRM',
    },
    en: {
      label: 'Perhaps one person in IDENT under two numbers: same name, birthday and phone',
      advice: 'If the card was made anew, merge the cards in IDENT, then the contacts in amoCRM',
    },
  },
  'possible-double': {
    severity: 'attention',
    ru: {
      label: 'Похожий контакт с тем же телефоном',
      advice: 'Сравните и при необходимости объедините',
    },
    en: {
      label: 'A similar contact has the same phone',
      advice: 'Compare, and merge if need be',
    },
  },
  missing: {
    severity: 'attention',
    ru: {
      label: 'Контакт удалён из amoCRM',
      advice:
        'Восстановите его из корзины, если он нужен; чтобы такие создавались заново, POLICY_MISSING=repair',
    },
    en: {
      label: 'The contact was deleted in amoCRM',
      advice:
        'Restore it from the trash if it is needed; to have such made anew: POLICY_MISSING=repair',
    },
  },
  're-created': {
    severity: 'done',
    ru: {
      label: 'Контакт был удалён из amoCRM: создан новый',
      advice: 'Если прежний восстановят из корзины, объедините их',
    },
    en: {
      label: 'The contact was deleted in amoCRM: a new one was made',
      advice: 'If the former one is restored from the trash, merge them',
    },
  },
  merged: {
    severity: 'done',
    ru: { label: 'Контакт объединили в amoCRM: пациент привязан к оставшемуся', advice: '' },
    en: {
      label: 'The contact was merged in amoCRM: the patient is linked to the one that is left',
      advice: '',
    },
  },
  'merged-left': {
    severity: 'attention',
    ru: {
      label: 'Контакт объединили в amoCRM: пациент к оставшемуся не привязан',
      advice: 'Чтобы такие привязывались, POLICY_MERGED=repair',
    },
    en: {
      label: 'The contact was merged in amoCRM: the patient is not linked to the one that is left',
      advice: 'To have such linked: POLICY_MERGED=repair',
    },
  },
  relinked: {
    severity: 'done',
    ru: { label: 'Контакт найден по ID пациента и привязан', advice: '' },
    en: { label: "The contact was found by the patient's id and linked", advice: '' },
  },
  adopted: {
    severity: 'done',
    ru: { label: 'Использован контакт, который уже был в amoCRM', advice: '' },
    en: { label: 'A contact that was in amoCRM already is used', advice: '' },
  },
  removed: {
    severity: 'done',
    ru: { label: 'Пациента в IDENT больше нет: статус контакта теперь «Удален»', advice: '' },
    en: { label: 'The patient is no more in IDENT: the contact says so now', advice: '' },
  },
  forgotten: {
    severity: 'attention',
    ru: {
      label: 'Контакт пациента, который в списке «не переносить»: оставлен как есть',
      advice: 'Повторите forget, если поля IDENT в нём нужно очистить',
    },
    en: {
      label: 'A contact of a patient on the do-not-sync list: left as it is',
      advice: 'Run forget again if its IDENT fields have to be cleared',
    },
  },
  'found-after-unknown': {
    severity: 'done',
    ru: { label: 'Ответ amoCRM потерялся, но контакт создан: найден и привязан', advice: '' },
    en: {
      label: "amoCRM's answer was lost, but the contact exists: found and linked",
      advice: '',
    },
  },
} as const satisfies Readonly<Record<string, FindingMeaning>>;
