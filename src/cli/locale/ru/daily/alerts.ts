export const alertsRu = {
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
