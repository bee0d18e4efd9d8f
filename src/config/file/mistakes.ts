import type { Localized } from '../../language.ts';
import type { Mistake, Place } from '../mistake.ts';

const says = (ru: string, en: string): Localized<string> => ({ ru, en });

/** What may be wrong with the file that `CONFIG_FILE` names, beside values of settings. What might be a secret is never shown. */
export const fileMistakes = {
  unreadable: (path: string, problem: Localized<string>): Mistake => ({
    name: 'CONFIG_FILE',
    value: path,
    problem,
    fix: says(
      'Проверьте путь и права; сохраните файл в UTF-8',
      'Check the path and the permissions; save the file as UTF-8',
    ),
  }),
  empty: (file: string): Mistake => ({
    name: 'clinics',
    at: { file, line: 1 },
    problem: says('файл пуст', 'the file is empty'),
    fix: says(
      'Возьмите пример из deploy/config и впишите своё',
      'Take an example of deploy/config and put in your own',
    ),
  }),
  noClinics: (at: Place): Mistake => ({
    name: 'clinics',
    at,
    problem: says('здесь нет списка клиник', 'there is no list of clinics'),
    fix: says(
      'Нужно: clinics:, а под ним строки «- name: …», как в примерах deploy/config',
      'Expected: clinics:, and below it lines «- name: …», as in the examples of deploy/config',
    ),
  }),
  noSources: (at: Place): Mistake => ({
    name: 'sources',
    at,
    problem: says('список баз пуст', 'the list of databases is empty'),
    fix: says(
      'Назовите базы строками «- name: …» или уберите sources и задайте DB_* у клиники',
      'Name the databases by lines «- name: …», or remove sources and set DB_* at the clinic',
    ),
  }),
  noMapping: (name: string, at: Place): Mistake => ({
    name,
    at,
    problem: says('в списке не настройки', 'the list holds something that is no settings'),
    fix: says(
      'Каждая запись начинается с «- name: …», настройки под ней с тем же отступом',
      'Each entry begins with «- name: …», its settings below with the same indent',
    ),
  }),
  noValue: (name: string, at: Place): Mistake => ({
    name,
    at,
    problem: says(
      'здесь нужно одно значение или простой список',
      'one value or a plain list belongs here',
    ),
    fix: says(
      'Пишите «имя: значение»; значение с фигурными или квадратными скобками возьмите в кавычки',
      'Write «name: value»; put a value with braces or brackets into quotes',
    ),
  }),
  noBranches: (at: Place): Mistake => ({
    name: 'BRANCHES',
    at,
    problem: says(
      'список пуст: переносить было бы некого, а без BRANCHES переносятся все филиалы',
      'the list is empty: nobody would be carried over, and without BRANCHES all branches are',
    ),
    fix: says(
      'Назовите филиалы как в IDENT или уберите BRANCHES',
      'Name branches as IDENT does, or remove BRANCHES',
    ),
  }),
  noName: (at: Place): Mistake => ({
    name: 'name',
    at,
    problem: says('имя не задано', 'there is no name'),
    fix: says('Добавьте name: своё имя', 'Add name: a name of its own'),
  }),
  badName: (value: string, at: Place): Mistake => ({
    name: 'name',
    value,
    at,
    problem: says('такое имя не подходит', 'such a name does not fit'),
    fix: says(
      'Нужно: до 60 знаков в одной строке, хотя бы одна буква, без двоеточия',
      'Expected: up to 60 characters on one line, one letter at least, no colon',
    ),
  }),
  noNumber: (at: Place): Mistake => ({
    name: 'number',
    at,
    problem: says(
      'у базы нет номера, а она в списке не первая',
      'the database has no number, and it is not the first of the list',
    ),
    fix: says(
      'Добавьте number: 2 (3, 4, …): номер войдёт в ID пациентов и больше не меняется',
      'Add number: 2 (3, 4, …): it becomes part of patient ids and never changes again',
    ),
  }),
  badNumber: (value: string, at: Place): Mistake => ({
    name: 'number',
    value,
    at,
    problem: says('это не номер базы', 'this is no number of a database'),
    fix: says(
      'Нужно: целое число от 1 до 1048576, цифрами и без кавычек',
      'Expected: a whole number from 1 to 1048576, in digits and without quotes',
    ),
  }),
  twice: (name: 'name' | 'number', value: string, at: Place, earlier: Place): Mistake => ({
    name,
    value,
    at,
    problem: says(`уже есть в строке ${earlier.line}`, `stands on line ${earlier.line} already`),
    fix:
      name === 'name'
        ? says('Дайте каждой своё имя', 'Give each a name of its own')
        : says(
            'Дайте новой базе свободный номер; у той, что уже работала, номер не меняйте',
            'Give the new database a free number; do not change that of one that was at work',
          ),
  }),
  unknown: (name: string, suggestion: string | undefined, at: Place): Mistake => ({
    name,
    at,
    problem: says('такой настройки нет', 'there is no such setting'),
    fix:
      suggestion === undefined
        ? says('Уберите её; список в .env_example', 'Remove it; .env_example lists them all')
        : says(`Возможно, имелась в виду ${suggestion}`, `Perhaps ${suggestion} was meant`),
  }),
  ofClinic: (name: string, at: Place): Mistake => ({
    name,
    at,
    problem: says(
      'эта настройка не базы, а всей клиники',
      'this setting is not of a database but of the whole clinic',
    ),
    fix: says(
      'Перенесите её выше, к клинике или в начало файла',
      'Move it up, to the clinic or to the top of the file',
    ),
  }),
  elsewhere: (name: string, home: 'top' | 'clinic' | 'source', at: Place): Mistake => ({
    name,
    at,
    problem: says('здесь этому не место', 'this does not belong here'),
    fix: {
      top: says('Место ему в начале файла, без отступа', 'It belongs to the top, without indent'),
      clinic: says('Место ему внутри клиники', 'It belongs into a clinic'),
      source: says('Место ему внутри базы (sources)', 'It belongs into a database (sources)'),
    }[home],
  }),
  partReference: (name: string, at: Place): Mistake => ({
    name,
    at,
    problem: says(
      `\${…} не занимает всё значение или имя в нём не читается`,
      `\${…} is not the whole value, or its name cannot be read`,
    ),
    fix: says(
      `Пишите ${name}: \${ИМЯ} (латинские буквы, цифры, _), а значение целиком задайте в окружении`,
      `Write ${name}: \${NAME} (letters, digits, _), and set the whole value in the environment`,
    ),
  }),
  inClear: (name: string, at: Place): Mistake => ({
    name,
    at,
    problem: says(
      'секрет записан в файле открыто; этот файл копируют, пересылают и хранят в git',
      'the secret stands in the file in clear, and this file gets copied, sent and kept in git',
    ),
    fix: says(
      `Пишите ${name}: \${ИМЯ} и задайте ИМЯ в .env или окружении, либо ${name}_FILE: путь к файлу; сам секрет смените, если файл кто-то видел`,
      `Write ${name}: \${NAME} and set NAME in .env or the environment, or ${name}_FILE: the path of a file; change the secret if anybody saw the file`,
    ),
  }),
  unset: (name: string, reference: string, at: Place): Mistake => ({
    name,
    at,
    problem: says(
      `переменная окружения ${reference} не задана`,
      `the environment variable ${reference} is not set`,
    ),
    fix: says(
      `Задайте ${reference} в .env или окружении службы`,
      `Set ${reference} in .env or in the environment of the service`,
    ),
  }),
  notOfEnvironment: (name: string, file: string): Mistake => ({
    name,
    problem: says(
      `рядом с CONFIG_FILE не действует: аккаунты и базы называет ${file}`,
      `has no effect beside CONFIG_FILE: accounts and databases are named by ${file}`,
    ),
    fix: says(
      `Перенесите её в ${file} (там можно ${name}: \${${name}}) или уберите`,
      `Move it into ${file} (which may say ${name}: \${${name}}), or remove it`,
    ),
  }),
  sameDatabase: (value: string, at: Place, earlier: Place): Mistake => ({
    name: 'DB_HOST, DB_NAME',
    value,
    at,
    problem: says(
      `та же база, что в строке ${earlier.line}: каждый пациент попал бы в amoCRM дважды`,
      `the same database as on line ${earlier.line}: every patient would get into amoCRM twice`,
    ),
    fix: says(
      'Уберите повтор; филиалы одной базы выбирает BRANCHES',
      'Remove one of them; branches of one database are chosen by BRANCHES',
    ),
  }),
  sameAccount: (value: string, at: Place, earlier: Place): Mistake => ({
    name: 'AMOCRM_SUBDOMAIN',
    value,
    at,
    problem: says(
      `тот же аккаунт amoCRM, что у клиники в строке ${earlier.line}`,
      `the same account of amoCRM as that of the clinic on line ${earlier.line}`,
    ),
    fix: says(
      'Базы одного аккаунта перечислите в sources одной клиники; другой клинике дайте её аккаунт',
      'List databases of one account in the sources of one clinic; give another clinic its own account',
    ),
  }),
  sameState: (value: string, at: Place, earlier: Place): Mistake => ({
    name: 'STATE_URL',
    value,
    at,
    problem: says(
      `то же место состояния, что у клиники в строке ${earlier.line}`,
      `the same place of the state as that of the clinic on line ${earlier.line}`,
    ),
    fix: says(
      'Дайте каждой клинике свою папку, например STATE_URL: sqlite:data/clinic-2/state.db, а на сервере PostgreSQL свою схему: STATE_SCHEMA: clinic_2',
      'Give each clinic a folder of its own, such as STATE_URL: sqlite:data/clinic-2/state.db, and on a PostgreSQL server a schema of its own: STATE_SCHEMA: clinic_2',
    ),
  }),
  whichClinic: (names: readonly string[]): Mistake => ({
    name: 'CLINIC',
    problem: says(
      `в CONFIG_FILE несколько клиник: ${names.join(', ')}`,
      `CONFIG_FILE names several clinics: ${names.join(', ')}`,
    ),
    fix: says(
      'Назовите одну: --clinic ИМЯ или переменная CLINIC',
      'Name one: --clinic NAME, or the variable CLINIC',
    ),
  }),
  noSuchClinic: (value: string, names: readonly string[]): Mistake => ({
    name: 'CLINIC',
    value,
    problem: says('такой клиники в CONFIG_FILE нет', 'CONFIG_FILE names no such clinic'),
    fix: says(`Есть: ${names.join(', ')}`, `There are: ${names.join(', ')}`),
  }),
  clinicWithoutFile: (value: string): Mistake => ({
    name: 'CLINIC',
    value,
    problem: says(
      'клиника названа, а файла с клиниками нет',
      'a clinic is named, and there is no file of clinics',
    ),
    fix: says(
      'Задайте CONFIG_FILE или уберите CLINIC и --clinic',
      'Set CONFIG_FILE, or remove CLINIC and --clinic',
    ),
  }),
} as const;

/** What stands in the file and in the environment: the file is about this clinic, and wins. */
export function givenTwice(names: readonly string[], file: string): Localized<string> {
  const list = names.join(', ');
  return says(
    `Задано и в ${file}, и в окружении (или .env): ${list}. Действует ${file}.`,
    `Given both in ${file} and in the environment (or .env): ${list}. ${file} wins.`,
  );
}
