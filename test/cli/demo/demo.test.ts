import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { contactFields } from '../../../src/contact/model/fields.ts';
import { type CliRun, type CliStart, cli, startCli, temporaryFolder } from '../cli-harness.ts';

// Its own, so that the demo of somebody else on this machine is not taken for ours.
const everybodys = tmpdir();
process.env['TMPDIR'] = mkdtempSync(join(everybodys, 'demo-test-'));

// They wait for amoCRM's pace most of the time, so they may wait together.
describe.concurrent('demo', () => {
  it('goes the whole way with nothing configured, and whatever is', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '.env'), 'AMOCRM_SUBDOMAIN=nonsense with blanks\nLOG_LEVEL=LOUD\n');
    const argv = ['demo', '--once', '--patients', '40', '--lang', 'ru'];
    const { code, stdout } = await cli(argv, { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`✓ Поля контакта +создано ${contactFields.length} пол`));
    expect(stdout).toMatch(/✓ План +\+ 40 +~ 0 +− 0/);
    expect(stdout).toMatch(/✓ Первая загрузка +40 контактов/);
    expect(stdout).toMatch(/✓ День клиники +20 изменений в IDENT/);
    expect(stdout).toMatch(/✓ Ещё один проход +ничего не изменилось, запросов: 0/);
    expect(stdout).toMatch(/✓ Полная сверка +.*расхождений нет/);
    expect(stdout).toMatch(/14 +Паспорт +45 10 123456 .*✓/);
    expect(readdirSync(cwd)).toEqual(['.env']);
  });

  it('has only the object on stdout with --json', async () => {
    const { code, stdout, json } = await cli(['demo', '--once', '--patients', '5', '--json']);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(json).toMatchObject({
      ...{
        patients: 5,
        fields: contactFields.length,
        load: { created: 5 },
        again: { requests: 0 },
      },
      day: { changes: 20 },
    });
  });

  it('carries over two databases whose patients have the same ids, each as contacts of its own', async () => {
    const argv = ['demo', '--once', '--patients', '20', '--sources', '2', '--lang', 'ru'];
    const { code, stdout } = await cli(argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(/✓ План +\+ 40 +~ 0 +− 0/);
    expect(stdout).toMatch(/✓ Первая загрузка +40 контактов/);
    expect(stdout).toMatch(/✓ Ещё один проход +ничего не изменилось, запросов: 0/);
    expect(stdout).toMatch(/✓ Полная сверка +.*расхождений нет/);
    const [, one] = /Филиал 1: пациент 1, контакт (\d+)/.exec(stdout) ?? [];
    const [, other] = /Филиал 2: пациент 2:1, контакт (\d+)/.exec(stdout) ?? [];
    expect(one).toBeDefined();
    expect(other).toBeDefined();
    expect(other).not.toBe(one);
  });

  it('shows visits as deals: in portions, through a day of IDENT, with a deal that a person leads', async () => {
    const argv = ['demo', '--once', '--visits', '--patients', '20', '--lang', 'ru'];
    const { code, stdout } = await cli(argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(/✓ Воронка визитов +Запланирован → .*; создано 7 полей сделки/);
    expect(stdout).toMatch(/✓ Сделки визитов +20 сделок за первый час .*, ждут: 10/);
    expect(stdout).toContain('созданы остальные, 10');
    expect(stdout).toMatch(/✓ Ещё один проход +ничего не изменилось, запросов: 0/);
    expect(stdout).toMatch(/✓ День записи +в IDENT записей 3, пришли 6, отменено 3, перенесено 3/);
    expect(stdout).toContain('сделок создано 3, переведено дальше 6, закрыто 3');
    expect(stdout).toContain('закрыто успешно: 5; этап менеджера не тронут: 1');
    expect(stdout).toMatch(/✓ Ещё проход +ничего не изменилось, запросов: 0/);
    expect(stdout).toMatch(/✓ Сверка сделок +сделок, которые ведёт человек: 1/);
  });

  it('tells programs of visits, of two databases too', async () => {
    const { json } = await cli([
      ...['demo', '--once', '--visits', '--patients', '10', '--sources', '2', '--json'],
    ]);
    expect(json).toMatchObject({
      visits: { portion: 20, allowed: 10, led: 1, idleRequests: 0, audit: { 'deal-led': 1 } },
    });
  });

  it('goes on live until Ctrl-C, which is no failure', async () => {
    const { code, stdout } = await stoppedAt('Stop with Ctrl-C', ['demo', '--patients', '5']);
    expect(code).toBe(0);
    expect(stdout).toContain('The contacts in a browser: http://127.0.0.1:');
    const link = /The dashboard in a browser: (\S+)/.exec(stdout)?.[1];
    // Where the page is not built it says so instead.
    if (link === undefined) expect(stdout).toContain('The dashboard is not built');
    else expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in#token=\S{20,}$/);
    expect(stdout.trimEnd().split('\n').at(-1)).toContain('The demo has ended');
  });

  it('is interrupted with exit 130 before the live part', async () => {
    const { code } = await stoppedAt('Contact fields', ['demo', '--patients', '500']);
    expect(code).toBe(130);
  });
});

afterAll(() => {
  const demos = tmpdir();
  process.env['TMPDIR'] = everybodys;
  // However a demo ended, its folder is gone.
  expect(readdirSync(demos).filter((name) => name.startsWith('ident-amocrm-demo-'))).toEqual([]);
});

/** Ctrl-C as soon as these words are there. */
async function stoppedAt(words: string, argv: readonly string[]): Promise<CliRun> {
  let started: CliStart | undefined;
  const onData = () => {
    if (started?.stdout().includes(words)) started.signals.emit('SIGINT');
  };
  started = startCli(argv, { onData });
  return await started.done;
}
