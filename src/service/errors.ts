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
} as const;
