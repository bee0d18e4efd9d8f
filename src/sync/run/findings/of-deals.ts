import type { FindingMeaning } from './finding-meaning.ts';

/** What a pass finds of the deals of visits. */
export const ofDeals = {
  'deal-doubled': {
    severity: 'attention',
    ru: {
      label: 'Несколько сделок с одним ID записи IDENT: ни одна из них больше не ведётся',
      advice: 'Оставьте одну, остальные удалите; затем ident-amocrm visits sync',
    },
    en: {
      label: 'Several deals with one id of an IDENT booking: none of them is kept any more',
      advice: 'Leave one of them and delete the others; then ident-amocrm visits sync',
    },
  },
  'deal-foreign': {
    severity: 'attention',
    ru: {
      label:
        'Сделка с ID записи IDENT из источника, которого в этой установке нет: новые сделки не создаются',
      advice:
        'Найдите вторую копию программы на этом аккаунте и остановите её или верните источник в настройки; лишние сделки удалите и запустите ident-amocrm visits sync',
    },
    en: {
      label:
        'A deal with the id of an IDENT booking of a source that this installation does not have: no new deals are made',
      advice:
        'Find the second copy of the program on this account and stop it, or bring the source back into the settings; delete the deals that are too many and run ident-amocrm visits sync',
    },
  },
} as const satisfies Readonly<Record<string, FindingMeaning>>;
