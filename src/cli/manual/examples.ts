import type { Localized } from '../../language.ts';

/** A line as people type it, without the program's name, and what it is good for. */
interface Example {
  readonly line: string;
  readonly about: Localized<string>;
}

const example = (line: string, ru: string, en: string): Example => ({ line, about: { ru, en } });

/** By the words of the command; the empty ones are the program's own. */
export const examples: Readonly<Record<string, readonly Example[]>> = {
  '': [
    example('demo', 'посмотреть на программу в деле', 'see the program at work'),
    example('doctor', 'что не так и чем исправить', 'what is wrong, and what mends it'),
    example('completion bash', 'дополнение команд по Tab', 'completion of commands by Tab'),
  ],
  completion: [
    example('completion bash > /etc/bash_completion.d/ident-amocrm', 'для всех', 'for everybody'),
    example('completion zsh > ~/.zfunc/_ident-amocrm', 'папка из fpath', 'a folder of fpath'),
    example('completion powershell >> $PROFILE', 'Windows', 'Windows'),
  ],
  demo: [
    example('demo', 'тысяча вымышленных пациентов', 'a thousand invented patients'),
    example('demo --sources 2', 'две базы в одном аккаунте', 'two databases in one account'),
  ],
  doctor: [example('doctor --json', 'для мониторинга', 'for monitoring')],
  'test-db': [
    example('test-db', 'откуда берётся каждое поле', 'where each field comes from'),
    example('test-db --patient-id 1,2,3', 'аванс и долг для сверки', 'advance and debt to compare'),
  ],
  auth: [
    example('auth', 'в браузере, либо проба токена', 'in the browser, or a trial of the token'),
    example(
      'auth --code "http://localhost:8080/callback?code=…&state=…"',
      'адрес, на который перешёл браузер',
      'where the browser led to',
    ),
  ],
  fields: [example('fields check', 'все ли поля на месте', 'whether all fields are there')],
  'fields check': [example('fields check', 'ничего не меняет', 'changes nothing')],
  'fields create': [example('fields create', 'недостающие поля', 'fields that are missing')],
  'fields clear': [
    example('fields clear passport', 'убрать паспорта из amoCRM', 'take passports out of amoCRM'),
  ],
  'fields confirm': [
    example('fields confirm debt', 'долг сверен с бухгалтером', 'the debt was compared'),
  ],
  plan: [
    example('plan', 'что сделает sync', 'what sync would do'),
    example('plan --deep --verbose', 'и с кем', 'and to whom'),
  ],
  visits: [example('visits plan', 'сколько было бы сделок', 'how many deals there would be')],
  'visits setup': [
    example('visits setup --dry-run', 'только показать', 'only show'),
    example('visits setup', 'создать недостающее', 'make what is missing'),
  ],
  'visits sync': [
    example('visits sync --dry-run', 'только показать', 'only show'),
    example('visits sync --reception-id 1', 'один приём', 'one visit'),
  ],
  'visits cohort': [
    example('visits cohort --by source', 'за последние 30 дней', 'of the last 30 days'),
    example(
      'visits cohort --from 2026-10-01 --to 2026-10-31 --csv october.csv',
      'таблица за месяц',
      'a table of a month',
    ),
  ],
  'visits list': [
    example('visits list --days 1', 'сегодня', 'today'),
    example('visits list --waiting', 'кто ждёт и чего', 'who waits, and for what'),
  ],
  'visits plan': [
    example('visits plan', 'на 30 дней вперёд', 'for the next 30 days'),
    example('visits plan --from 2026-11-01 --days 61', 'другие дни', 'other days'),
  ],
  test: [
    example('test --patient-id 1', 'записать одного', 'write one of them'),
    example('test --patient-id 1 --dry-run', 'только показать', 'only show'),
  ],
  run: [example('run', 'до Ctrl-C', 'until Ctrl-C')],
  sync: [
    example('sync --limit 20', 'пробная партия', 'a trial batch'),
    example('sync', 'изменения; в первый раз все', 'the changes; at first everybody'),
    example('sync --deep', 'сверить всё со всем', 'compare everything'),
  ],
  status: [example('status', 'как дела и что дальше', 'how it goes and what is next')],
  healthcheck: [example('healthcheck', 'для контейнера', 'for a container')],
  password: [
    example('password', 'спросит дважды', 'asks twice'),
    example('password --remove', 'закрыть страницу', 'close the page'),
  ],
  users: [example('users list', 'кто и с какой ролью', 'who, and with which role')],
  'users list': [example('users list', 'кто и с какой ролью', 'who, and with which role')],
  'users add': [
    example('users add anna --role look', 'только смотреть', 'to look only'),
    example('users add ivan --role operate', 'управлять клиникой', 'to run the clinic'),
  ],
  'users password': [example('users password anna', 'спросит дважды', 'asks twice')],
  'users role': [example('users role anna --role operate', 'другая роль', 'another role')],
  'users remove': [example('users remove anna', 'закрыть ей вход', 'shut the door for her')],
  pause: [example('pause', 'до команды resume', 'until resume')],
  resume: [example('resume', 'продолжить', 'go on')],
  alerts: [example('alerts test', 'проверить каналы', 'try the channels')],
  'alerts test': [example('alerts test', 'придёт пробное сообщение', 'a trial message comes')],
  runs: [
    example('runs --limit 50', 'последние 50', 'the last 50'),
    example('runs report', 'что нашла полная сверка', 'what the deep pass found'),
  ],
  'runs report': [
    example('runs report 12 --csv run12.csv', 'таблица для Excel', 'a table for Excel'),
  ],
  actions: [example('actions --limit 50', 'последние 50', 'the last 50')],
  rejected: [example('rejected list', 'кто, почему и что делать', 'who, why and what to do')],
  'rejected list': [
    example('rejected list --reason InvalidType', 'одна причина', 'one reason'),
    example('rejected list --limit 100', 'больше имён', 'more of each reason'),
  ],
  'rejected retry': [
    example('rejected retry', 'всех, следующим проходом', 'all, with the next pass'),
    example('rejected retry --patient-id 7', 'тот же человек', 'it is the same person'),
  ],
  'rejected separate': [
    example('rejected separate --patient-id 7', 'другой человек', 'it is another person'),
  ],
  'rejected export': [
    example('rejected export --file rejected.csv', 'таблица для Excel', 'a table for Excel'),
  ],
  forget: [
    example('forget --patient-id 7', 'стереть и больше не переносить', 'erase, and leave alone'),
    example('forget --patient-id 7 --undo', 'переносить снова', 'carry over again'),
  ],
  state: [example('state check', 'цело ли состояние', 'whether the state is whole')],
  'state backup': [
    example('state backup --to backups/1.db', 'вместе с ключом', 'together with its key'),
  ],
  'state restore': [
    example('state restore --from backups/1.db', 'затем полная сверка', 'then a deep pass'),
  ],
  'state migrate': [
    example(
      'state migrate --to postgres://clinic@db/clinics',
      'на сервер PostgreSQL',
      'onto a PostgreSQL server',
    ),
    example('state migrate --to sqlite:data/state.db', 'обратно в файл', 'back into a file'),
  ],
  'state accept-owner': [
    example('state accept-owner', 'после переименования', 'after it was renamed'),
  ],
  'state check': [example('state check', 'ничего не меняет', 'changes nothing')],
  fleet: [
    example('fleet migrate', 'один раз и при обновлении', 'once, and at an update'),
    example('fleet add romashka --start', 'клиника из CONFIG_FILE', 'a clinic of CONFIG_FILE'),
    example('fleet run', 'на каждой машине', 'on each machine'),
  ],
  'fleet migrate': [
    example('fleet migrate', 'один раз и при обновлении', 'once, and at an update'),
  ],
  'fleet add': [
    example('fleet add romashka', 'принять в парк', 'take it into the fleet'),
    example('fleet add romashka --start', 'и начать первую загрузку', 'and begin its first load'),
  ],
  'fleet remove': [example('fleet remove romashka', 'состояние остаётся', 'its state stays')],
  'fleet run': [example('fleet run', 'до Ctrl-C', 'until Ctrl-C')],
  'fleet status': [example('fleet status', 'кто опаздывает и почему', 'who is late, and why')],
  sandbox: [example('sandbox --port 8095', 'amoCRM на этой машине', 'amoCRM on this machine')],
  'sample-db': [
    example('sample-db create --patients 100 --seed 1 --file ident.db', 'файл SQLite', 'SQLite'),
  ],
  'sample-db create': [
    example('sample-db create --patients 100 --seed 1 --file ident.db', 'файл SQLite', 'SQLite'),
  ],
  'sample-db mutate': [
    example('sample-db mutate --changes 10 --seed 2 --file ident.db', '10 правок', '10 edits'),
  ],
};
