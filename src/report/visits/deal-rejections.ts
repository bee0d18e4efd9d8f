import type { Localized } from '../../language.ts';
import { visitFields } from '../../visits/setup/visit-fields.ts';
import { type RejectionText, rejection } from '../rejection-reasons.ts';

const again: Localized<string> = {
  ru: 'затем отправьте снова: ident-amocrm rejected retry',
  en: 'then send it again: ident-amocrm rejected retry',
};

/** By amoCRM's code or ours. What suits a contact's field says nothing of a deal's. */
const reasons: Readonly<Record<string, Localized<RejectionText>>> = {
  InvalidType: rejection({
    ru: 'значение не подходит к типу поля сделки',
    adviceRu: `проверьте поля визитов: ident-amocrm visits setup --dry-run; ${again.ru}`,
    en: "the value does not fit the type of the deal's field",
    adviceEn: `check the fields of visits: ident-amocrm visits setup --dry-run; ${again.en}`,
  }),
  NotSupportedChoice: rejection({
    ru: 'такого этапа, пользователя или значения amoCRM не знает',
    adviceRu: `проверьте воронку и поля визитов: ident-amocrm visits setup --dry-run; ${again.ru}`,
    en: 'amoCRM does not know such a stage, user or value',
    adviceEn: `check pipeline and fields of visits: ident-amocrm visits setup --dry-run; ${again.en}`,
  }),
  FieldMissing: rejection({
    ru: 'amoCRM требует поле сделки, которого нет в запросе',
    adviceRu: `снимите в amoCRM обязательность поля сделки на этапах визитов; ${again.ru}`,
    en: 'amoCRM demands a field of the deal that the request has not',
    adviceEn: `make that field of deals optional in the stages of visits in amoCRM; ${again.en}`,
  }),
  BodyRefused: rejection({
    ru: 'фронт amoCRM или файрвол не пропускает значения этой сделки (HTTP 403 страницей)',
    adviceRu: `посмотрите в записи IDENT необычные знаки (причина отмены, филиал, источник), исправьте; ${again.ru}`,
    en: "amoCRM's front or a firewall does not let this deal's values through (HTTP 403 as a page)",
    adviceEn: `look for unusual signs in IDENT's booking (cancel reason, branch, source), correct them; ${again.en}`,
  }),
  Refused: rejection({
    ru: 'amoCRM отклонила сделку, не назвав причины',
    adviceRu: `посмотрите, что записывается: ident-amocrm visits plan --reception-id N; ${again.ru}`,
    en: 'amoCRM rejected the deal without a reason',
    adviceEn: `look at what is written: ident-amocrm visits plan --reception-id N; ${again.en}`,
  }),
};

/** For a code that we have no words for: its own name is all that support can go by. */
const otherwise = (code: string): Localized<RejectionText> =>
  rejection({
    ru: `amoCRM не приняла сделку по своему правилу (${code})`,
    adviceRu: `посмотрите, что записывается: ident-amocrm visits plan --reception-id N; код в скобках назовите поддержке amoCRM`,
    en: `amoCRM rejected the deal by a rule of its own (${code})`,
    adviceEn: `look at what is written: ident-amocrm visits plan --reception-id N; tell amoCRM's support the code in brackets`,
  });

export const dealRejectionText = (code: string): Localized<RejectionText> =>
  reasons[code] ?? otherwise(code);

/** What of a deal is no custom field of ours, by amoCRM's names. */
const parts: Readonly<Record<string, Localized<string>>> = {
  name: { ru: 'Название сделки', en: 'Name of the deal' },
  price: { ru: 'Бюджет', en: 'Price' },
  status_id: { ru: 'Этап', en: 'Stage' },
  pipeline_id: { ru: 'Воронка', en: 'Pipeline' },
  loss_reason_id: { ru: 'Причина отказа', en: 'Loss reason' },
  responsible_user_id: { ru: 'Ответственный', en: 'Responsible' },
  custom_fields_values: { ru: 'Поля сделки', en: 'Fields of the deal' },
  _embedded: { ru: 'Контакт сделки', en: 'Contact of the deal' },
};

/** What of a deal was rejected, as people call it; a field is called what it is called in amoCRM. */
export function dealSubject(subject: string): Localized<string> {
  const field = visitFields.find(({ key }) => key === subject);
  if (field !== undefined) return { ru: field.name, en: field.name };
  return parts[subject] ?? { ru: subject, en: subject };
}
