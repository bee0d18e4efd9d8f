export const actionsRu = {
  actions: {
    description: 'Кто что делал: командами и на странице',
    limit: 'сколько последних действий показать',
    none: 'Действий ещё не было.',
    columns: { at: 'Когда', who: 'Кто и откуда', what: 'Что' },
    places: { cli: 'команда', dashboard: 'страница', service: 'служба' },
  },
};
