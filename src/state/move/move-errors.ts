import { errorKind, exitCode } from '../../app-error.ts';

const { usage, temporary } = exitCode;

interface Ends {
  readonly state: string;
  readonly place: string;
}

/** Why a state is not moved, or not used since it was. */
export const moveErrors = {
  left: ({ state, place }: Ends) =>
    errorKind('STATE_MOVED', usage, false, {
      ru: `Состояние отсюда перенесено (${state}): теперь оно в ${place}.`,
      ruHint:
        'Укажите в STATE_URL новое место. Вернуть состояние сюда: ident-amocrm state migrate --to ПРЕЖНИЙ_STATE_URL, пока в STATE_URL стоит новое место.',
      en: `The state has been moved away from here (${state}): it is now in ${place}.`,
      enHint:
        'Name the new place in STATE_URL. To bring it back: ident-amocrm state migrate --to FORMER_STATE_URL, while STATE_URL names the new place.',
    }),
  leaving: ({ state, place }: Ends) =>
    errorKind('STATE_MOVED', usage, false, {
      ru: `Состояние переносили отсюда (${state}) в ${place}, и здесь не записано, что перенос закончен.`,
      ruHint:
        'Повторите его: прежний STATE_URL и ident-amocrm state migrate --to с тем же местом. Команда посмотрит, где состояние, и закончит перенос или скажет, что делать.',
      en: `The state was being moved away from here (${state}) to ${place}, and nothing here says that this was finished.`,
      enHint:
        'Run it again: the former STATE_URL, and ident-amocrm state migrate --to the same place. It looks where the state is, and finishes the move or says what to do.',
    }),
  reopened: ({ state, place }: Ends) =>
    errorKind('STATE_PLACE_TAKEN', usage, false, {
      ru: `Перенос в ${place} не был закончен, а теперь там другое состояние. Состоянием отсюда (${state}) снова можно пользоваться.`,
      ruHint:
        'Оно считается восстановленным из копии: до сверки со всем никто не создаётся. Для переноса укажите свободное место: другой файл или другую STATE_SCHEMA.',
      en: `The move to ${place} was never finished, and another state is there now. The one here (${state}) may be used again.`,
      enHint:
        'It counts as restored: nobody is created before everything was compared. To move it, name a free place: another file, or another STATE_SCHEMA.',
    }),
  arriving: ({ state, place }: Ends) =>
    errorKind('STATE_ARRIVING', usage, false, {
      ru: `Перенос состояния сюда не закончен (${state}, из ${place}).`,
      ruHint:
        'Повторите его: прежний STATE_URL и ident-amocrm state migrate --to НОВЫЙ_STATE_URL. До этого прежнее состояние остаётся на месте.',
      en: `The state has not wholly been moved to here (${state}, from ${place}).`,
      enHint:
        'Run it again: the former STATE_URL, and ident-amocrm state migrate --to NEW_STATE_URL. Until then the former state stays where it is.',
    }),
  taken: ({ place }: Pick<Ends, 'place'>) =>
    errorKind('STATE_PLACE_TAKEN', usage, false, {
      ru: `Там уже есть состояние (${place}). Ничего не перенесено.`,
      ruHint:
        'Укажите свободное место: другой файл или другую STATE_SCHEMA. Поверх переносится только то состояние, которое отсюда и ушло.',
      en: `There is a state already (${place}). Nothing was moved.`,
      enHint:
        'Name a free place: another file, or another STATE_SCHEMA. Only the state that has left from there is written over.',
    }),
  same: ({ place }: Pick<Ends, 'place'>) =>
    errorKind('STATE_PLACE_SAME', usage, false, {
      ru: `Состояние уже здесь (${place}).`,
      ruHint:
        'В --to укажите место, куда перенести: sqlite:data/state.db или postgres://пользователь@сервер/база.',
      en: `The state is here already (${place}).`,
      enHint:
        'Name in --to where it is to go: sqlite:data/state.db or postgres://user@server/database.',
    }),
  otherKey: ({ place, keyFile }: Pick<Ends, 'place'> & { keyFile: string }) =>
    errorKind('STATE_PLACE_KEY', usage, false, {
      ru: `На месте ключа лежит другой ключ (${keyFile}, для ${place}). Ничего не перенесено.`,
      ruHint:
        'Уберите этот файл (не удаляйте): он от другого состояния. Ключ переносится вместе со своим состоянием.',
      en: `Where the key belongs lies another one (${keyFile}, for ${place}). Nothing was moved.`,
      enHint:
        'Move that file away (do not delete it): it is of another state. A key goes with its state.',
    }),
  changed: ({ state, place, table }: Ends & { table: string }) =>
    errorKind('STATE_MOVE_DIFFERS', temporary, true, {
      ru: `После переноса таблица ${table} не сошлась (${state} и ${place}). Состояние осталось, где было.`,
      ruHint: 'Во время переноса его изменила другая команда. Повторите, когда никто не работает.',
      en: `After the move the table ${table} was not the same (${state} and ${place}). The state stays where it was.`,
      enHint: 'Another command changed it meanwhile. Run it again while nobody works.',
    }),
} as const;
