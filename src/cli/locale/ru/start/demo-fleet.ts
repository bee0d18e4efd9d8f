import { pluralRu } from '../../plural.ts';

const clinicNames = ['Ромашка', 'Василёк', 'Жемчуг', 'Улыбка', 'Зубная фея'];

export const demoFleetRu = {
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
    live: 'Парк работает: каждые 10 секунд изменения в одной из клиник. Остановить: Ctrl-C',
    onceEnd: 'Готово. Вживую: ident-amocrm demo --clinics 5 --replicas 2',
  },
};
