export const outsideRu = {
  outside: {
    title: 'Кого из пациентов IDENT нет в amoCRM',
    warned: 'Чьи значения перенесены иначе, чем записаны в IDENT',
    back: 'К обзору',
    none: 'Таких пациентов сейчас нет',
    noneHint: 'По последней полной сверке и тому, что записано после неё.',
    next: 'Следующие',
    columns: { patient: 'Пациент', contact: 'Контакт' },
  },
};
