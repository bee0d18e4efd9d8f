import { actionNames } from '../../../../src/report/action-words.ts';
export const settingsRu = {
  settings: {
    title: 'Настройки',
    about:
      'Какими их видит служба. Каждую меняют там, где она задана: на странице «Подключение», в файле .env, в окружении или в CONFIG_FILE; затем перезапуск.',
    secret: 'скрыто',
    unset: 'не задано',
    given: {
      environment: 'окружение',
      saved: 'страница подключения',
      file: 'файл',
      default: 'по умолчанию',
      unset: 'не задано',
    },
    columns: { name: 'Настройка', value: 'Значение', given: 'Откуда' },
    upkeep: {
      title: 'Оповещения и копии',
      channels: 'О сбоях сообщаем',
      backup: 'Последняя резервная копия',
      none: 'никому',
      noBackup: 'не известна',
      test: 'Проверить оповещения',
      sent: '{{channel}}: отправлено, проверьте, что дошло',
      notSent: '{{channel}}: не отправлено',
      names: {
        telegram: 'Telegram',
        email: 'почта',
        webhook: 'веб-хук',
        heartbeat: 'внешний сторож',
      },
    },
    groups: {
      amocrm: 'amoCRM',
      database: 'База IDENT',
      fields: 'Поля',
      sync: 'Перенос',
      state: 'Состояние',
      http: 'Панель',
      network: 'Выход в интернет',
      alerts: 'Оповещения',
      log: 'Журнал',
      clinics: 'Клиники и базы',
    },
  },
  actions: {
    title: 'Действия',
    about: 'Кто что нажимал и когда показывались личные данные.',
    none: 'Действий ещё не было',
    noneHint: 'Здесь появится всё, что люди делают в панели и командами.',
    columns: { at: 'Когда', actor: 'Откуда', action: 'Действие', subject: 'К чему' },
    names: actionNames('ru'),
  },
};
