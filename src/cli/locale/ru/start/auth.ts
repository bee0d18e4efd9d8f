export const authRu = {
  auth: {
    description: 'Подключить amoCRM: выдать доступ в браузере, по коду или проверить токен',
    code: 'код авторизации (действует 20 минут) или весь адрес, на который вернула amoCRM',
    port: 'порт, на котором ждать браузер (по умолчанию из AMOCRM_REDIRECT_URI, иначе 8080)',
    host: 'адрес, на котором ждать браузер (по умолчанию 127.0.0.1, если AMOCRM_REDIRECT_URI ведёт на localhost, иначе 0.0.0.0)',
    acceptAccount:
      'принять другой аккаунт amoCRM: связи с прежним забываются, их копия сохраняется рядом',
    mock: 'USE_MOCK_AMOCRM=true: работает встроенная песочница, доступ не нужен.',
    codeNotNeeded: 'Задан AMOCRM_LONG_LIVED_TOKEN: код авторизации не нужен.',
    open: 'Откройте ссылку, войдите в amoCRM администратором и нажмите «Разрешить»:',
    waiting: (redirectUri: string, address: string) =>
      `Жду возвращения браузера на ${redirectUri} (слушаю ${address}). Остановить: Ctrl-C`,
    byHand:
      'Если браузер не может открыть этот адрес, скопируйте его из адресной строки целиком и в течение 20 минут выполните: ident-amocrm auth --code "АДРЕС"',
    refused: 'Доступ не получен:',
    connected: (name: string, id: number, host: string) =>
      `amoCRM подключена: ${name}, аккаунт ${id} (${host})`,
    changed: (former: number) =>
      `Связи с прежним аккаунтом ${former} забыты; следующий проход сверит всё заново.`,
    safetyCopy: (file: string) => `Прежнее состояние сохранено: ${file}`,
    otherAddress: (host: string) =>
      `В настройках указан другой адрес: впишите AMOCRM_SUBDOMAIN=${host}, иначе программа не найдёт аккаунт.`,
    tokenFrom: {
      setting: 'В работе токен из AMOCRM_LONG_LIVED_TOKEN.',
      given:
        'В работе токен, данный на странице «Подключение»: в AMOCRM_LONG_LIVED_TOKEN всё ещё тот, который он заменил. Новый токен там сменит его.',
    },
    tokenUntil: (at: string) => `Долгосрочный токен действует до ${at}`,
    nothingMore: 'Долгосрочный токен работает, для доступа к amoCRM больше ничего не нужно.',
    database: String.raw`База IDENT ещё не указана. IDENT ставит SQL Server экземпляром PZSQLSERVER с базой PZ: впишите DB_HOST=сервер\PZSQLSERVER, DB_NAME=PZ, DB_USER и DB_PASSWORD и проверьте: ident-amocrm test-db`,
    next: (command: string) => `Дальше: ident-amocrm ${command}`,
  },
};
