import { errorKind, exitCode } from '../../app-error.ts';
import { type PatientId, patientIdText } from '../../contact/model/patient-key.ts';
import { passStopped } from '../errors.ts';

/** When it is not certain whose contact it is. */
export const identityErrors = {
  identityDisagrees: (p: { disagreeing: number; compared: number }) =>
    errorKind('IDENTITY_DISAGREES', exitCode.guard, false, {
      ru: `ID пациентов IDENT найдены в контактах amoCRM, но люди там другие: ${p.disagreeing} из ${p.compared}. ${passStopped.ru}`,
      ruHint:
        'Похоже, подключена база другой клиники или другой аккаунт amoCRM: проверьте DB_HOST, DB_NAME и аккаунт. Если всё верно: sync --deep --allow-mass-change N, где N не меньше первого числа; эти пациенты останутся ждать решения: rejected list.',
      en: `IDs of IDENT's patients were found in amoCRM's contacts, but the people there are others: ${p.disagreeing} of ${p.compared}. ${passStopped.en}`,
      enHint:
        "It seems another clinic's database or another amoCRM account is connected: check DB_HOST, DB_NAME and the account. If all is right: sync --deep --allow-mass-change N, where N is not below the first number; these patients will wait for a decision: rejected list.",
    }),
  patientNotHeld: (p: { id: PatientId }) =>
    errorKind('PATIENT_NOT_HELD', exitCode.failed, false, {
      ru: `По пациенту ${patientIdText(p.id)} решать нечего: его контакт не под вопросом.`,
      ruHint:
        'Кто ждёт решения и почему: ident-amocrm rejected list (коды identity-changed, identity-disagrees, merged-on-create, id-unreadable, created-not-shown).',
      en: `There is nothing to decide of patient ${patientIdText(p.id)}: their contact is not in question.`,
      enHint:
        'Who waits for a decision, and why: ident-amocrm rejected list (codes identity-changed, identity-disagrees, merged-on-create, id-unreadable, created-not-shown).',
    }),
  forgetOtherPerson: (p: { id: PatientId; contacts: readonly number[] }) =>
    errorKind('FORGET_OTHER_PERSON', exitCode.failed, false, {
      ru: `Пациент ${patientIdText(p.id)} не забыт: контакт (${p.contacts.join(', ')}) с его номером, похоже, другого человека, и тот лишился бы своих данных. Ничего не изменено.`,
      ruHint: `Другой человек: очистите в этом контакте поле «ID пациента IDENT» или выполните ident-amocrm rejected separate --patient-id ${patientIdText(p.id)} и ident-amocrm sync. Тот же: ident-amocrm rejected retry --patient-id ${patientIdText(p.id)} и ident-amocrm sync. Затем повторите.`,
      en: `Patient ${patientIdText(p.id)} was not forgotten: the contact (${p.contacts.join(', ')}) with this number seems to be another person's, who would lose what is theirs. Nothing was changed.`,
      enHint: `Another person: empty the field "ID пациента IDENT" in that contact, or run ident-amocrm rejected separate --patient-id ${patientIdText(p.id)} and ident-amocrm sync. The same one: ident-amocrm rejected retry --patient-id ${patientIdText(p.id)} and ident-amocrm sync. Then repeat.`,
    }),
} as const;
