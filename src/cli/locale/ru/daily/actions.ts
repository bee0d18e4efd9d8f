export const actionsRu = {
  actions: {
    description: 'Кто что делал: командами и в панели',
    limit: 'сколько последних действий показать',
    none: 'Действий ещё не было.',
    columns: { at: 'Когда', who: 'Кто и откуда', what: 'Что' },
    places: { cli: 'команда', dashboard: 'панель', service: 'служба' },
  },
};
