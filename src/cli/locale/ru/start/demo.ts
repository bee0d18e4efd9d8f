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

const dealsRu = (count: number) => pluralRu(count, 'сделка', 'сделки', 'сделок');

/** What IDENT did with receptions. */
interface Happened {
  readonly booked: number;
  readonly came: number;
  readonly cancelled: number;
  readonly movedOn: number;
}

const clinicNames = ['Ромашка', 'Василёк', 'Жемчуг', 'Улыбка', 'Зубная фея'];

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
    live: 'Клиника и служба работают: каждые 10 секунд в IDENT что-то меняется. Остановить: Ctrl-C',
    kinds,
    deals: 'сделки',
    after: (duration: string) => `через ${duration}`,
    ended: 'Демонстрация закончена, временная папка удалена.',
    onceEnd: 'Готово. Вживую, с контактами в браузере: ident-amocrm demo',
  },
  demoVisits: {
    steps: {
      setup: 'Воронка визитов',
      load: 'Сделки визитов',
      day: 'День записи',
      person: 'Менеджер и сделка',
      again: 'Ещё проход',
      audit: 'Сверка сделок',
    },
    setup: (stages: readonly string[], fields: number) =>
      `${stages.join(' → ')}; ${pluralRu(fields, 'создано', 'созданы', 'создано')} ${fields} ${pluralRu(fields, 'поле', 'поля', 'полей')} сделки`,
    load: (deals: string, count: number, perHour: number, waiting: string) =>
      `${deals} ${dealsRu(count)} за первый час (VISITS_PER_HOUR=${perHour}), ждут: ${waiting}`,
    allowed: (perHour: number, deals: string) =>
      `человек разрешил больше (VISITS_PER_HOUR=${perHour}): созданы остальные, ${deals}`,
    happened: ({ booked, came, cancelled, movedOn }: Happened) =>
      `в IDENT записей ${booked}, пришли ${came}, отменено ${cancelled}, перенесено ${movedOn}`,
    day: (created: string, moved: string, closed: string) =>
      `сделок создано ${created}, переведено дальше ${moved}, закрыто ${closed}; перенос остаётся в той же сделке`,
    dayCost: (duration: string, writes: number) =>
      `от изменения до amoCRM ${duration}, запросов на запись: ${writes}`,
    dragged: (deal: number) =>
      `менеджер вернул сделку ${deal} на первый этап; в IDENT всем выдан счёт`,
    led: (won: string, left: string) =>
      `закрыто успешно: ${won}; этап менеджера не тронут: ${left}`,
    again: (requests: string) => `ничего не изменилось, запросов: ${requests}`,
    audit: (led: string, odd: number) =>
      `сделок, которые ведёт человек: ${led}; ${odd === 0 ? 'остальные там, где их визит в IDENT' : `других находок: ${odd}`}`,
  },
  demoFleet: {
    option: 'показать парк: столько клиник на нескольких машинах, одну из которых убивают',
    replicas: 'сколько машин в парке',
    title: 'ident-amocrm: парк клиник',
    about: [
      'Учебные клиники, их песочницы amoCRM и сервер PostgreSQL на этом компьютере.',
      'Данные вымышлены, чужие аккаунты не затрагиваются.',
    ],
    steps: {
      server: 'PostgreSQL',
      clinics: 'Клиники',
      fleet: 'Парк',
      machines: 'Машины',
      kill: 'kill -9',
      takeOver: 'Подмена',
      loads: 'Первые загрузки',
    },
    clinicName: (number: number) => clinicNames[number - 1] ?? `Клиника ${number}`,
    server: (port: number) => `состояния всех клиник, порт ${port}`,
    clinics: (count: number, patients: string, each: number) =>
      `${count}: у каждой своя база IDENT (${patients} ${pluralRu(each, 'пациент', 'пациента', 'пациентов')}) и свой аккаунт amoCRM`,
    fleet: (count: number) =>
      `ident-amocrm fleet migrate, затем fleet add --start для ${count === 1 ? 'клиники' : 'каждой клиники'}`,
    machine: (number: number, pid: number, url: string) =>
      `машина ${number}: ident-amocrm fleet run, процесс ${pid}, ${url}`,
    killed: (machine: number, pid: number) =>
      `машина ${machine} (процесс ${pid}) убита посреди работы`,
    halfway: (clinic: string, done: string, total: string) =>
      `${clinic}: перенесено ${done} из ${total}`,
    takenOver: (duration: string) => `через ${duration} её клиники ведут другие`,
    taker: (clinic: string, machine: number) => `${clinic}: машина ${machine}`,
    waits: 'Что убитая отправила без ответа, сначала ищут в amoCRM: это минута.',
    loaded: (clinics: number, contacts: string, count: number, duration: string) =>
      `${clinics} ${pluralRu(clinics, 'клиника', 'клиники', 'клиник')}, ${contacts} ${pluralRu(count, 'контакт', 'контакта', 'контактов')} за ${duration}`,
    exact: 'у каждого пациента ровно один контакт',
    inexact: (patients: string) => `а пациентов ${patients}: это ошибка программы`,
    again: (machine: number, pid: number, url: string) =>
      `Машина ${machine} запущена снова: процесс ${pid}, ${url}`,
    live: 'Парк работает: то в одной клинике, то в другой что-то меняется. Остановить: Ctrl-C',
    onceEnd: 'Готово. Вживую: ident-amocrm demo --clinics 5 --replicas 2',
  },
};
