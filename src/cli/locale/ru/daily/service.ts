/** Why the service rests, for people. */
const pauses = {
  user: 'поставлено на паузу',
  guard: 'массовое изменение остановлено',
  auth: 'нужен доступ к amoCRM (ident-amocrm auth)',
  account: 'аккаунт amoCRM не даёт работать',
  drift: 'поля или база данных изменились',
  circuit: 'amoCRM временно заблокировала запросы',
};

export const serviceRu = {
  run: {
    description: 'Служба: переносить изменения и сверять по расписанию, пока её не остановят',
    started: (interval: string, hours: string) =>
      `Служба работает: изменения каждые ${interval}, полная сверка в ${hours}. Остановить: Ctrl-C.`,
    stay: 'при неверной настройке не завершаться, а ждать остановки (для контейнеров)',
    setUp: (link: string) => [
      'Настроек ещё нет. Откройте на этом компьютере страницу подключения:',
      `  ${link}`,
      'Ссылка действует один раз и 15 минут; после перезапуска службы будет новая. Если порт контейнера опубликован под другим номером, замените его в ссылке. Вместо страницы можно заполнить файл .env (образец: .env_example).',
    ],
    misconfigured:
      'Служба не работает, пока настройка не исправлена. Исправьте и запустите заново (docker compose up -d sync); проверить: ident-amocrm doctor.',
    waits: (holder: string) =>
      `Служба на этом состоянии уже работает: ${holder}. Эта ждёт, пока та остановится. Прервать: Ctrl-C.`,
    stopped: 'Служба остановлена.',
    page: (url: string) => `Страница: ${url}`,
    signIn: (url: string) =>
      `Вход без пароля, один раз в течение часа: ${url}\nПароль: ident-amocrm password`,
  },
  pause: {
    description: 'Поставить службу на паузу: новые проходы не начинаются, идущий останавливается',
    done: 'На паузе. Продолжить: ident-amocrm resume.',
  },
  resume: {
    description: 'Снять службу с паузы; работает ли всё, покажет ближайший проход',
    reason: 'снять только эту причину',
    done: (reasons: string) => `Снято: ${reasons}.`,
    none: 'Паузы не было.',
  },
  service: {
    title: 'Служба',
    off: 'не запущена (ident-amocrm run)',
    offFleet: 'её не ведёт ни одна машина парка (ident-amocrm fleet status)',
    on: (pid: number, host: string, since: string) =>
      `работает (процесс ${pid}, ${host}, с ${since})`,
    paused: 'На паузе',
    pauses,
    pauseSince: (reason: string, since: string) => `${reason}, с ${since}`,
    nextIncremental: 'Следующий проход',
    nextDeep: 'Следующая полная сверка',
    notRunning: 'Служба сейчас не запущена: это подействует при её запуске.',
  },
  healthcheck: {
    description: 'Жива ли служба: спрашивает её /healthz, код 0 или 1',
    alive: 'Служба работает.',
    down: (url: string, reason: string) => `Служба не отвечает: ${url} (${reason})`,
  },
  alerts: {
    description: 'Оповещения в Telegram, на почту и веб-хуком',
    testDescription: 'Отправить пробное сообщение по всем настроенным каналам',
    none: 'Ни один канал не настроен: никто не узнает, если обмен остановится.',
    noneHint:
      'Задайте ALERT_TELEGRAM_TOKEN и ALERT_TELEGRAM_CHAT_ID, либо ALERT_SMTP_URL и ALERT_EMAIL_TO, либо ALERT_WEBHOOK_URL (.env_example).',
    names: {
      telegram: 'Telegram',
      email: 'Почта',
      webhook: 'Веб-хук',
      heartbeat: 'Внешний сторож',
    },
    sent: 'отправлено',
  },
};
