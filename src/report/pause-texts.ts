import type { ErrorText } from '../app-error.ts';
import type { Localized } from '../language.ts';
import type { PauseReason } from '../state/pauses.ts';

/** Why the service rests, for a director, and what to do, for who helps him. */
export const pauseTexts: Readonly<Record<PauseReason, Localized<ErrorText>>> = {
  guard: {
    ru: {
      message: 'Остановлено массовое изменение: в amoCRM ничего не записано.',
      hint: 'Проверьте, та ли это база IDENT и всё ли в ней на месте. Если так и должно быть, разрешите изменение один раз.',
    },
    en: {
      message: 'A mass change was stopped: nothing was written to amoCRM.',
      hint: 'See whether this is the right IDENT database and whether all is there. If it is meant, allow the change once.',
    },
  },
  auth: {
    ru: {
      message: 'amoCRM не принимает доступ программы: отозван, истёк или ещё не выдан.',
      hint: 'Администратор amoCRM подключает заново на странице «Подключение»; дальше всё пойдёт само.',
    },
    en: {
      message: 'amoCRM does not accept our access: revoked, expired or not yet granted.',
      hint: 'An amoCRM administrator connects anew on the page Setup; all goes on by itself then.',
    },
  },
  account: {
    ru: {
      message: 'Аккаунт amoCRM не принимает данные: оплата, лимит тарифа, права или адрес.',
      hint: 'Проверьте оплату, тариф и права в amoCRM. Раз в полчаса делается проба.',
    },
    en: {
      message: 'The amoCRM account takes no data: payment, a limit of the plan, rights or address.',
      hint: 'Check payment, plan and rights in amoCRM. A pass is tried every half hour.',
    },
  },
  drift: {
    ru: {
      message: 'Поля в amoCRM или столбцы в IDENT уже не те, что были: ничего не записано.',
      hint: 'Откройте страницу «Поля»: что пропало, выключите (EXCLUDE_FIELDS) или создайте заново.',
    },
    en: {
      message:
        'Fields in amoCRM or columns in IDENT are not what they were any more: nothing was written.',
      hint: 'Open the page Fields: switch off what is gone (EXCLUDE_FIELDS), or make it anew.',
    },
  },
  circuit: {
    ru: {
      message: 'amoCRM заблокировала запросы с этого адреса.',
      hint: 'Программа пробует сама раз в четверть часа. Если за час не прошло, напишите в поддержку amoCRM: аккаунт и внешний IP-адрес.',
    },
    en: {
      message: 'amoCRM has blocked requests from this address.',
      hint: "A probe is sent every quarter of an hour. If it lasts for an hour, write to amoCRM's support: account and outer IP address.",
    },
  },
  user: {
    ru: { message: 'Работа приостановлена человеком.', hint: 'Нажмите «Продолжить».' },
    en: { message: 'A person paused the work.', hint: 'Press Resume.' },
  },
};

/** What the guard counted, as a line of a list: `removed`, `cleared:phones`, … */
export function guardedWords(kind: string, itemName: (item: string) => Localized<string>) {
  const [what, item] = kind.split(':', 2);
  const known = guarded[what ?? kind];
  if (known === undefined) return { ru: kind, en: kind };
  if (item === undefined) return known;
  const name = itemName(item);
  return { ru: `${known.ru}: ${name.ru}`, en: `${known.en}: ${name.en}` };
}

const guarded: Readonly<Record<string, Localized<string>>> = {
  removed: { ru: 'отметить удалёнными', en: 'to be marked as deleted' },
  'identity-changed': {
    ru: 'похоже, другой человек под тем же номером',
    en: 'seem to be another person under the same number',
  },
  'identity-disagrees': {
    ru: 'ID стоит в контакте другого человека',
    en: "their id stands in another person's contact",
  },
  're-created': { ru: 'создать заново', en: 'to be created anew' },
  cleared: { ru: 'очистить поле', en: 'a field to be emptied' },
  unseen: { ru: 'контакты не показаны amoCRM', en: 'contacts that amoCRM did not show' },
};
