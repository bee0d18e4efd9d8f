import { AppError, type ErrorKind, exitCode } from '../app-error.ts';

/** The service cannot begin, or was told to stop. */
export class ServiceError extends AppError {}

export const serviceErrors = {
  paused: (): ErrorKind => ({
    code: 'PAUSED',
    exit: exitCode.interrupted,
    retryable: true,
    ru: {
      message: 'Проход остановлен: поставлено на паузу.',
      hint: 'Уже сделанное сохранено. Продолжить: ident-amocrm resume.',
    },
    en: {
      message: 'The pass was stopped: a person paused the service.',
      hint: 'What is done is kept. Go on with: ident-amocrm resume.',
    },
  }),
  running: (p: { holder: string }): ErrorKind => ({
    code: 'SERVICE_RUNNING',
    exit: exitCode.lock,
    retryable: true,
    ru: {
      message: `Служба на этом состоянии уже работает: ${p.holder}.`,
      hint: 'Второй не нужно. Если запускаете вручную, остановите сначала службу: docker compose stop sync или systemctl stop ident-amocrm.',
    },
    en: {
      message: `A service already works on this state: ${p.holder}.`,
      hint: 'There is no need for a second one. To run it by hand stop the service first: docker compose stop sync, or systemctl stop ident-amocrm.',
    },
  }),
} as const;
