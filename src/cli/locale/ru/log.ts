const identReasons: Readonly<Record<string, string>> = {
  IDENT_TIMEOUT: 'не ответила вовремя',
  IDENT_CONNECTION_LOST: 'соединение оборвалось',
  IDENT_DEADLOCK: 'уступили работе клиники',
  IDENT_LOCKED: 'нужные строки заняты',
  IDENT_SERVER_BUSY: 'сервер перегружен',
  IDENT_DATABASE_AWAY: 'база сейчас закрыта',
  IDENT_UNREACHABLE: 'не отвечает',
  IDENT_BROWSER_SILENT: 'SQL Server Browser молчит',
};

const amoReasons: Readonly<Record<string, string>> = {
  'rate-limit': 'просит делать паузы',
  'no-answer': 'не отвечает',
  'server-error': 'отвечает ошибкой сервера',
  token: 'не приняла токен',
};

const byName: Readonly<Record<string, string>> = {
  'another installation makes contacts in this account':
    'В этом аккаунте amoCRM создаёт контакты ещё одна установка.',
  'the event feed does not answer': 'Лента событий amoCRM не отвечает: её заменит полная сверка.',
};

/** What of the log a person at a terminal is told, in words. */
export const logRu = {
  log: {
    ident: (address: string, reason: string) => `База IDENT ${address}: ${reason}; повторяем.`,
    identReasons,
    amocrm: (address: string, reason: string) => `amoCRM ${address}: ${reason}; повторяем.`,
    amoReasons,
    skipped: (count: string) => `Строк Patients без номера пациента пропущено: ${count}.`,
    byName,
    other: (message: string) => `Журнал: ${message}`,
  },
};
