import { type ErrorKind, exitCode } from '../../app-error.ts';

const refusal = { exit: exitCode.usage, retryable: false } as const;

interface Ends {
  readonly state: string;
  readonly place: string;
}

/** Why a state is not moved, or not used since it was. */
export const moveErrors = {
  left: ({ state, place }: Ends): ErrorKind => ({
    code: 'STATE_MOVED',
    ...refusal,
    ru: {
      message: `Состояние отсюда перенесено (${state}): теперь оно в ${place}.`,
      hint: 'Укажите в STATE_URL новое место. Вернуть состояние сюда: ident-amocrm state migrate --to ПРЕЖНИЙ_STATE_URL, пока в STATE_URL стоит новое место.',
    },
    en: {
      message: `The state has been moved away from here (${state}): it is now in ${place}.`,
      hint: 'Name the new place in STATE_URL. To bring it back: ident-amocrm state migrate --to FORMER_STATE_URL, while STATE_URL names the new place.',
    },
  }),
  leaving: ({ state, place }: Ends): ErrorKind => ({
    code: 'STATE_MOVED',
    ...refusal,
    ru: {
      message: `Состояние переносили отсюда (${state}) в ${place}, и здесь не записано, что перенос закончен.`,
      hint: 'Повторите его: прежний STATE_URL и ident-amocrm state migrate --to с тем же местом. Команда посмотрит, где состояние, и закончит перенос или скажет, что делать.',
    },
    en: {
      message: `The state was being moved away from here (${state}) to ${place}, and nothing here says that this was finished.`,
      hint: 'Run it again: the former STATE_URL, and ident-amocrm state migrate --to the same place. It looks where the state is, and finishes the move or says what to do.',
    },
  }),
  reopened: ({ state, place }: Ends): ErrorKind => ({
    code: 'STATE_PLACE_TAKEN',
    ...refusal,
    ru: {
      message: `Перенос в ${place} не был закончен, а теперь там другое состояние. Состоянием отсюда (${state}) снова можно пользоваться.`,
      hint: 'Оно считается восстановленным из копии: до сверки со всем никто не создаётся. Для переноса укажите свободное место: другой файл или другую STATE_SCHEMA.',
    },
    en: {
      message: `The move to ${place} was never finished, and another state is there now. The one here (${state}) may be used again.`,
      hint: 'It counts as restored: nobody is created before everything was compared. To move it, name a free place: another file, or another STATE_SCHEMA.',
    },
  }),
  arriving: ({ state, place }: Ends): ErrorKind => ({
    code: 'STATE_ARRIVING',
    ...refusal,
    ru: {
      message: `Перенос состояния сюда не закончен (${state}, из ${place}).`,
      hint: 'Повторите его: прежний STATE_URL и ident-amocrm state migrate --to НОВЫЙ_STATE_URL. До этого прежнее состояние остаётся на месте.',
    },
    en: {
      message: `The state has not wholly been moved to here (${state}, from ${place}).`,
      hint: 'Run it again: the former STATE_URL, and ident-amocrm state migrate --to NEW_STATE_URL. Until then the former state stays where it is.',
    },
  }),
  taken: ({ place }: Pick<Ends, 'place'>): ErrorKind => ({
    code: 'STATE_PLACE_TAKEN',
    ...refusal,
    ru: {
      message: `Там уже есть состояние (${place}). Ничего не перенесено.`,
      hint: 'Укажите свободное место: другой файл или другую STATE_SCHEMA. Поверх переносится только то состояние, которое отсюда и ушло.',
    },
    en: {
      message: `There is a state already (${place}). Nothing was moved.`,
      hint: 'Name a free place: another file, or another STATE_SCHEMA. Only the state that has left from there is written over.',
    },
  }),
  same: ({ place }: Pick<Ends, 'place'>): ErrorKind => ({
    code: 'STATE_PLACE_SAME',
    ...refusal,
    ru: {
      message: `Состояние уже здесь (${place}).`,
      hint: 'В --to укажите место, куда перенести: sqlite:data/state.db или postgres://пользователь@сервер/база.',
    },
    en: {
      message: `The state is here already (${place}).`,
      hint: 'Name in --to where it is to go: sqlite:data/state.db or postgres://user@server/database.',
    },
  }),
  otherKey: ({ place, keyFile }: Pick<Ends, 'place'> & { keyFile: string }): ErrorKind => ({
    code: 'STATE_PLACE_KEY',
    ...refusal,
    ru: {
      message: `На месте ключа лежит другой ключ (${keyFile}, для ${place}). Ничего не перенесено.`,
      hint: 'Уберите этот файл (не удаляйте): он от другого состояния. Ключ переносится вместе со своим состоянием.',
    },
    en: {
      message: `Where the key belongs lies another one (${keyFile}, for ${place}). Nothing was moved.`,
      hint: 'Move that file away (do not delete it): it is of another state. A key goes with its state.',
    },
  }),
  changed: ({ state, place, table }: Ends & { table: string }): ErrorKind => ({
    code: 'STATE_MOVE_DIFFERS',
    exit: exitCode.temporary,
    retryable: true,
    ru: {
      message: `После переноса таблица ${table} не сошлась (${state} и ${place}). Состояние осталось, где было.`,
      hint: 'Во время переноса его изменила другая команда. Повторите, когда никто не работает.',
    },
    en: {
      message: `After the move the table ${table} was not the same (${state} and ${place}). The state stays where it was.`,
      hint: 'Another command changed it meanwhile. Run it again while nobody works.',
    },
  }),
} as const;
