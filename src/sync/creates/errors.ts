import { errorKind, exitCode } from '../../app-error.ts';
import type { Language } from '../../language.ts';
import { passStopped } from '../errors.ts';

/** What an answer of amoCRM said against what is assumed of it (SPEC, A1 and A5). */
export type Contradiction =
  /** A list is not in the order that was asked for. */
  | 'list-order'
  /** A new contact got an id that is not above all that were known before. */
  | 'id-order'
  /** Too many creates of a pass were answered with one contact for two patients. */
  | 'shared-contacts';

/** When amoCRM does not do what is assumed of it. */
export const createErrors = {
  crmContradicts: (p: { what: Contradiction; times: number }) =>
    errorKind('CRM_CONTRADICTS', exitCode.failed, false, {
      ru: `amoCRM отвечает не так, как должен: ${contradictionTexts.ru[p.what]}. Такое было ${p.times} раза за сутки; контакты больше не создаются, чтобы никого не удвоить.`,
      ruHint:
        'Напишите в поддержку amoCRM, приложив это сообщение. Ничего не потеряно: каждые полчаса делается полная сверка, и после удачной работа продолжится сама.',
      en: `amoCRM does not answer as it must: ${contradictionTexts.en[p.what]}. This happened ${p.times} times in a day; no more contacts are created, so that nobody is doubled.`,
      enHint:
        "Write to amoCRM's support and quote this message. Nothing is lost: everything is compared every half hour, and after a comparison that ends well the work goes on by itself.",
    }),
  contactsHidden: (p: { contacts: number }) =>
    errorKind('CONTACTS_HIDDEN', exitCode.failed, false, {
      ru: `amoCRM не показывает контакты по одному (${p.contacts}), и те, что точно есть, тоже: они не считаются удалёнными. ${passStopped.ru}`,
      ruHint: 'Проверьте права пользователя, выдавшего доступ: он должен видеть все контакты.',
      en: `amoCRM does not show single contacts (${p.contacts}), nor those that are surely there: they do not count as deleted. ${passStopped.en}`,
      enHint: 'Check the rights of the user who granted access: that user must see all contacts.',
    }),
} as const;

const contradictionTexts: Readonly<Record<Language, Readonly<Record<Contradiction, string>>>> = {
  ru: {
    'list-order': 'список контактов идёт не в том порядке, который запрошен',
    'id-order': 'новый контакт получил номер не больше прежних',
    'shared-contacts': 'один контакт назван ответом для двух пациентов',
  },
  en: {
    'list-order': 'the list of contacts is not in the order that was asked for',
    'id-order': 'a new contact got an id that is not above the earlier ones',
    'shared-contacts': 'one contact was answered for two patients',
  },
};
