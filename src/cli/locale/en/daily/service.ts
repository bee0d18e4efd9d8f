import type { serviceRu } from '../../ru/daily/service.ts';

export const serviceEn: typeof serviceRu = {
  run: {
    description: 'The service: carry changes over and compare on schedule, until it is stopped',
    started: (interval, hours) =>
      `The service works: changes every ${interval}, deep pass at ${hours}. Stop it with Ctrl-C.`,
    stay: 'on a wrong setting do not end, but wait to be stopped (for containers)',
    setUp: (link) => [
      'There are no settings yet. Open the set-up page on this computer:',
      `  ${link}`,
      'The link works once, within 15 minutes; a restart of the service prints a new one. Where a container publishes its port under another number, change it in the link. Instead of the page, a file .env will do (see .env_example).',
    ],
    misconfigured:
      'The service does not work until the setting is mended. Mend it and start again (docker compose up -d sync); to check: ident-amocrm doctor.',
    waits: (holder) =>
      `A service already works on this state: ${holder}. This one waits for its end. Stop it with Ctrl-C.`,
    stopped: 'The service has stopped.',
    page: (url) => `Dashboard: ${url}`,
    signIn: (url) =>
      `To sign in without a password, once within the hour: ${url}\nTo set one: ident-amocrm password`,
  },
  pause: {
    description: 'Pause the service: no pass begins, the one under way is stopped',
    done: 'Paused. Go on with: ident-amocrm resume.',
  },
  resume: {
    description: 'End the pause of the service; the next pass shows whether all is well',
    reason: 'end this reason only',
    done: (reasons) => `Ended: ${reasons}.`,
    none: 'There was no pause.',
  },
  service: {
    title: 'Service',
    off: 'not running (ident-amocrm run)',
    offFleet: 'no machine of the fleet works on it (ident-amocrm fleet status)',
    on: (pid, host, since) => `running (process ${pid}, ${host}, since ${since})`,
    paused: 'Paused',
    pauses: {
      user: 'paused by a person',
      guard: 'a mass change was stopped',
      auth: 'access to amoCRM is needed (ident-amocrm auth)',
      account: 'the amoCRM account does not let us work',
      drift: 'the fields or the database are not what they were',
      circuit: 'amoCRM has blocked our requests for a while',
    },
    pauseSince: (reason, since) => `${reason}, since ${since}`,
    nextIncremental: 'Next pass',
    nextDeep: 'Next deep pass',
    notRunning: 'The service is not running now: this takes effect when it starts.',
  },
  healthcheck: {
    description: 'Whether the service is alive: asks its /healthz, exit 0 or 1',
    alive: 'The service works.',
    down: (url, reason) => `The service does not answer: ${url} (${reason})`,
  },
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
