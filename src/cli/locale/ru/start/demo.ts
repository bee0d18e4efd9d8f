import { pluralRu } from '../../plural.ts';

/** What can happen in the sample clinic. */
const kinds: Readonly<Record<string, string>> = {
  newPatient: 'новый пациент',
  visit: 'визит',
  payment: 'оплата',
  phone: 'новый телефон',
  address: 'новый адрес',
  marriage: 'новая фамилия',
  comment: 'комментарий',
  archiving: 'перевод в архив',
  deletion: 'удаление',
  booking: 'запись',
  arrival: 'пациент пришёл',
  bill: 'счёт выдан',
  cancellation: 'отмена записи',
  move: 'перенос записи',
};

const requestsRu = (count: number) => pluralRu(count, 'запрос', 'запроса', 'запросов');
const patientsRu = (count: number) => pluralRu(count, 'пациент', 'пациента', 'пациентов');

export const demoRu = {
  demo: {
    description: 'Весь путь пациента на учебных данных; ничего настраивать не нужно',
    patients: 'сколько пациентов в каждой базе',
    sources: 'сколько баз IDENT (филиалов) в одном аккаунте',
    visits: 'визиты становятся сделками: воронка, первая загрузка, день клиники, сверка',
    once: 'закончить после показа, не продолжать вживую',
    title: 'ident-amocrm: демонстрация',
    about: [
      'Учебная клиника и песочница amoCRM на этом компьютере.',
      'Данные вымышлены, чужие аккаунты не затрагиваются.',
    ],
    steps: {
      database: 'База IDENT',
      sandbox: 'Песочница amoCRM',
      fields: 'Поля контакта',
      plan: 'План',
      load: 'Первая загрузка',
      day: 'День клиники',
      again: 'Ещё один проход',
      deep: 'Полная сверка',
      sources: 'Пациент 1 в базах',
      patient: 'Пациент 1',
    },
    database: (patients: string, count: number, duration: string) =>
      `${patients} ${patientsRu(count)}, визиты, заказы, справочники (${duration})`,
    sandbox: (url: string) => `${url} (7 запросов в секунду, как настоящая)`,
    fields: (count: number) =>
      `${pluralRu(count, 'создано', 'созданы', 'создано')} ${count} ${pluralRu(count, 'поле', 'поля', 'полей')}`,
    cost: (requests: string, count: number, duration: string) =>
      `≈ ${requests} ${requestsRu(count)}, ≈ ${duration}`,
    load: (contacts: string, count: number, duration: string, requests: string) =>
      `${contacts} ${pluralRu(count, 'контакт', 'контакта', 'контактов')} за ${duration}, запросов: ${requests}`,
    day: (changes: number, created: string, updated: string) =>
      `${changes} ${pluralRu(changes, 'изменение', 'изменения', 'изменений')} в IDENT: контактов создано ${created}, обновлено ${updated}`,
    dayCost: (duration: string, writes: number) =>
      `от изменения до amoCRM ${duration}, запросов на запись: ${writes}`,
    again: (requests: string) => `ничего не изменилось, запросов: ${requests}`,
    deep: (patients: string, count: number, duration: string) =>
      `${pluralRu(count, 'сверен', 'сверены', 'сверено')} ${patients} ${patientsRu(count)} за ${duration}: расхождений нет`,
    deepDiffers: (patients: string, count: number, found: string) =>
      `${pluralRu(count, 'сверен', 'сверены', 'сверено')} ${patients} ${patientsRu(count)}, исправлено: ${found}`,
    branch: (number: number) => `Филиал ${number}`,
    ofSource: (branch: string, id: string, contact: number | null) =>
      `${branch}: пациент ${id}, контакт ${contact ?? '—'}`,
    patient: (contact: number | null) => `в IDENT и в amoCRM (контакт ${contact ?? '—'})`,
    page: 'Контакты в браузере:',
    dashboard: 'Панель в браузере:',
    dashboardNote: 'Ссылка входит без пароля, один раз и в течение часа.',
    notBuilt:
      'Панель не собрана: нужны зависимости для разработки (npm ci без --omit=dev) и npm run build.',
    asked: 'проход по просьбе',
    live: 'Клиника и служба работают: каждые 10 секунд новые изменения. Остановить: Ctrl-C',
    kinds,
    deals: 'сделки',
    after: (duration: string) => `через ${duration}`,
    ended: 'Демонстрация закончена, временная папка удалена.',
    onceEnd: 'Готово. Вживую, с контактами в браузере: ident-amocrm demo',
  },
};
