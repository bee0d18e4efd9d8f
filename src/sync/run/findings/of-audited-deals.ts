import type { FindingMeaning } from './finding-meaning.ts';

/** What an audit finds of deals that the program does not put right by itself, and what it told of visits without one. */
export const ofAuditedDeals = {
  'deal-reassigned': {
    severity: 'attention',
    ru: {
      label:
        'Приём перешёл другому пациенту, а сделка осталась как есть: её меняли люди, или она стоит там, где программа не трогает',
      advice:
        'Решите, чья это сделка: поставьте главным контактом нового пациента, и она станет его, или закройте её сами',
    },
    en: {
      label:
        "The reception became another patient's, and its deal stays as it is: people have changed it, or it stands where nothing is touched",
      advice:
        "Decide whose deal it is: make the new patient's contact its main one and it follows the visit again, or close it yourself",
    },
  },
  'deal-not-adopted': {
    severity: 'attention',
    ru: {
      label:
        'Сделка стояла на этапе из VISITS_ADOPT_STAGES, но не подошла: у визита своя, новая сделка',
      advice:
        'Сделка не одна, в ней не только этот контакт, она создана после записи или слишком давно: объедините её с новой, если это одно и то же',
    },
    en: {
      label:
        'A deal stood in a stage of VISITS_ADOPT_STAGES and did not fit: the visit has a new one',
      advice:
        'There are several, other contacts stand in it, or it was made after the booking or too long ago: merge it with the new one if they are the same',
    },
  },
  'deal-missing': {
    severity: 'attention',
    ru: {
      label: 'Сделка визита удалена: другая вместо неё не создаётся',
      advice: 'Если она нужна, восстановите её из корзины amoCRM: следующая сверка её подхватит',
    },
    en: {
      label: "A visit's deal was deleted: no other one is made instead",
      advice:
        'If it is wanted, restore it from the trash of amoCRM: the next deep pass takes it up',
    },
  },
  'deal-unkeyed': {
    severity: 'attention',
    ru: {
      label: 'В сделке визита больше нет его ID записи IDENT: программа её не трогает',
      advice: 'Поле мог очистить только API: проверьте интеграции. Визит больше не ведётся',
    },
    en: {
      label: "A visit's deal does not carry its id of the IDENT booking any more: it is left alone",
      advice:
        'Only the API can empty that field: check integrations. The visit is not kept any more',
    },
  },
  'deal-orphaned': {
    severity: 'attention',
    ru: {
      label:
        'В сделке визита нет контакта его пациента, или пациента либо приёма в IDENT больше нет',
      advice: 'Добавьте контакт пациента в сделку или закройте её, если приём удалён в IDENT',
    },
    en: {
      label:
        "A visit's deal is without its patient's contact, or IDENT has no such patient or reception any more",
      advice: "Add the patient's contact to the deal, or close it if the reception was deleted",
    },
  },
  'deal-by-robot': {
    severity: 'attention',
    ru: {
      label:
        'Сделка визита не на своём этапе, и последним её менял робот amoCRM: за IDENT этап не следует',
      advice:
        'Уберите из Digital Pipeline воронки визитов триггер «сменить этап» и верните сделку на этап, где она стояла',
    },
    en: {
      label:
        "A visit's deal is off its stage, and a robot of amoCRM changed it last: its stage does not follow IDENT",
      advice:
        'Take the trigger that changes stages out of the digital pipeline of visits, and put the deal back where it stood',
    },
  },
  'deal-led': {
    severity: 'attention',
    ru: {
      label: 'Этап сделки визита сменила не программа: за IDENT он не следует',
      advice:
        'Так и задумано, если её перевели нарочно. Чтобы она снова следовала за IDENT, верните её на прежний этап',
    },
    en: {
      label: "Not the program changed the stage of a visit's deal: it does not follow IDENT",
      advice:
        'That is right if somebody moved it on purpose. For it to follow IDENT again, put it back into its former stage',
    },
  },
  'deal-price': {
    severity: 'attention',
    ru: {
      label: 'Бюджет сделки внесла не программа, и он не равен счетам IDENT',
      advice: 'Бюджет остаётся вашим. Поставьте 0, и программа впишет сумму счетов',
    },
    en: {
      label: "Not the program entered the deal's price, and it is not what IDENT has billed",
      advice: 'The price stays yours. Put 0 there, and the program writes the sum of the bills',
    },
  },
  'deal-merged': {
    severity: 'done',
    ru: {
      label: 'Сделку визита объединили с другой: визит ведёт она, её название и бюджет ваши',
      advice: '',
    },
    en: {
      label:
        "A visit's deal was merged into another one, which carries the visit now: its name and price are yours",
      advice: '',
    },
  },
  'deal-restored': {
    severity: 'done',
    ru: { label: 'Сделка визита вернулась из корзины: она снова следует за IDENT', advice: '' },
    en: { label: "A visit's deal came back from the trash: it follows IDENT again", advice: '' },
  },
} as const satisfies Readonly<Record<string, FindingMeaning>>;
