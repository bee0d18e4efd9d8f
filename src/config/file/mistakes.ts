import type { Localized } from '../../language.ts';
import { type FlawTexts, type Mistake, mistake, type Place } from '../mistake.ts';

const says = (ru: string, en: string): Localized<string> => ({ ru, en });

/** What may be wrong with a place of the file, whatever stands there. */
const placed =
  (name: string, texts: FlawTexts) =>
  (at: Place): Mistake =>
    mistake({ name, at, ...texts });

/** What may be wrong with a setting, whichever it is. */
const named =
  (texts: FlawTexts) =>
  (name: string, at: Place): Mistake =>
    mistake({ name, at, ...texts });

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
  empty: (file: string): Mistake =>
    mistake({
      name: 'clinics',
      at: { file, line: 1 },
      ru: 'файл пуст',
      fixRu: 'Возьмите пример из deploy/config и впишите своё',
      en: 'the file is empty',
      fixEn: 'Take an example of deploy/config and put in your own',
    }),
  noClinics: placed('clinics', {
    ru: 'здесь нет списка клиник',
    fixRu: 'Нужно: clinics:, а под ним строки «- name: …», как в примерах deploy/config',
    en: 'there is no list of clinics',
    fixEn:
      'Expected: clinics:, and below it lines «- name: …», as in the examples of deploy/config',
  }),
  noSources: placed('sources', {
    ru: 'список баз пуст',
    fixRu: 'Назовите базы строками «- name: …» или уберите sources и задайте DB_* у клиники',
    en: 'the list of databases is empty',
    fixEn: 'Name the databases by lines «- name: …», or remove sources and set DB_* at the clinic',
  }),
  noMapping: named({
    ru: 'в списке не настройки',
    fixRu: 'Каждая запись начинается с «- name: …», настройки под ней с тем же отступом',
    en: 'the list holds something that is no settings',
    fixEn: 'Each entry begins with «- name: …», its settings below with the same indent',
  }),
  noValue: named({
    ru: 'здесь нужно одно значение или простой список',
    fixRu:
      'Пишите «имя: значение»; значение с фигурными или квадратными скобками возьмите в кавычки',
    en: 'one value or a plain list belongs here',
    fixEn: 'Write «name: value»; put a value with braces or brackets into quotes',
  }),
  noBranches: placed('BRANCHES', {
    ru: 'список пуст: переносить было бы некого, а без BRANCHES переносятся все филиалы',
    fixRu: 'Назовите филиалы как в IDENT или уберите BRANCHES',
    en: 'the list is empty: nobody would be carried over, and without BRANCHES all branches are',
    fixEn: 'Name branches as IDENT does, or remove BRANCHES',
  }),
  noName: placed('name', {
    ru: 'имя не задано',
    fixRu: 'Добавьте name: своё имя',
    en: 'there is no name',
    fixEn: 'Add name: a name of its own',
  }),
  badName: (value: string, at: Place): Mistake =>
    mistake({
      name: 'name',
      value,
      at,
      ru: 'такое имя не подходит',
      fixRu: 'Нужно: до 60 знаков в одной строке, хотя бы одна буква, без двоеточия',
      en: 'such a name does not fit',
      fixEn: 'Expected: up to 60 characters on one line, one letter at least, no colon',
    }),
  noNumber: placed('number', {
    ru: 'у базы нет номера, а она в списке не первая',
    fixRu: 'Добавьте number: 2 (3, 4, …): номер войдёт в ID пациентов и больше не меняется',
    en: 'the database has no number, and it is not the first of the list',
    fixEn: 'Add number: 2 (3, 4, …): it becomes part of patient ids and never changes again',
  }),
  badNumber: (value: string, at: Place): Mistake =>
    mistake({
      name: 'number',
      value,
      at,
      ru: 'это не номер базы',
      fixRu: 'Нужно: целое число от 1 до 1048576, цифрами и без кавычек',
      en: 'this is no number of a database',
      fixEn: 'Expected: a whole number from 1 to 1048576, in digits and without quotes',
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
  ofClinic: named({
    ru: 'эта настройка не базы, а всей клиники',
    fixRu: 'Перенесите её выше, к клинике или в начало файла',
    en: 'this setting is not of a database but of the whole clinic',
    fixEn: 'Move it up, to the clinic or to the top of the file',
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
  partReference: (name: string, at: Place): Mistake =>
    mistake({
      name,
      at,
      ru: `\${…} не занимает всё значение или имя в нём не читается`,
      fixRu: `Пишите ${name}: \${ИМЯ} (латинские буквы, цифры, _), а значение целиком задайте в окружении`,
      en: `\${…} is not the whole value, or its name cannot be read`,
      fixEn: `Write ${name}: \${NAME} (letters, digits, _), and set the whole value in the environment`,
    }),
  inClear: (name: string, at: Place): Mistake =>
    mistake({
      name,
      at,
      ru: 'секрет записан в файле открыто; этот файл копируют, пересылают и хранят в git',
      fixRu: `Пишите ${name}: \${ИМЯ} и задайте ИМЯ в .env или окружении, либо ${name}_FILE: путь к файлу; сам секрет смените, если файл кто-то видел`,
      en: 'the secret stands in the file in clear, and this file gets copied, sent and kept in git',
      fixEn: `Write ${name}: \${NAME} and set NAME in .env or the environment, or ${name}_FILE: the path of a file; change the secret if anybody saw the file`,
    }),
  unset: (name: string, reference: string, at: Place): Mistake =>
    mistake({
      name,
      at,
      ru: `переменная окружения ${reference} не задана`,
      fixRu: `Задайте ${reference} в .env или окружении службы`,
      en: `the environment variable ${reference} is not set`,
      fixEn: `Set ${reference} in .env or in the environment of the service`,
    }),
  notOfEnvironment: (name: string, file: string): Mistake =>
    mistake({
      name,
      ru: `рядом с CONFIG_FILE не действует: аккаунты и базы называет ${file}`,
      fixRu: `Перенесите её в ${file} (там можно ${name}: \${${name}}) или уберите`,
      en: `has no effect beside CONFIG_FILE: accounts and databases are named by ${file}`,
      fixEn: `Move it into ${file} (which may say ${name}: \${${name}}), or remove it`,
    }),
  sameDatabase: (value: string, at: Place, earlier: Place): Mistake =>
    mistake({
      name: 'DB_HOST, DB_NAME',
      value,
      at,
      ru: `та же база, что в строке ${earlier.line}: каждый пациент попал бы в amoCRM дважды`,
      fixRu: 'Уберите повтор; филиалы одной базы выбирает BRANCHES',
      en: `the same database as on line ${earlier.line}: every patient would get into amoCRM twice`,
      fixEn: 'Remove one of them; branches of one database are chosen by BRANCHES',
    }),
  sameAccount: (value: string, at: Place, earlier: Place): Mistake =>
    mistake({
      name: 'AMOCRM_SUBDOMAIN',
      value,
      at,
      ru: `тот же аккаунт amoCRM, что у клиники в строке ${earlier.line}`,
      fixRu:
        'Базы одного аккаунта перечислите в sources одной клиники; другой клинике дайте её аккаунт',
      en: `the same account of amoCRM as that of the clinic on line ${earlier.line}`,
      fixEn:
        'List databases of one account in the sources of one clinic; give another clinic its own account',
    }),
  sameState: (value: string, at: Place, earlier: Place): Mistake =>
    mistake({
      name: 'STATE_URL',
      value,
      at,
      ru: `то же место состояния, что у клиники в строке ${earlier.line}`,
      fixRu:
        'Дайте каждой клинике свою папку, например STATE_URL: sqlite:data/clinic-2/state.db, а на сервере PostgreSQL свою схему: STATE_SCHEMA: clinic_2',
      en: `the same place of the state as that of the clinic on line ${earlier.line}`,
      fixEn:
        'Give each clinic a folder of its own, such as STATE_URL: sqlite:data/clinic-2/state.db, and on a PostgreSQL server a schema of its own: STATE_SCHEMA: clinic_2',
    }),
  whichClinic: (names: readonly string[]): Mistake =>
    mistake({
      name: 'CLINIC',
      ru: `в CONFIG_FILE несколько клиник: ${names.join(', ')}`,
      fixRu: 'Назовите одну: --clinic ИМЯ или переменная CLINIC',
      en: `CONFIG_FILE names several clinics: ${names.join(', ')}`,
      fixEn: 'Name one: --clinic NAME, or the variable CLINIC',
    }),
  noSuchClinic: (value: string, names: readonly string[]): Mistake =>
    mistake({
      name: 'CLINIC',
      value,
      ru: 'такой клиники в CONFIG_FILE нет',
      fixRu: `Есть: ${names.join(', ')}`,
      en: 'CONFIG_FILE names no such clinic',
      fixEn: `There are: ${names.join(', ')}`,
    }),
  clinicWithoutFile: (value: string): Mistake =>
    mistake({
      name: 'CLINIC',
      value,
      ru: 'клиника названа, а файла с клиниками нет',
      fixRu: 'Задайте CONFIG_FILE или уберите CLINIC и --clinic',
      en: 'a clinic is named, and there is no file of clinics',
      fixEn: 'Set CONFIG_FILE, or remove CLINIC and --clinic',
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
