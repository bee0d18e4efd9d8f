import type { alertsRu } from '../../ru/daily/alerts.ts';

export const alertsEn: typeof alertsRu = {
  alerts: {
    description: 'Alerts by Telegram, e-mail and webhook',
    testDescription: 'Send a sample through every channel that is set up',
    none: 'No channel is set up: nobody will learn that the sync has stopped.',
    noneHint:
      'Set ALERT_TELEGRAM_TOKEN and ALERT_TELEGRAM_CHAT_ID, or ALERT_SMTP_URL and ALERT_EMAIL_TO, or ALERT_WEBHOOK_URL (.env_example).',
    names: {
      telegram: 'Telegram',
      email: 'E-mail',
      webhook: 'Webhook',
      heartbeat: 'Outside watcher',
    },
    sent: 'sent',
  },
};
