import type { Language, Localized } from '../language.ts';
import type { RejectedRow } from '../state/patients/rejected.ts';
import {
  createdNotShown,
  identityChanged,
  identityDisagrees,
  idUnreadable,
  mergedOnCreate,
} from '../sync/identity/held/held.ts';
import { itemWords } from './item-names.ts';

/** What a reason means, and what to do. */
export interface RejectionText {
  readonly meaning: string;
  readonly advice: string;
}

/** Its texts, as they are written down. */
export const rejection = (texts: {
  readonly ru: string;
  readonly adviceRu: string;
  readonly en: string;
  readonly adviceEn: string;
}): Localized<RejectionText> => ({
  ru: { meaning: texts.ru, advice: texts.adviceRu },
  en: { meaning: texts.en, advice: texts.adviceEn },
});

/** By amoCRM's code or ours. */
const reasons: Readonly<Record<string, Localized<RejectionText>>> = {
  NotSupportedChoice: rejection({
    ru: 'такого варианта или значения amoCRM не знает',
    adviceRu:
      'проверьте значение в IDENT и варианты поля: страница «Поля» или ident-amocrm fields check',
    en: 'amoCRM does not know such a choice or value',
    adviceEn:
      "check the value in IDENT and the field's options: the page Fields or ident-amocrm fields check",
  }),
  InvalidType: rejection({
    ru: 'значение не подходит к типу поля',
    adviceRu:
      'исправьте значение в IDENT; проверьте тип поля: страница «Поля» или ident-amocrm fields check',
    en: "the value does not fit the field's type",
    adviceEn:
      "correct the value in IDENT; check the field's type: the page Fields or ident-amocrm fields check",
  }),
  FieldNotExpected: rejection({
    ru: 'amoCRM не ждёт такого поля',
    adviceRu: 'проверьте поля: страница «Поля» или ident-amocrm fields check',
    en: 'amoCRM expects no such field',
    adviceEn: 'check the fields: the page Fields or ident-amocrm fields check',
  }),
  FieldMissing: rejection({
    ru: 'amoCRM требует поле, которого нет в запросе',
    adviceRu: 'снимите в amoCRM обязательность поля контакта или заполните его в IDENT',
    en: 'amoCRM demands a field that the request has not',
    adviceEn: 'make the contact field optional in amoCRM, or fill it in IDENT',
  }),
  BodyRefused: rejection({
    ru: 'фронт amoCRM или файрвол не пропускает значения этого пациента (HTTP 403 страницей)',
    adviceRu:
      'посмотрите в карточке IDENT необычные знаки и ссылки (комментарий, адрес), исправьте и отправьте снова; если всё обычно, спросите того, кто ведёт прокси или файрвол',
    en: "amoCRM's front or a firewall does not let this patient's values through (HTTP 403 as a page)",
    adviceEn:
      'look for unusual signs and links in the IDENT card (comment, address), correct them and send it again; if all is usual, ask whoever runs the proxy or firewall',
  }),
  Refused: rejection({
    ru: 'amoCRM отклонила строку, не назвав причины',
    adviceRu:
      'посмотрите пациента (страница «Пациент» или ident-amocrm test --patient-id N), затем отправьте снова',
    en: 'amoCRM rejected the row without a reason',
    adviceEn:
      'look at the patient (the page Patient or ident-amocrm test --patient-id N), then send it again',
  }),
  [identityChanged]: rejection({
    ru: 'имя, дата рождения и телефон другие: похоже, другой человек под тем же номером',
    adviceRu:
      'сравните карточку с контактом; если человек тот же, отправьте его снова отдельно (ident-amocrm rejected retry --patient-id N)',
    en: 'name, birthday and phone differ: it seems another person under the same number',
    adviceEn:
      'compare card and contact; if it is the same person, send them again by name (ident-amocrm rejected retry --patient-id N)',
  }),
  [identityDisagrees]: rejection({
    ru: 'ID этого пациента стоит в контакте, похоже, другого человека',
    adviceRu:
      'сравните карточку с контактом: тот же человек, отправьте его снова (ident-amocrm rejected retry --patient-id N); другой, отделите (ident-amocrm rejected separate --patient-id N)',
    en: "this patient's id stands in a contact of what seems another person",
    adviceEn:
      'compare card and contact: the same person, send them again (ident-amocrm rejected retry --patient-id N); another one, separate them (ident-amocrm rejected separate --patient-id N)',
  }),
  [idUnreadable]: rejection({
    ru: 'в контакте, похоже, этого пациента в поле «ID пациента IDENT» стоит не номер: чей он, неизвестно',
    adviceRu:
      'сравните карточку с контактом: его контакт, отправьте снова (ident-amocrm rejected retry --patient-id N), номер будет исправлен; не его, отделите (ident-amocrm rejected separate --patient-id N)',
    en: "a contact that seems this patient's has something in the IDENT-id field that is no number: whose it is, is not known",
    adviceEn:
      'compare card and contact: theirs, send them again (ident-amocrm rejected retry --patient-id N), the number is put right; not theirs, separate them (ident-amocrm rejected separate --patient-id N)',
  }),
  [createdNotShown]: rejection({
    ru: 'amoCRM ответила, что создала контакт этого пациента, но ответ был противоречив, и контакта она не показывает',
    adviceRu:
      'поищите пациента в amoCRM по телефону и имени, в корзине тоже; нет его, отправьте снова (ident-amocrm rejected retry --patient-id N): контакт будет создан. Появится сам — пациент привяжется при сверке',
    en: "amoCRM answered that it made this patient's contact, but the answer contradicted itself, and it does not show the contact",
    adviceEn:
      'look for the patient in amoCRM by phone and name, in the trash as well; if there is none, send them again (ident-amocrm rejected retry --patient-id N): a contact is made. Should it turn up, a deep pass links it',
  }),
  ListUnreadable: rejection({
    ru: 'телефоны или почта контакта записаны в виде, которого amoCRM не описывает: их не заменить, не потеряв',
    adviceRu: 'откройте контакт, введите значение заново и отправьте пациента снова',
    en: "the contact's phones or e-mails are in a form that amoCRM does not document: they cannot be replaced without being lost",
    adviceEn: 'open the contact, type the value anew, and send the patient again',
  }),
  [mergedOnCreate]: rejection({
    ru: 'amoCRM ответила на двух новых пациентов одним контактом, и он не этого пациента',
    adviceRu:
      'посмотрите контакты с его телефоном в amoCRM; затем отправьте его снова (ident-amocrm rejected retry --patient-id N)',
    en: "amoCRM answered one contact for two new patients, and it is not this one's",
    adviceEn:
      'look at the contacts with their phone in amoCRM; then send them again (ident-amocrm rejected retry --patient-id N)',
  }),
};

/** For a code that we have no words for: its own name is all that support can go by. */
const otherwise = (code: string): Localized<RejectionText> =>
  rejection({
    ru: `amoCRM не приняла значение по своему правилу (${code})`,
    adviceRu: 'проверьте значение поля в IDENT; код в скобках назовите поддержке amoCRM',
    en: `amoCRM rejected the value by a rule of its own (${code})`,
    adviceEn: "check the field's value in IDENT; tell amoCRM's support the code in brackets",
  });

export const rejectionText = (code: string): Localized<RejectionText> =>
  reasons[code] ?? otherwise(code);

/** Why a row was rejected, as a person is told of it. */
interface RejectionReason extends RejectionText {
  readonly code: string;
  /** Name of the field, or of what else of a contact it is about; empty when nobody knows. */
  readonly field: string;
}

export function reasonOf(
  { code, subject }: Pick<RejectedRow, 'code' | 'subject'>,
  language: Language,
): RejectionReason {
  return { code, field: subjectName(subject, language), ...rejectionText(code)[language] };
}

/** The name of the item that was rejected; empty when the reason names none. */
export const subjectName = (subject: string | null, language: Language): string =>
  subject === null ? '' : itemWords(subject)[language];
