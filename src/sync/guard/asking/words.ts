import { everyField } from '../../../contact/model/fields.ts';
import type { Language } from '../../../language.ts';
import type { RuleChange } from '../rule-changes.ts';

/** What a guarded change means to a person; `cleared:inn` names its item by the key. */
export function guardedKindText(kind: string, language: Language): string {
  const key = /^cleared:(.+)$/.exec(kind)?.[1];
  const rule = /^rule:(.+)$/.exec(kind)?.[1];
  if (rule !== undefined) return itemText(rule, language);
  if (key !== undefined) {
    const name = itemText(key, language);
    return language === 'ru' ? `очищается «${name}»` : `“${name}” is emptied`;
  }
  return guardedKinds[language][kind] ?? kind;
}

const guardedKinds: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  ru: {
    removed: 'исчезли из IDENT',
    'identity-changed': 'под тем же номером другой человек',
    'identity-disagrees': 'их ID стоит в контакте другого человека',
    're-created': 'создаются заново',
    relinked: 'переходят к контакту, с которым объединён их прежний',
    overwritten: 'имя или телефоны заменяются целиком',
    'same-name': 'у разных пациентов становится одно имя',
    'same-phone': 'у разных пациентов становится один телефон',
    unseen: 'контакты не видны',
    'deal-created': 'создаются сделки визитов',
    'deal-closed': 'закрываются сделки визитов',
    'deal-reopened': 'открываются вновь сделки визитов',
    'deal-back': 'сделки визитов возвращаются на прежний этап',
    'deal-price': 'меняется бюджет сделок визитов',
  },
  en: {
    removed: 'vanished from IDENT',
    'identity-changed': 'another person under the same number',
    'identity-disagrees': "their id stands in another person's contact",
    're-created': 'made anew',
    relinked: 'linked to the contact that theirs was merged into',
    overwritten: 'name or phones are replaced as a whole',
    'same-name': 'different patients get one same name',
    'same-phone': 'different patients get one same phone',
    unseen: 'contacts not seen',
    'deal-created': 'deals of visits are made',
    'deal-closed': 'deals of visits are closed',
    'deal-reopened': 'deals of visits are opened again',
    'deal-back': 'deals of visits go back to a former stage',
    'deal-price': 'prices of deals of visits change',
  },
};

const ownWords: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  name: { ru: 'Имя', en: 'Name' },
  phones: { ru: 'Телефоны', en: 'Phones' },
  emails: { ru: 'E-mail', en: 'E-mails' },
};

/** An item of a contact by the name that people see. */
const itemText = (item: string, language: Language): string =>
  ownWords[item]?.[language] ?? everyField.find(({ key }) => key === item)?.name ?? item;

/** Item by item: how many contacts hold it now, and will; for how many it changes. */
export const ruleText = (
  { item, before, after, changed }: RuleChange,
  language: Language,
): string =>
  language === 'ru'
    ? `${itemText(item, language)}: сейчас у ${before}, станет у ${after}, меняется у ${changed}`
    : `${itemText(item, language)}: now ${before} have it, then ${after}, ${changed} change`;
