import { pluralRu } from '../plural.ts';

export const sandboxRu = {
  sandbox: {
    description: 'Запустить песочницу amoCRM на этом компьютере',
    port: 'порт (0: любой свободный)',
    file: 'файл, в котором песочница хранит данные (без него всё забывается)',
    running: (url: string) => `Песочница amoCRM: ${url}`,
    settings: 'Настройки для неё (.env):',
    oauth: 'Или OAuth вместо токена (доступ даёт ident-amocrm auth):',
    stop: 'Остановить: Ctrl-C',
  },
  sampleDb: {
    description: 'Учебная база IDENT',
    createDescription: 'Создать учебную базу в файле или в пустой базе из DB_*',
    mutateDescription: 'Сыграть в учебной базе отрезок рабочего дня клиники',
    patients: 'сколько пациентов',
    changes: 'сколько изменений',
    seed: 'начальное число: одинаковые дают одинаковые данные',
    file: 'файл SQLite вместо базы из DB_*',
    progress: 'Пациенты',
    created: (patients: string, count: number, target: string) =>
      `Учебная база готова: ${patients} ${pluralRu(count, 'пациент', 'пациента', 'пациентов')}, ${target}`,
    mutated: (changes: string, count: number) =>
      `Внесено: ${changes} ${pluralRu(count, 'изменение', 'изменения', 'изменений')}`,
    useIt: 'Чтобы читать из неё, в .env:',
  },
};
