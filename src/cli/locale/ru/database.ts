import { pluralRu } from '../plural.ts';

export const databaseRu = {
  testDb: {
    description: 'Проверить соединение с базой IDENT и показать, что в ней найдено',
    server: 'Сервер',
    database: 'База',
    serverTime: 'Время сервера',
    patients: 'Пациентов',
    changes: 'Изменения видны по',
    noChangeSources: 'ничему: изменения найдёт только полная сверка',
    columns: { no: '№', field: 'Поле', status: 'Состояние', source: 'Откуда', key: 'Ключ' },
    status: {
      found: 'найдено',
      computed: 'вычисляется',
      unconfirmed: 'ждёт подтверждения',
      lost: 'столбец исчез',
      missing: 'нет в этой базе',
      off: 'выключено',
    },
    summary: (ready: number, total: number) =>
      `${pluralRu(ready, 'Готово', 'Готовы', 'Готово')} ${ready} ${pluralRu(ready, 'поле', 'поля', 'полей')} из ${total}.`,
    missingHint:
      'Поля, которых нет в этой базе, просто не отправляются. Если данные хранятся в другом столбце, укажите его в своём профиле (IDENT_PROFILE).',
  },
};
