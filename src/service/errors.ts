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
  lockedForLong: (): ErrorKind => ({
    code: 'PASS_LOCKED',
    exit: exitCode.lock,
    retryable: true,
    ru: {
      message: 'Клиникой занят другой процесс: проход отложен.',
      hint: 'Ничего делать не нужно: проход начнётся, когда тот процесс закончит. Кто это, скажет ident-amocrm status --clinic.',
    },
    en: {
      message: 'Another process works on the clinic: the pass is put off.',
      hint: 'Nothing is to be done: the pass begins once that process has ended. Who it is, ident-amocrm status --clinic tells.',
    },
  }),
} as const;
