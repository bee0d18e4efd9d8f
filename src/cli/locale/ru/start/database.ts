import { pluralRu } from '../../plural.ts';

const meanings: Readonly<Record<string, string>> = {
  male: 'Мужской',
  female: 'Женский',
  active: 'Активный',
  archived: 'Архивный',
  deleted: 'Удален',
  true: 'да',
  false: 'нет',
};

export const databaseRu = {
  testDb: {
    description: 'Проверить соединение с базой IDENT и показать, что в ней найдено',
    server: 'Сервер',
    database: 'База',
    serverTime: 'Время сервера',
    patients: 'Пациентов',
    changes: 'Изменения видны по',
    changeKinds: { stamp: 'отметкам времени', rowversion: 'rowversion', due: 'наступлению срока' },
    noChangeSources: 'ничему: изменения найдёт только полная сверка',
    patientId:
      'показать числа этих пациентов рядом: визиты, суммы, аванс, долг (номера через запятую)',
    patientIds: 'Нужны номера пациентов через запятую, не больше 20.',
    columns: {
      no: '№',
      field: 'Поле',
      status: 'Состояние',
      source: 'Откуда',
      key: 'Ключ',
      filled: 'Заполнено',
      unreadable: 'Не читается',
    },
    valuesOf: (field: string) => `Значения в базе: ${field}`,
    noList: 'больше 20 разных: это не список, проверьте столбец',
    emptyCell: '(пусто)',
    visits: {
      reasons: 'Причины отмены в базе, и как они поняты',
      meanings: {
        'no-show': 'неявка',
        patient: 'отменил пациент',
        clinic: 'отменила клиника: не считается',
        transfer: 'перенос: не считается',
      },
      reasonsHint:
        'Понято не так? Назовите причину в CANCEL_REASONS: Не пришел=no-show; Заболел врач=clinic.',
      consent: (given: string, refused: string, unknown: string) =>
        `Согласие на рассылку: есть у ${given}, отказались ${refused}, не указано или не читается у ${unknown}: у последних галочки не будет`,
      severalPlans: (count: string) =>
        `Пациентов с несколькими действующими планами лечения: ${count}; «План лечения: осталось» у них пусто`,
    },
    noBranch: (name: string) => `В IDENT нет филиала «${name}» из BRANCHES`,
    meaning: (meaning: string | number | boolean | null) =>
      meaning === null ? 'не указано' : (meanings[String(meaning)] ?? String(meaning)),
    notUnderstood: 'не понято: в amoCRM останется прежнее',
    without: (field: string, columns: string) =>
      `${field}: считается без ${columns}, в базе их нет`,
    waiting:
      'Базу IDENT уже читает другая команда этой установки. Ждём: к серверу клиники держим не больше двух соединений. Остановить: Ctrl-C',
    absent: (ids: string) => `Нет в базе: ${ids}`,
    compareHint:
      'Сверьте с карточками в IDENT. Если верно, включите поле: ident-amocrm fields confirm debt (или advance, paid_total, plan_left).',
    unconfirmedHint:
      'Деньги, которые ждут подтверждения, вычисляются по догадке и выключены. Покажите бухгалтеру: ident-amocrm test-db --patient-id 1,2,3; включить: ident-amocrm fields confirm КЛЮЧ (debt, advance, paid_total, plan_left).',
    lostHint:
      'Исчезнувший столбец переименован? Назовите новый в своём профиле (IDENT_PROFILE). Если без него всё верно: ident-amocrm fields confirm КЛЮЧ.',
    status: {
      found: 'найдено',
      computed: 'вычисляется',
      unconfirmed: 'ждёт подтверждения',
      lost: 'столбец исчез',
      missing: 'нет в этой базе',
      off: 'выключено',
    },
    summary: (ready: number, total: number) =>
      `${pluralRu(ready, 'Готово', 'Готовы', 'Готово')} ${ready} ${pluralRu(ready, 'поле', 'поля', 'полей')} из ${total}.`,
    missingHint:
      'Поля, которых нет в этой базе, просто не отправляются. Если данные хранятся в другом столбце, укажите его в своём профиле (IDENT_PROFILE).',
  },
};
