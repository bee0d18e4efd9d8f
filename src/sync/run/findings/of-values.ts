import type { FindingMeaning } from './finding-meaning.ts';

/** What a pass finds of single values. */
export const ofValues = {
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
} as const satisfies Readonly<Record<string, FindingMeaning>>;
