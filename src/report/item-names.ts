import { everyField } from '../contact/model/fields.ts';
import type { Localized } from '../language.ts';

/** What people call that of a contact which is no field of ours. */
export const itemNames: Localized<Record<'name' | 'phones' | 'emails', string>> = {
  ru: { name: 'Имя', phones: 'Телефоны', emails: 'Почта' },
  en: { name: 'Name', phones: 'Phones', emails: 'E-mails' },
};

/**
 * What people call a field's key, `name`, `phones`, `emails`, `user:504141`, `deal:81:12345`, or the first word of amoCRM's path, which
 * stands for itself.
 * A field is called what it is called in amoCRM, in either language.
 */
export function itemWords(item: string): Localized<string> {
  const field = everyField.find(({ key }) => key === item);
  if (field !== undefined) return { ru: field.name, en: field.name };
  if (item === 'name' || item === 'phones' || item === 'emails') {
    return { ru: itemNames.ru[item], en: itemNames.en[item] };
  }
  const [, user] = /^user:(\d+)$/.exec(item) ?? [];
  if (user === '0') return { ru: 'робот самой amoCRM', en: "a robot of amoCRM's own" };
  if (user !== undefined) return { ru: `пользователь ${user}`, en: `user ${user}` };
  const [, deal, visit] = /^deal:(\d+):(.+)$/.exec(item) ?? [];
  if (deal !== undefined) {
    return {
      ru: `сделка ${deal}, ID записи ${visit}`,
      en: `deal ${deal}, booking ${visit}`,
    };
  }
  if (item === 'parent') return { ru: 'Родитель/опекун', en: 'Parent or guardian' };
  return { ru: item, en: item };
}
