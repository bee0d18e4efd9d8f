import { AppError, errorKind, exitCode } from '../app-error.ts';

/** The service cannot begin, or was told to stop. */
export class ServiceError extends AppError {}

export const serviceErrors = {
  paused: errorKind('PAUSED', exitCode.interrupted, true, {
    ru: 'Проход остановлен: поставлено на паузу.',
    ruHint: 'Уже сделанное сохранено. Продолжить: ident-amocrm resume.',
    en: 'The pass was stopped: a person paused the service.',
    enHint: 'What is done is kept. Go on with: ident-amocrm resume.',
  }),
  lockedForLong: errorKind('PASS_LOCKED', exitCode.lock, true, {
    ru: 'Клиникой занят другой процесс: проход отложен.',
    ruHint:
      'Ничего делать не нужно: проход начнётся, когда тот процесс закончит. Кто это, скажет ident-amocrm status --clinic.',
    en: 'Another process works on the clinic: the pass is put off.',
    enHint:
      'Nothing is to be done: the pass begins once that process has ended. Who it is, ident-amocrm status --clinic tells.',
  }),
} as const;
