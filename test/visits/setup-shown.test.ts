import { expect, it } from 'vitest';
import { Clinic } from '../cli/clinic.ts';

const states: readonly (readonly [
  what: string,
  env: Readonly<Record<string, string>>,
  code: number,
  next: string,
])[] = [
  ['a slip in the name', { VISITS_PIPELINE: 'Визит IDENT' }, 1, 'No pipeline has the name'],
  ['a slip in the id', { VISITS_PIPELINE: '4711' }, 1, 'No pipeline has the name'],
  ['two of a name', { VISITS_PIPELINE: 'Двойная' }, 1, 'correct it there'],
  ['one in the archive', { VISITS_PIPELINE: 'Старая' }, 1, 'correct it there'],
  ['a stage that is not there', { VISITS_PIPELINE: 'Воронка' }, 1, 'correct it there'],
  [
    'a stage that leads back',
    {
      VISITS_PIPELINE: 'Воронка',
      VISITS_STAGES:
        'planned=Переговоры; appeared=Первичный контакт; started=Переговоры; ended=Переговоры',
    },
    1,
    'correct it there',
  ],
];

it('a dry run of the set-up ends as the set-up would, writes nothing, and offers to make only what is missing and would be made', async (test) => {
  const { clinic, sandbox } = await Clinic.withSandbox(1, test, { quick: true });
  const { funnel } = sandbox;
  for (const name of ['Двойная', 'Двойная', 'Старая']) funnel.createPipeline({ name });
  funnel.changePipeline(funnel.pipelines().at(-1)?.id ?? 0, { isArchive: true });
  const writes = () => sandbox.log.requests.filter(({ method }) => method !== 'GET').length;
  const setup = (env: Readonly<Record<string, string>>, ...more: readonly string[]) =>
    clinic.runWith(env, 'visits', 'setup', ...more, '--lang', 'en');

  const dry = async (env: Readonly<Record<string, string>>) => {
    const before = writes();
    const run = await setup(env, '--dry-run');
    expect(writes()).toBe(before);
    return run;
  };
  for (const [what, env, code, next] of states) {
    for (const run of [await dry(env), await setup(env)]) {
      expect([run.code, run.stderr], what).toEqual([code, expect.stringContaining(next)]);
      expect(run.stdout, what).not.toContain('Пациент пришёл →');
      expect(run.stderr, what).not.toContain('To make what is missing');
    }
  }
  const missing = await dry({});
  expect([missing.code, missing.stderr]).toEqual([
    ...[0, expect.stringContaining('To make what is missing')],
  ]);
  expect(missing.stdout).toContain('Запланирован → Пациент пришёл → В процессе → Завершён');
  expect((await setup({})).code).toBe(0);
  const there = await dry({});
  expect([there.code, there.stderr]).toEqual([
    0,
    expect.stringContaining('nothing is left to make'),
  ]);
  expect(there.stderr).not.toContain('To make');
});

it('a loss reason that is gone, or that several have, is told by doctor as a warning with its setting, and keeps no set-up from being ready', async (test) => {
  const { clinic, sandbox } = await Clinic.withSandbox(1, test, { quick: true });
  const { funnel } = sandbox;
  const gone = funnel.createLossReason('Не пришёл');
  const twice = [1, 2].map(() => funnel.createLossReason('Передумал'));
  const env = { VISITS_LOSS_REASONS: 'Не пришел=Не пришёл; Дорого=передумал' };
  const checks = async (language: string) => {
    const { json } = await clinic.runWith(env, 'doctor', '--json', '--lang', language);
    const all = (json as { checks: readonly { check: string }[] }).checks;
    return all.filter(({ check }) => check === 'visits');
  };
  const several = await clinic.runWith(env, 'visits', 'setup', '--lang', 'en');
  expect(several.code).toBe(0);
  expect(several.stdout).toContain('several are called "передумал"');
  funnel.deleteLossReason(gone.id);
  expect(await checks('en')).toEqual([
    expect.objectContaining({
      ...{ verdict: 'warning', code: 'DOCTOR_VISITS_NO_REASON' },
      found: 'loss reasons; not there: Не пришёл; several have this name: передумал',
      advice: expect.stringContaining('VISITS_LOSS_REASONS'),
    }),
  ]);
  const again = await clinic.runWith(env, 'visits', 'setup', '--json');
  expect([again.code, again.json]).toMatchObject([
    0,
    { ready: true, lossReasons: [{ id: null, status: 'missing' }, { status: 'several' }] },
  ]);
  for (const { id } of twice.slice(1)) funnel.deleteLossReason(id);
  funnel.createLossReason('Не пришёл');
  expect(await checks('ru')).toMatchObject([{ verdict: 'ok' }]);
});
