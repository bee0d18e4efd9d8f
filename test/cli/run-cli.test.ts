import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, startCli, temporaryFolder } from './cli-harness.ts';

describe('the language', () => {
  it.each([
    [{ LANG: 'ru_RU.UTF-8' }, 'ru'],
    [{ LANG: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'de_DE' }, 'en'],
    [{ LANG: '' }, 'ru'],
    // Nobody chose it: Russian, unless the clinic stands elsewhere.
    [{ LANG: 'C' }, 'ru'],
    [{ LANG: 'POSIX' }, 'ru'],
    [{ LANG: 'C.UTF-8' }, 'ru'],
    [{ LANG: 'C.UTF-8', TIMEZONE: 'Asia/Almaty' }, 'ru'],
    [{ LANG: 'C.UTF-8', TIMEZONE: 'Europe/Berlin' }, 'en'],
    [{ LANG: '', TZ: 'Europe/Berlin' }, 'en'],
    // What images set by themselves.
    [{ LANG: 'en_US.UTF-8', TIMEZONE: 'Europe/Moscow' }, 'ru'],
    [{ LANG: 'en_US.UTF-8', TIMEZONE: 'America/New_York', TZ: 'Europe/Moscow' }, 'en'],
    [{ LANG: 'en_US.UTF-8', TZ: ':Asia/Yekaterinburg' }, 'ru'],
    [{ LANG: 'en_US.UTF-8', TZ: 'Etc/UTC' }, 'en'],
    // A person chose it.
    [{ LANG: 'en_GB.UTF-8', TIMEZONE: 'Europe/Moscow' }, 'en'],
    [{ LANG: 'ru_RU.UTF-8', TIMEZONE: 'Europe/Berlin' }, 'ru'],
    [{ LANG: 'en_US', LC_MESSAGES: 'ru_RU' }, 'ru'],
    [{ LANG: 'ru_RU', LC_MESSAGES: 'ru_RU', LC_ALL: 'C' }, 'ru'],
  ])('of %o is %s', async (env, language) => {
    const { stdout } = await cli(['--help'], { env });
    expect(stdout).toContain(language === 'ru' ? 'Использование:' : 'Usage:');
  });

  it('is the country’s of the settings file, too, and the help says how to change it', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '.env'), 'DB_USER=x\nTIMEZONE="Asia/Irkutsk"\n');
    const { stdout } = await cli(['--help'], { cwd });
    expect(stdout).toContain('Использование:');
    expect(stdout).toMatch(/Язык: .*--lang en/);
    expect((await cli(['sync', '--help', '--lang', 'en'], { cwd })).stdout).toMatch(/--lang ru/);
  });

  it('is what --lang says, whatever LANG is', async () => {
    expect((await cli(['--help', '--lang', 'ru'])).stdout).toContain('Параметры:');
    const env = { LANG: 'ru_RU.UTF-8' };
    expect((await cli(['sandbox', '--help', '--lang=en'], { env })).stdout).toContain('Options:');
  });
});

describe('help', () => {
  it('is data: on stdout, exit 0', async () => {
    expect(await cli(['sample-db', 'create', '--help'])).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [['help'], ['--help']],
    [
      ['help', 'sync'],
      ['sync', '--help'],
    ],
    [
      ['fields', 'help', 'confirm', '--lang', 'ru'],
      ['fields', 'confirm', '--lang', 'ru', '-h'],
    ],
    [
      ['--lang', 'ru', 'help', 'rejected', 'list'],
      ['rejected', 'list', '--help', '--lang', 'ru'],
    ],
    [
      ['runs', '--limit', '20', '--help'],
      ['runs', '--help'],
    ],
    [
      ['runs', '--findings', '5', '-h'],
      ['runs', '--help'],
    ],
  ])('asked for by %j is that of %j', async (asked, same) => {
    const answer = await cli(asked);
    expect(answer).toMatchObject({ code: 0, stdout: (await cli(same)).stdout });
  });

  it('tells what must be given', async () => {
    const { stdout } = await cli(['sample-db', 'create', '--help', '--lang', 'ru']);
    expect(stdout).toMatch(/--seed <S> .*\(обязательно\)/);
    expect(stdout).toMatch(/--file <F> .*[^)]\n/);
  });

  it('has no English left in Russian', async () => {
    const env = { LANG: 'ru_RU.UTF-8' };
    const commands =
      'demo,test-db,fields,fields clear,plan,test,sync,status,runs,rejected,rejected retry';
    const samples = 'sandbox,sample-db,sample-db create';
    for (const words of ['', ...commands.split(','), ...samples.split(',')]) {
      const command = words.split(' ').filter(Boolean);
      const { stdout } = await cli([...command, '--help'], { env });
      expect(stdout).not.toMatch(
        /\b(Usage|Options|Commands|Arguments|display|output|options|command)\b/,
      );
    }
  });
});

