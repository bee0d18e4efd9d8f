import type { Localized } from '../../language.ts';

type Words = Localized<{ readonly title: string; readonly meaning: string }>;

/** Why nothing is known of a clinic yet. */
export const unseenWords: Readonly<Record<'nobody' | 'unread', Words>> = {
  nobody: {
    ru: {
      title: 'Клинику никто не ведёт',
      meaning:
        'Ни одна работающая машина парка не может делать её проходы. Причину по каждой машине называет ident-amocrm fleet status.',
    },
    en: {
      title: 'Nobody carries this clinic over',
      meaning:
        'No machine of the fleet that works can make its passes. ident-amocrm fleet status names the reason of each machine.',
    },
  },
  unread: {
    ru: {
      title: 'Ещё ничего не известно',
      meaning: 'Первый проход этой клиники ещё не закончился.',
    },
    en: {
      title: 'Nothing is known yet',
      meaning: 'The first pass of this clinic has not ended yet.',
    },
  },
};
