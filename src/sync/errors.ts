import { AppError, type ErrorKind, exitCode } from '../app-error.ts';
import { type PatientId, patientIdText } from '../contact/model/patient-key.ts';

/** A pass cannot begin or go on. */
export class SyncError extends AppError {}

/** True wherever a pass stops: what it wrote before that, as an incremental one or in a batch before, stays. */
export const passStopped = {
  ru: 'Проход остановлен, дальше ничего не записано.',
  en: 'The pass was stopped; nothing was written after that.',
} as const;

export const syncErrors = {
  crmMoving: (): ErrorKind => ({
    code: 'CRM_MOVING',
    exit: exitCode.temporary,
    retryable: true,
    ru: {
      message:
        'Список новых контактов в amoCRM меняется быстрее, чем читается: сейчас создавать контакты нельзя.',
      hint: 'Дождитесь конца массового удаления или слияния в amoCRM; следующий проход продолжит сам.',
    },
    en: {
      message:
        "amoCRM's list of new contacts changes faster than it can be read: nothing can be created now.",
      hint: 'Wait until the bulk deletion or merge in amoCRM is over; the next pass goes on by itself.',
    },
  }),
  deepPassFirst: (): ErrorKind => ({
    code: 'DEEP_PASS_FIRST',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message:
        'Сначала нужна полная сверка: какие контакты есть в amoCRM, после восстановления, потери состояния или смены базы знает только она.',
      hint: 'Запустите её: ident-amocrm sync. Она найдёт контакты, о которых состояние не знает, и ничего не удвоит.',
    },
    en: {
      message:
        'First everything has to be compared: which contacts amoCRM has, after a restore, a lost state or a change of database, only that tells.',
      hint: 'Run it: ident-amocrm sync. It finds the contacts that the state does not know and doubles nothing.',
    },
  }),
  patientUnknown: (p: { id: PatientId }): ErrorKind => ({
    code: 'PATIENT_UNKNOWN',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `Пациента ${patientIdText(p.id)} нет в базе IDENT.`,
      hint: 'Нужен Patients.ID_Persons, а не номер карты. Узнать его: SELECT TOP 5 ID_Persons FROM Patients.',
    },
    en: {
      message: `IDENT has no patient ${patientIdText(p.id)}.`,
      hint: 'It takes Patients.ID_Persons, not the number of a card. To find one: SELECT TOP 5 ID_Persons FROM Patients.',
    },
  }),
  patientForgotten: (p: { id: PatientId }): ErrorKind => ({
    code: 'PATIENT_FORGOTTEN',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `Пациент ${patientIdText(p.id)} забыт командой forget: он не синхронизируется.`,
      hint: `Вернуть его в синхронизацию: ident-amocrm forget --patient-id ${patientIdText(p.id)} --undo`,
    },
    en: {
      message: `Patient ${patientIdText(p.id)} was forgotten by command: it is not synced.`,
      hint: `Take it up again: ident-amocrm forget --patient-id ${patientIdText(p.id)} --undo`,
    },
  }),
  patientOutside: (p: { id: PatientId }): ErrorKind => ({
    code: 'PATIENT_OUTSIDE',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `Пациент ${patientIdText(p.id)} не относится к выбранным филиалам: ничего не записано.`,
      hint: 'Переносятся пациенты, у которых есть неотменённый приём в филиалах из BRANCHES (BRANCHES_EMPTY=include: и те, у кого приёмов нет). Выбор по филиалам показывает ident-amocrm test-db.',
    },
    en: {
      message: `Patient ${patientIdText(p.id)} is not of the chosen branches: nothing was written.`,
      hint: 'Patients with a reception in the branches of BRANCHES that is not cancelled are carried over (BRANCHES_EMPTY=include: those without any reception, too). ident-amocrm test-db shows the branches.',
    },
  }),
  forgetIncomplete: (p: {
    id: PatientId;
    contacts?: readonly number[];
    deals?: readonly number[];
  }): ErrorKind => ({
    code: 'FORGET_INCOMPLETE',
    exit: exitCode.failed,
    retryable: true,
    ru: {
      message: `Пациент ${patientIdText(p.id)} больше не синхронизируется, но очистить удалось не всё: ${p.contacts ? `контакты ${p.contacts.join(', ')}` : `сделки ${p.deals?.join(', ')}`}.`,
      hint: 'Повторите команду; ближайшие проходы попробуют и сами. Если не поможет, очистите там поля IDENT вручную и повторите ещё раз; сделку из «Неразобранного» сначала примите.',
    },
    en: {
      message: `Patient ${patientIdText(p.id)} is not synced any more, but not everything could be cleared: ${p.contacts ? `contacts ${p.contacts.join(', ')}` : `deals ${p.deals?.join(', ')}`}.`,
      hint: 'Run the command again; the next passes try as well. If that does not help, clear the IDENT fields there by hand and run it once more; accept a deal out of «Неразобранное» first.',
    },
  }),
} as const;