describe('a wrong command line', () => {
  it.each([
    [['sandbx'], 'Нет такой команды: sandbx. Возможно, имелось в виду: sandbox.'],
    [
      ['sandbox', '--port', '1', '--fiel', 'x'],
      'Нет такого параметра: --fiel. Возможно, имелось в виду: --file.',
    ],
    [['sandbox'], 'Не указан параметр --port <P>.'],
    [['sandbox', '--port'], 'Параметру --port <P> нужно значение.'],
    [
      ['sandbox', '--port', 'x'],
      '--port <P>: значение «x» не подходит. Нужно целое число от 0 до 65535.',
    ],
    [
      ['runs', 'report', 'last'],
      '<RUN_ID>: значение «last» не подходит. Нужно целое число от 1 до 999999999.',
    ],
    [['sandbox', '--port', '1', 'y'], 'Лишние аргументы: y.'],
    // Both do something by themselves.
    [['runs', 'repotr'], 'Нет такой команды: repotr. Возможно, имелось в виду: report.'],
    [['runs', 'xyzzy'], 'Нет такой команды: xyzzy.'],
    [['runs', '17'], 'Лишние аргументы: 17.'],
    [['--lang', 'de'], '--lang <ru|en>: значение «de» не подходит. Можно: ru, en.'],
    [[], 'Не указана команда.'],
    [['help', 'synk'], 'Нет такой команды: synk. Возможно, имелось в виду: sync.'],
    [['synk', '--help'], 'Нет такой команды: synk. Возможно, имелось в виду: sync.'],
    [
      ['--lang', 'ru', 'help', 'rejected', 'lst'],
      'Нет такой команды: lst. Возможно, имелось в виду: list.',
    ],
    [['fields', 'help', 'confrim'], 'Возможно, имелось в виду: confirm.'],
    [['fields', 'confrim', '-h'], 'Возможно, имелось в виду: confirm.'],
    [['SANDBOX'], 'Нет такой команды: SANDBOX. Возможно, имелось в виду: sandbox.'],
    [['рlan'], 'Нет такой команды: рlan. Возможно, имелось в виду: plan.'],
    [['plan', '-limit', '5'], 'Нет такого параметра: -limit. Возможно, имелось в виду: --limit.'],
    [['plan', '—deep'], 'Перед параметром тире вместо двух дефисов. Наберите: --deep.'],
    [['sync', '-–limit=5'], 'Перед параметром тире вместо двух дефисов. Наберите: --limit=5.'],
    [['rejected', 'retry', '–patient-id', '7'], 'Наберите: --patient-id.'],
    [
      ['test-db', '--patient-id', '1;2'],
      'значение «1;2» не подходит. Нужны номера пациентов через запятую, не больше 20.',
    ],
  ])('%j is answered in the language, with exit 2', async (argv, message) => {
    const { code, stderr, stdout } = await cli(argv, { env: { LANG: 'ru_RU.UTF-8' } });
    expect(stderr).toMatch(/^Ошибка: /m);
    expect(stderr).toContain(message);
    expect(stderr).toContain('Справка: ident-amocrm');
    expect([code, stdout]).toEqual([2, '']);
  });

  it('is an object with --json', async () => {
    const { json, code } = await cli(['sandbx', '--json']);
    expect(json).toEqual({
      error: {
        code: 'USAGE',
        message: 'No such command: sandbx. Perhaps this was meant: sandbox.',
        hint: 'Help: ident-amocrm --help',
      },
    });
    expect(code).toBe(2);
  });
});

describe('wrong settings', () => {
  it('are told together with exit 2, and one by one with --json', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '.env'), 'DB_SERVER=x\nLOG_LEVEL=LOUD\n');
    const argv = ['sample-db', 'create', '--patients', '1', '--seed', '1', '--file', 'x.db'];
    const { code, stderr, json } = await cli([...argv, '--json'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('DB_SERVER: there is no such setting. Perhaps DB_HOST was meant.');
    expect(stderr).toContain('LOG_LEVEL=LOUD: the value does not fit.');
    expect(json).toMatchObject({
      error: { code: 'CONFIG_INVALID', mistakes: [{ name: 'DB_SERVER' }, { name: 'LOG_LEVEL' }] },
    });
  });

  it('are also those that only the system can tell: a log file nobody can write, a state that is not in this folder', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'file'), '');
    const env = { LOG_FILE: 'file/ident.log', LANG: 'ru_RU.UTF-8' };
    const { code, stderr } = await cli(['status'], { cwd, env });
    expect([code, stderr]).toEqual([2, expect.stringContaining('LOG_FILE=')]);
    expect(stderr).toContain('в этот файл нельзя писать');
    const lost = await cli(['status'], { cwd, env: { LANG: 'ru_RU.UTF-8' } });
    expect(lost.stdout).toContain(`Состояния нет: ${join(cwd, 'data/state.db')}`);
    expect(lost.stdout).toContain('команда набрана не в её папке');
  });

  it('may stand in another file', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'clinic.env'), 'LOG_LEVEL=LOUD\n');
    const argv = ['sample-db', 'mutate', '--changes', '1', '--seed', '1', '--file', 'x.db'];
    const { stderr } = await cli([...argv, '--settings', 'clinic.env'], { cwd });
    expect(stderr).toContain('LOG_LEVEL=LOUD');
  });
});

it('the sandbox tells both ways into it', async () => {
  const ready = Promise.withResolvers<void>();
  const { signals, done } = startCli(['sandbox', '--port', '0'], { onData: ready.resolve });
  await ready.promise;
  signals.emit('SIGINT');
  const { stdout } = await done;
  for (const name of ['LONG_LIVED_TOKEN', 'CLIENT_ID', 'CLIENT_SECRET', 'REDIRECT_URI']) {
    expect(stdout).toMatch(new RegExp(`^AMOCRM_${name}=.+$`, 'm'));
  }
});
