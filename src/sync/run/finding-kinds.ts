import type { Localized } from '../../language.ts';

/** What a finding means to a person, and what is to be done; empty when there is nothing to do. */
export interface FindingText {
  readonly label: string;
  readonly advice: string;
}

interface FindingMeaning extends Localized<FindingText> {
  /** `attention`: left as it is, a person has to look. `done`: told, because it was put right or linked. */
  readonly severity: 'attention' | 'done';
}

const kinds = {
  drifted: {
    severity: 'done',
    ru: { label: 'Наше поле изменили в amoCRM: восстановлено значение из IDENT', advice: '' },
    en: { label: "Our field was changed in amoCRM; IDENT's value was restored", advice: '' },
  },
  'changed-both': {
    severity: 'done',
    ru: {
      label: 'Поле изменили и в IDENT, и в amoCRM: записано значение из IDENT',
      advice:
        'Прежнее значение видно в истории карточки amoCRM; если верно оно, внесите его в IDENT',
    },
    en: {
      label: "The field was changed in IDENT and in amoCRM: IDENT's value was written",
      advice:
        'The former value is in the history of the amoCRM card; if it is right, enter it in IDENT',
    },
  },
  'field-edited': {
    severity: 'attention',
    ru: {
      label: 'Наше поле изменили в amoCRM: оставлено как есть',
      advice:
        'Верное значение внесите в IDENT; чтобы такие поля восстанавливались, POLICY_FIELDS=repair',
    },
    en: {
      label: 'Our field was changed in amoCRM: left as it is',
      advice: 'Enter the right value in IDENT; to have such fields restored: POLICY_FIELDS=repair',
    },
  },
  fought: {
    severity: 'attention',
    ru: {
      label: 'Наше поле в amoCRM меняют снова и снова: оставлено как есть',
      advice:
        'Кто это делает (робот, виджет, другая интеграция), видно в истории карточки. Остановите его или выключите поле: EXCLUDE_FIELDS. Через неделю программа попробует снова',
    },
    en: {
      label: 'Our field is changed in amoCRM again and again: left as it is',
      advice:
        'Who does it (a robot, a widget, another integration) is in the history of the card. Stop it or switch the field off: EXCLUDE_FIELDS. In a week the program tries again',
    },
  },
  'fought-by': {
    severity: 'attention',
    ru: {
      label: 'Кто снова и снова меняет наше поле',
      advice: 'Номера пользователей amoCRM: «Настройки» → «Пользователи», в адресе карточки',
    },
    en: {
      label: 'Who changes our field again and again',
      advice: 'Numbers of users of amoCRM: Settings → Users, in the address of the card',
    },
  },
  'foreign-value': {
    severity: 'attention',
    ru: {
      label: 'В нашем поле чужое значение, а в IDENT пусто: оставлено как есть',
      advice: 'Если значение верное, внесите его в IDENT; если нет, очистите поле в amoCRM',
    },
    en: {
      label: "Our field holds somebody's value and IDENT has none: left as it is",
      advice: 'Enter the value in IDENT if it is right; if not, empty the field in amoCRM',
    },
  },
  'field-refused': {
    severity: 'attention',
    ru: {
      label: 'amoCRM не дала создать поле: оно выключено, остальные работают',
      advice:
        'Проверьте предел полей контакта в тарифе, удалите ненужные и повторите: ident-amocrm fields create',
    },
    en: {
      label: 'amoCRM refused to make the field: it is off, the others go on',
      advice:
        "See the plan's limit of contact fields, delete what nobody needs and run again: ident-amocrm fields create",
    },
  },
  'name-edited': {
    severity: 'attention',
    ru: {
      label: 'Имя контакта изменили в amoCRM: оставлено',
      advice: 'Верное имя внесите в IDENT',
    },
    en: {
      label: 'The name was edited in amoCRM: left',
      advice: 'Enter the right name in IDENT',
    },
  },
  'name-restored': {
    severity: 'done',
    ru: { label: 'Имя контакта изменили в amoCRM: восстановлено имя из IDENT', advice: '' },
    en: { label: "The name was edited in amoCRM; IDENT's name was restored", advice: '' },
  },
  unreadable: {
    severity: 'attention',
    ru: {
      label: 'Значение в IDENT не читается: в amoCRM оставлено прежнее',
      advice:
        'Исправьте его в IDENT. Если так записано у многих, опишите значения в своём профиле (IDENT_PROFILE): что стоит в базе, покажет test-db',
    },
    en: {
      label: 'A value in IDENT cannot be read: amoCRM keeps what it has',
      advice:
        'Correct it in IDENT. Where many are written so, describe the values in a profile of your own (IDENT_PROFILE): test-db shows what the database has',
    },
  },
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
  'source-away': {
    severity: 'attention',
    ru: {
      label: 'Источник не прочитан: его пациенты остались как были',
      advice:
        'Проверьте его базу: ident-amocrm test-db и doctor. Остальные источники идут своим чередом; когда он вернётся, программа продолжит сама',
    },
    en: {
      label: 'A source was not read: its patients were left as they stand',
      advice:
        'See to its database: ident-amocrm test-db and doctor. The other sources go on; when it is back, so does this one by itself',
    },
  },
  'id-odd': {
    severity: 'attention',
    ru: {
      label: 'Строка Patients с ID_Persons, который не может быть номером пациента: не перенесена',
      advice: 'Номер должен быть от 1 до 4294967295; найдите эту строку в IDENT',
    },
    en: {
      label: "A row of Patients whose ID_Persons can be no patient's id: not carried over",
      advice: 'It has to be from 1 to 4294967295; find the row in IDENT',
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
  'guard-waits': {
    severity: 'attention',
    ru: {
      label: 'Изменение ждёт: за сутки таких было слишком много',
      advice:
        'Проверьте базу IDENT. Так и должно быть: ident-amocrm sync --deep --allow-mass-change N; иначе оно подождёт, пока за сутки их станет меньше',
    },
    en: {
      label: 'A change waits: there were too many of its kind within a day',
      advice:
        'Check the IDENT database. If it is right: ident-amocrm sync --deep --allow-mass-change N; else it waits until there are fewer of them within a day',
    },
  },
  'other-writer': {
    severity: 'attention',
    ru: {
      label: 'Контакт с ID пациента создан не этой установкой программы',
      advice:
        'Найдите вторую копию программы на этом аккаунте и остановите её; новые контакты до тех пор не создаются. Если это список, загруженный коллегой: ident-amocrm sync --deep --allow-mass-change 1',
    },
    en: {
      label: "A contact with a patient's id was not made by this installation",
      advice:
        'Find the second copy of the program on this account and stop it; until then no contacts are created. If it is a list that a colleague loaded: ident-amocrm sync --deep --allow-mass-change 1',
    },
  },
  'events-gap': {
    severity: 'done',
    ru: {
      label: 'В amoCRM изменилось больше, чем видно в ленте событий: всё сверит полная сверка',
      advice: '',
    },
    en: {
      label: 'More changed in amoCRM than its event feed shows: an audit compares everything',
      advice: '',
    },
  },
  'branch-left': {
    severity: 'done',
    ru: {
      label: 'Пациент больше не относится к выбранным филиалам: контакт оставлен как есть',
      advice: '',
    },
    en: {
      label: 'The patient is no longer of the chosen branches: the contact is left as it is',
      advice: '',
    },
  },
  'branch-gone': {
    severity: 'attention',
    ru: {
      label: 'Филиала из BRANCHES больше нет в IDENT под этим названием: взят тот, что был им',
      advice: 'Если филиал переименован, впишите новое название в BRANCHES; если закрыт, уберите',
    },
    en: {
      label:
        'A branch of BRANCHES is no longer in IDENT by this name: the one that had it is taken',
      advice: 'If it was renamed, put its new name into BRANCHES; if it was closed, take it out',
    },
  },
  'branches-unreadable': {
    severity: 'attention',
    ru: {
      label: 'По базе IDENT не видно, в каком филиале приём: переносятся все пациенты',
      advice:
        'Проверьте права входа на таблицы Receptions, Armchairs и OwnCompanies: ident-amocrm test-db; если их нет в вашей версии IDENT, уберите BRANCHES',
    },
    en: {
      label: "IDENT's database does not tell in which branch a reception is: all patients go over",
      advice:
        "See the login's rights on Receptions, Armchairs and OwnCompanies: ident-amocrm test-db; if your version of IDENT has none, take BRANCHES out",
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

/** What a pass can find, besides the changes that it carries over. */
export type FindingKind = keyof typeof kinds;

/** Every kind, in the order of a report. */
// Object.keys forgets its key type.
export const findingKinds = Object.keys(kinds) as readonly FindingKind[];

const meanings: ReadonlyMap<string, FindingMeaning> = new Map(Object.entries(kinds));

/** What is known of a kind; undefined for one that another version wrote into the state. */
export const findingMeaning = (kind: string): FindingMeaning | undefined => meanings.get(kind);
