import { attention, done, type FindingMeaning } from './finding-meaning.ts';

/** What a pass finds of single values. */
export const ofValues = {
  drifted: done({
    ru: 'Наше поле изменили в amoCRM: восстановлено значение из IDENT',
    en: "Our field was changed in amoCRM; IDENT's value was restored",
  }),
  'changed-both': done({
    ru: 'Поле изменили и в IDENT, и в amoCRM: записано значение из IDENT',
    ruAdvice:
      'Прежнее значение видно в истории карточки amoCRM; если верно оно, внесите его в IDENT',
    en: "The field was changed in IDENT and in amoCRM: IDENT's value was written",
    enAdvice:
      'The former value is in the history of the amoCRM card; if it is right, enter it in IDENT',
  }),
  'field-edited': attention({
    ru: 'Наше поле изменили в amoCRM: оставлено как есть',
    ruAdvice:
      'Верное значение внесите в IDENT; чтобы такие поля восстанавливались, POLICY_FIELDS=repair',
    en: 'Our field was changed in amoCRM: left as it is',
    enAdvice: 'Enter the right value in IDENT; to have such fields restored: POLICY_FIELDS=repair',
  }),
  fought: attention({
    ru: 'Наше поле в amoCRM меняют снова и снова: оставлено как есть',
    ruAdvice:
      'Кто это делает (робот, виджет, другая интеграция), видно в истории карточки. Остановите его или выключите поле: EXCLUDE_FIELDS. Через неделю программа попробует снова',
    en: 'Our field is changed in amoCRM again and again: left as it is',
    enAdvice:
      'Who does it (a robot, a widget, another integration) is in the history of the card. Stop it or switch the field off: EXCLUDE_FIELDS. In a week the program tries again',
  }),
  'fought-by': attention({
    ru: 'Кто снова и снова меняет наше поле',
    ruAdvice: 'Номера пользователей amoCRM: «Настройки» → «Пользователи», в адресе карточки',
    en: 'Who changes our field again and again',
    enAdvice: 'Numbers of users of amoCRM: Settings → Users, in the address of the card',
  }),
  'foreign-value': attention({
    ru: 'В нашем поле чужое значение, а в IDENT пусто: оставлено как есть',
    ruAdvice: 'Если значение верное, внесите его в IDENT; если нет, очистите поле в amoCRM',
    en: "Our field holds somebody's value and IDENT has none: left as it is",
    enAdvice: 'Enter the value in IDENT if it is right; if not, empty the field in amoCRM',
  }),
  'field-refused': attention({
    ru: 'amoCRM не дала создать поле: оно выключено, остальные работают',
    ruAdvice:
      'Проверьте предел полей контакта в тарифе, удалите ненужные и повторите: ident-amocrm fields create',
    en: 'amoCRM refused to make the field: it is off, the others go on',
    enAdvice:
      "See the plan's limit of contact fields, delete what nobody needs and run again: ident-amocrm fields create",
  }),
  'name-edited': attention({
    ru: 'Имя контакта изменили в amoCRM: оставлено',
    ruAdvice: 'Верное имя внесите в IDENT',
    en: 'The name was edited in amoCRM: left',
    enAdvice: 'Enter the right name in IDENT',
  }),
  'name-restored': done({
    ru: 'Имя контакта изменили в amoCRM: восстановлено имя из IDENT',
    en: "The name was edited in amoCRM; IDENT's name was restored",
  }),
  unreadable: attention({
    ru: 'Значение в IDENT не читается: в amoCRM оставлено прежнее',
    ruAdvice:
      'Исправьте его в IDENT. Если так записано у многих, опишите значения в своём профиле (IDENT_PROFILE): что стоит в базе, покажет test-db',
    en: 'A value in IDENT cannot be read: amoCRM keeps what it has',
    enAdvice:
      'Correct it in IDENT. Where many are written so, describe the values in a profile of your own (IDENT_PROFILE): test-db shows what the database has',
  }),
} as const satisfies Readonly<Record<string, FindingMeaning>>;
