import { AppError, errorKind, exitCode } from '../app-error.ts';
import { type PatientId, patientIdText } from '../contact/model/patient-key.ts';

/** A pass cannot begin or go on. */
export class SyncError extends AppError {}

/** True wherever a pass stops: what it wrote before that, as an incremental one or in a batch before, stays. */
export const passStopped = {
  ru: 'Проход остановлен, дальше ничего не записано.',
  en: 'The pass was stopped; nothing was written after that.',
} as const;

export const syncErrors = {
  crmMoving: () =>
    errorKind('CRM_MOVING', exitCode.temporary, true, {
      ru: 'Список новых контактов в amoCRM меняется быстрее, чем читается: сейчас создавать контакты нельзя.',
      ruHint:
        'Дождитесь конца массового удаления или слияния в amoCRM; следующий проход продолжит сам.',
      en: "amoCRM's list of new contacts changes faster than it can be read: nothing can be created now.",
      enHint:
        'Wait until the bulk deletion or merge in amoCRM is over; the next pass goes on by itself.',
    }),
  deepPassFirst: () =>
    errorKind('DEEP_PASS_FIRST', exitCode.failed, false, {
      ru: 'Сначала нужна полная сверка: какие контакты есть в amoCRM, после восстановления, потери состояния или смены базы знает только она.',
      ruHint:
        'Запустите её: ident-amocrm sync. Она найдёт контакты, о которых состояние не знает, и ничего не удвоит.',
      en: 'First everything has to be compared: which contacts amoCRM has, after a restore, a lost state or a change of database, only that tells.',
      enHint:
        'Run it: ident-amocrm sync. It finds the contacts that the state does not know and doubles nothing.',
    }),
  patientUnknown: (p: { id: PatientId }) =>
    errorKind('PATIENT_UNKNOWN', exitCode.failed, false, {
      ru: `Пациента ${patientIdText(p.id)} нет в базе IDENT.`,
      ruHint:
        'Нужен Patients.ID_Persons, а не номер карты. Узнать его: SELECT TOP 5 ID_Persons FROM Patients.',
      en: `IDENT has no patient ${patientIdText(p.id)}.`,
      enHint:
        'It takes Patients.ID_Persons, not the number of a card. To find one: SELECT TOP 5 ID_Persons FROM Patients.',
    }),
  patientForgotten: (p: { id: PatientId }) =>
    errorKind('PATIENT_FORGOTTEN', exitCode.failed, false, {
      ru: `Пациент ${patientIdText(p.id)} забыт командой forget: он не синхронизируется.`,
      ruHint: `Вернуть его в синхронизацию: ident-amocrm forget --patient-id ${patientIdText(p.id)} --undo`,
      en: `Patient ${patientIdText(p.id)} was forgotten by command: it is not synced.`,
      enHint: `Take it up again: ident-amocrm forget --patient-id ${patientIdText(p.id)} --undo`,
    }),
  patientOutside: (p: { id: PatientId }) =>
    errorKind('PATIENT_OUTSIDE', exitCode.failed, false, {
      ru: `Пациент ${patientIdText(p.id)} не относится к выбранным филиалам: ничего не записано.`,
      ruHint:
        'Переносятся пациенты, у которых есть неотменённый приём в филиалах из BRANCHES (BRANCHES_EMPTY=include: и те, у кого приёмов нет). Выбор по филиалам показывает ident-amocrm test-db.',
      en: `Patient ${patientIdText(p.id)} is not of the chosen branches: nothing was written.`,
      enHint:
        'Patients with a reception in the branches of BRANCHES that is not cancelled are carried over (BRANCHES_EMPTY=include: those without any reception, too). ident-amocrm test-db shows the branches.',
    }),
  forgetIncomplete: (p: {
    id: PatientId;
    contacts?: readonly number[];
    deals?: readonly number[];
  }) =>
    errorKind('FORGET_INCOMPLETE', exitCode.failed, true, {
      ru: `Пациент ${patientIdText(p.id)} больше не синхронизируется, но очистить удалось не всё: ${p.contacts ? `контакты ${p.contacts.join(', ')}` : `сделки ${p.deals?.join(', ')}`}.`,
      ruHint:
        'Повторите команду; ближайшие проходы попробуют и сами. Если не поможет, очистите там поля IDENT вручную и повторите ещё раз; сделку из «Неразобранного» сначала примите.',
      en: `Patient ${patientIdText(p.id)} is not synced any more, but not everything could be cleared: ${p.contacts ? `contacts ${p.contacts.join(', ')}` : `deals ${p.deals?.join(', ')}`}.`,
      enHint:
        'Run the command again; the next passes try as well. If that does not help, clear the IDENT fields there by hand and run it once more; accept a deal out of «Неразобранное» first.',
    }),
} as const;
