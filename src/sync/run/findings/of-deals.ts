import { attention, done, type FindingMeaning } from './finding-meaning.ts';

/**
 * What a pass finds of the deals of visits: what a survey and an audit tell and the program does not put right by itself,
 * and visits without a deal.
 */
export const ofDeals = {
  'deal-doubled': attention({
    ru: 'Несколько сделок с одним ID записи IDENT: ни одна из них больше не ведётся',
    ruAdvice: 'Оставьте одну, остальные удалите; затем ident-amocrm visits sync',
    en: 'Several deals with one id of an IDENT booking: none of them is kept any more',
    enAdvice: 'Leave one of them and delete the others; then ident-amocrm visits sync',
  }),
  'deal-foreign': attention({
    ru: 'Сделка с ID записи IDENT из источника, которого в этой установке нет: новые сделки не создаются',
    ruAdvice:
      'Найдите вторую копию программы на этом аккаунте и остановите её или верните источник в настройки; лишние сделки удалите и запустите ident-amocrm visits sync',
    en: 'A deal with the id of an IDENT booking of a source that this installation does not have: no new deals are made',
    enAdvice:
      'Find the second copy of the program on this account and stop it, or bring the source back into the settings; delete the deals that are too many and run ident-amocrm visits sync',
  }),
  'deal-reassigned': attention({
    ru: 'Приём перешёл другому пациенту, а сделка осталась как есть: её меняли люди, или она стоит там, где программа не трогает',
    ruAdvice:
      'Решите, чья это сделка: поставьте главным контактом нового пациента, и она станет его, или закройте её сами',
    en: "The reception became another patient's, and its deal stays as it is: people have changed it, or it stands where nothing is touched",
    enAdvice:
      "Decide whose deal it is: make the new patient's contact its main one and it follows the visit again, or close it yourself",
  }),
  'deal-not-adopted': attention({
    ru: 'Сделка стояла на этапе из VISITS_ADOPT_STAGES, но не подошла: у визита своя, новая сделка',
    ruAdvice:
      'Сделка не одна, в ней не только этот контакт, она создана после записи или слишком давно: объедините её с новой, если это одно и то же',
    en: 'A deal stood in a stage of VISITS_ADOPT_STAGES and did not fit: the visit has a new one',
    enAdvice:
      'There are several, other contacts stand in it, or it was made after the booking or too long ago: merge it with the new one if they are the same',
  }),
  'deal-missing': attention({
    ru: 'Сделка визита удалена: другая вместо неё не создаётся',
    ruAdvice: 'Если она нужна, восстановите её из корзины amoCRM: следующая сверка её подхватит',
    en: "A visit's deal was deleted: no other one is made instead",
    enAdvice:
      'If it is wanted, restore it from the trash of amoCRM: the next deep pass takes it up',
  }),
  'deal-unkeyed': attention({
    ru: 'В сделке визита больше нет его ID записи IDENT: программа её не трогает',
    ruAdvice: 'Поле мог очистить только API: проверьте интеграции. Визит больше не ведётся',
    en: "A visit's deal does not carry its id of the IDENT booking any more: it is left alone",
    enAdvice:
      'Only the API can empty that field: check integrations. The visit is not kept any more',
  }),
  'deal-orphaned': attention({
    ru: 'В сделке визита нет контакта его пациента, или пациента либо приёма в IDENT больше нет',
    ruAdvice: 'Добавьте контакт пациента в сделку или закройте её, если приём удалён в IDENT',
    en: "A visit's deal is without its patient's contact, or IDENT has no such patient or reception any more",
    enAdvice: "Add the patient's contact to the deal, or close it if the reception was deleted",
  }),
  'deal-by-robot': attention({
    ru: 'Сделка визита не на своём этапе, и последним её менял робот amoCRM: за IDENT этап не следует',
    ruAdvice:
      'Уберите из Digital Pipeline воронки визитов триггер «сменить этап» и верните сделку на этап, где она стояла',
    en: "A visit's deal is off its stage, and a robot of amoCRM changed it last: its stage does not follow IDENT",
    enAdvice:
      'Take the trigger that changes stages out of the digital pipeline of visits, and put the deal back where it stood',
  }),
  'deal-led': attention({
    ru: 'Этап сделки визита сменила не программа: за IDENT он не следует',
    ruAdvice:
      'Так и задумано, если её перевели нарочно. Чтобы она снова следовала за IDENT, верните её на прежний этап',
    en: "Not the program changed the stage of a visit's deal: it does not follow IDENT",
    enAdvice:
      'That is right if somebody moved it on purpose. For it to follow IDENT again, put it back into its former stage',
  }),
  'deal-price': attention({
    ru: 'Бюджет сделки внесла не программа, и он не равен счетам IDENT',
    ruAdvice: 'Бюджет остаётся вашим. Поставьте 0, и программа впишет сумму счетов',
    en: "Not the program entered the deal's price, and it is not what IDENT has billed",
    enAdvice: 'The price stays yours. Put 0 there, and the program writes the sum of the bills',
  }),
  'deal-merged': done({
    ru: 'Сделку визита объединили с другой: визит ведёт она, её название и бюджет ваши',
    en: "A visit's deal was merged into another one, which carries the visit now: its name and price are yours",
  }),
  'deal-restored': done({
    ru: 'Сделка визита вернулась из корзины: она снова следует за IDENT',
    en: "A visit's deal came back from the trash: it follows IDENT again",
  }),
} as const satisfies Readonly<Record<string, FindingMeaning>>;
