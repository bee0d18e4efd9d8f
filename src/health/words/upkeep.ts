import type { Localized } from '../../language.ts';
import type { UpkeepCode } from '../upkeep.ts';

interface UpkeepWords {
  readonly title: string;
  readonly advice: string;
}

/** What somebody should see to, as page and doctor say it. */
export const upkeepWords: Localized<Readonly<Record<UpkeepCode, UpkeepWords>>> = {
  ru: {
    'no-channel': {
      title: 'О сбоях некому сообщить: канал оповещений не задан',
      advice:
        'Задайте Telegram (ALERT_TELEGRAM_TOKEN и ALERT_TELEGRAM_CHAT_ID), почту (ALERT_SMTP_URL и ALERT_EMAIL_TO) или ALERT_WEBHOOK_URL и перезапустите службу',
    },
    'no-backup': {
      title: 'Резервной копии состояния, сделанной этой программой, нет',
      advice:
        'Настройте её каждую ночь: ident-amocrm state backup --to <файл>, на другой диск. Копии, сделанные иначе, программе не видны',
    },
    'backup-old': {
      title: 'Резервная копия состояния старше восьми дней',
      advice: 'Проверьте, выполняется ли ночная ident-amocrm state backup --to <файл>',
    },
  },
  en: {
    'no-channel': {
      title: 'Nobody is told of troubles: no alert channel is set up',
      advice:
        'Set Telegram (ALERT_TELEGRAM_TOKEN and ALERT_TELEGRAM_CHAT_ID), e-mail (ALERT_SMTP_URL and ALERT_EMAIL_TO) or ALERT_WEBHOOK_URL, and restart the service',
    },
    'no-backup': {
      title: 'This program has made no backup of the state',
      advice:
        'Have one made every night: ident-amocrm state backup --to <file>, on another disk. Copies made otherwise are not seen',
    },
    'backup-old': {
      title: 'The backup of the state is older than eight days',
      advice: 'See whether the nightly ident-amocrm state backup --to <file> is carried out',
    },
  },
};
