import { expect, it } from 'vitest';
import type { AmoPipeline, AmoStatus, PipelineId, StatusId } from '../../src/amocrm/model/lead.ts';
import { matchPipeline } from '../../src/visits/setup/match-pipeline.ts';
import { matchStages } from '../../src/visits/setup/match-stages.ts';
import { matchResponsible, responsibleFor } from '../../src/visits/setup/match-user.ts';
import { setupStages } from '../../src/visits/setup/stages.ts';
import { Clinic } from '../cli/clinic.ts';

interface Shown {
  readonly ready: boolean;
  readonly pipeline: { readonly id: number; readonly status: string; readonly made: boolean };
  readonly stages: readonly { readonly id: number; readonly status: string }[];
  readonly fields: readonly {
    readonly key: string;
    readonly id: number;
    readonly name: string;
    readonly status: string;
    readonly made: boolean;
  }[];
  readonly lossReasons: readonly object[];
}

it('the pipeline and the fields of visits are made once, are shown before, and are known by their ids whatever people call them', async (test) => {
  const { clinic, sandbox } = await Clinic.withSandbox(1, test, { quick: true });
  const { funnel, deals } = sandbox;
  const setup = async (env: Record<string, string> = {}, ...more: readonly string[]) => {
    const { code, json, stdout, stderr } = await clinic.runWith(
      env,
      'visits',
      'setup',
      ...more,
      '--json',
    );
    return { code, shown: json as Shown, json, said: stdout + stderr };
  };
  const writes = () => sandbox.log.requests.filter(({ method }) => method !== 'GET').length;

  const dry = await setup({}, '--dry-run');
  expect([dry.code, dry.shown.ready, dry.shown.pipeline.status]).toEqual([0, false, 'missing']);
  expect([writes(), funnel.pipelines().length]).toEqual([0, 1]);
  const manager = { AMOCRM_LONG_LIVED_TOKEN: sandbox.oauth.longLivedToken({ as: 'manager' }) };
  expect((await setup(manager)).json).toMatchObject({ error: { code: 'AMO_FORBIDDEN' } });

  const first = await setup();
  expect([first.code, first.shown.ready]).toEqual([0, true]);
  const [, visits] = funnel.pipelines();
  expect(visits).toMatchObject({ name: 'Визиты IDENT', isUnsortedOn: false, isMain: false });
  expect(visits?.statuses.map(({ name }) => name)).toEqual([
    ...['Неразобранное', 'Запланирован', 'Пациент пришёл', 'В процессе', 'Завершён'],
    ...['Успешно реализовано', 'Закрыто и не реализовано'],
  ]);
  expect(deals.fields().map(({ name, is_api_only }) => [name, is_api_only])).toEqual([
    ['ID записи IDENT', true],
    ...['Начало приёма', 'Филиал приёма', 'Статус приёма', 'Причина отмены приёма'].map((name) => [
      name,
      false,
    ]),
    ...['Сумма приёма', 'Источник записи'].map((name) => [name, false]),
  ]);
  const { stdout } = await clinic.run('actions');
  expect(stdout).toContain('pipeline and fields of visits');

  const made = writes();
  const id = visits?.id ?? 0;
  funnel.changePipeline(id, { name: 'Приёмы' });
  funnel.renameStage(id, visits?.statuses[1]?.id ?? 0, 'Записан');
  const again = await setup();
  expect([again.code, again.shown.ready, writes()]).toEqual([0, true, made]);
  expect(again.shown.pipeline.id).toBe(id);

  const doctors = await setup({ VISITS_DOCTOR: 'true' });
  expect(doctors.shown.fields.filter((field) => field.made)).toMatchObject([
    { key: 'visit_doctor' },
  ]);

  funnel.deleteStage(id, visits?.statuses[2]?.id ?? 0);
  const russian = await clinic.run('visits', 'setup', '--lang', 'ru');
  expect(russian.code).toBe(1);
  expect(russian.stdout).toContain('Пациент пришёл: нет: назовите его в VISITS_STAGES');
  expect(russian.stderr).toContain('Созданного другими программа не трогает');
  const doctor = async () =>
    ((await clinic.run('doctor', '--json')).json as { checks: readonly { check: string }[] })
      .checks;
  expect(await doctor()).toContainEqual(
    expect.objectContaining({
      ...{ check: 'visits', code: 'DOCTOR_VISITS_NOT_READY' },
      found: 'pipeline "Приёмы"; missing or unfit: Пациент пришёл',
    }),
  );
  const mended = await setup({ VISITS_STAGES: 'appeared=В процессе' });
  expect([mended.code, mended.shown.ready]).toEqual([0, true]);
});

it('a pipeline of the clinic’s own is used by names or ids, with fields beside those that do not fit; nothing of it is changed', async (test) => {
  const { clinic, sandbox } = await Clinic.withSandbox(1, test, { quick: true });
  const [main] = sandbox.funnel.pipelines();
  await addFields(sandbox.url, sandbox.oauth.longLivedToken(), [
    { name: 'ID записи IDENT', type: 'text' },
    { name: 'Сумма приёма', type: 'text' },
    { name: 'Филиал приёма', type: 'text' },
  ]);
  const decide = String(main?.statuses[3]?.id);
  const stages = `planned=первичный контакт; appeared=Переговоры; started=Переговоры; ended=${decide}`;
  const env = {
    VISITS_PIPELINE: 'воронка',
    VISITS_STAGES: stages,
    VISITS_LOSS_REASONS: 'Не пришел=Нет такой; Дорого=слишком дорого',
  };
  const run = async (over: Record<string, string> = {}) =>
    clinic.runWith({ ...env, ...over }, 'visits', 'setup', '--json');
  const { code, json } = await run();
  const shown = json as Shown;
  expect([code, shown.ready, shown.pipeline]).toEqual([
    ...[0, true],
    { id: main?.id, name: 'Воронка', status: 'ok', made: false },
  ]);
  expect(sandbox.funnel.pipelines()).toEqual([main]);
  const nameOf = (key: string) => shown.fields.find((field) => field.key === key);
  expect(nameOf('visit_key')).toMatchObject({ name: 'ID записи IDENT (IDENT)', made: true });
  expect(nameOf('visit_sum')).toMatchObject({ name: 'Сумма приёма (IDENT)', made: true });
  expect(nameOf('visit_branch')).toMatchObject({ name: 'Филиал приёма', adopted: true });
  expect(shown.lossReasons).toMatchObject([
    { cancelReason: 'не пришел', id: null },
    { cancelReason: 'дорого', name: 'Слишком дорого' },
  ]);

  const unknown = await run({ VISITS_PIPELINE: 'Продажи' });
  expect([unknown.code, (unknown.json as Shown).pipeline.status]).toEqual([1, 'missing']);
  sandbox.funnel.createPipeline({ name: 'Воронка' });
  const several = await run();
  expect([several.code, (several.json as Shown).pipeline.status]).toEqual([1, 'several']);
  expect((await run({ VISITS_PIPELINE: String(main?.id) })).code).toBe(0);
  const wrong = await clinic.runWith({ VISITS_STAGES: 'planed=Запись' }, 'visits', 'setup');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('planned=Booked');
});

it('stages that hold incoming or closed deals, and those that lead back, are not taken', () => {
  // Numbers of a test's own.
  const status = (id: number, name: string, kind: AmoStatus['kind'] = 'stage'): AmoStatus => ({
    ...{ id: id as StatusId, name, sort: id, kind },
  });
  const pipeline: AmoPipeline = {
    ...{ id: 7 as PipelineId, name: 'Визиты', sort: 1 },
    ...{ isMain: false, isUnsortedOn: true, isArchive: false },
    statuses: [
      status(10, 'Заявка', 'unsorted'),
      status(20, 'Записан'),
      status(30, 'Пришёл'),
      status(40, 'Лечится'),
      status(142, 'Оплачен', 'won'),
    ],
  };
  const judged = (...names: readonly string[]) =>
    matchPipeline(
      [pipeline],
      {
        ...{ pipeline: '7', lossReasons: new Map(), withDoctors: false },
        ...{ protectedStages: [], adoptStages: [], responsible: null },
        stages: new Map(setupStages.map((stage, at) => [stage, names[at] ?? ''])),
      },
      null,
    ).stages.map((one) => one.status);
  expect(judged('Записан', 'пришел', '40', 'Лечится')).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(judged('Заявка', 'Пришёл', 'Записан', 'Оплачен')).toEqual([
    ...['unfit', 'ok', 'backward', 'unfit'],
  ]);
  expect(judged('Записан', 'Пришёл', 'Лечится', '')).toEqual(['ok', 'ok', 'ok', 'missing']);
});

it('stages are found by name, id, or pipeline and name, users by name or id; what is not found, or not to be told apart, keeps visits from being ready', async (test) => {
  const pipelines = [
    pipelineOf(7, 'Визиты', [10, 'Записан'], [11, 'Спор']),
    pipelineOf(8, 'Продажи/Опт', [20, 'Спор'], [21, 'Думает'], [22, 'Ждёт/Звонок']),
    pipelineOf(9, 'Архив', [30, 'Думает']),
  ];
  const idsOf = (...wanted: readonly string[]) =>
    matchStages(pipelines, wanted, pipelines[0] ?? null).map(({ status, found }) => [
      status,
      found?.status.id ?? null,
    ]);
  expect(idsOf('спор', '20', 'Думает', 'продажи/опт / думает', 'Ждет/звонок', 'Нет')).toEqual([
    ...[
      ['ok', 11],
      ['ok', 20],
      ['several', null],
      ['ok', 21],
      ['ok', 22],
    ],
    ['missing', null],
  ]);
  const users = [
    { id: 1, name: 'Анна', isActive: true },
    { id: 2, name: 'Пётр', isActive: false },
    { id: 3, name: 'Анна', isActive: true },
  ];
  const statuses = ['Петр', 'анна', '3', 'Никто'].map(
    (name) => matchResponsible(users, name).status,
  );
  expect(statuses).toEqual(['left', 'several', 'ok', 'missing']);
  expect(['3', 'Анна'].map((name) => matchResponsible(null, name).status)).toEqual([
    ...['ok', 'unseen'],
  ]);
  const rule = { responsible: null, users };
  expect([1, 2, 4, null].map((id) => responsibleFor(rule, id))).toEqual([
    ...[1, undefined, undefined, undefined],
  ]);
  expect(responsibleFor({ responsible: null, users: null }, 4)).toBe(4);

  const { clinic, sandbox } = await Clinic.withSandbox(1, test, { quick: true });
  const setup = async (env: Record<string, string>) =>
    await clinic.runWith(env, 'visits', 'setup', '--json');
  const { admin, manager } = sandbox.account;
  const good = { VISITS_PROTECTED_STAGES: 'Переговоры', VISITS_RESPONSIBLE: admin.name };
  const set = await setup(good);
  expect(set.json).toMatchObject({
    ready: true,
    protectedStages: [{ name: 'Переговоры', pipeline: 'Воронка', status: 'ok' }],
    responsible: { id: admin.id, status: 'ok' },
  });
  for (const env of [
    { VISITS_PROTECTED_STAGES: 'Спор' },
    { VISITS_RESPONSIBLE: 'Никто' },
    { VISITS_ADOPT_STAGES: 'Неразобранное' },
  ]) {
    const [wanted = ''] = Object.values(env);
    expect(await setup({ ...good, ...env })).toMatchObject({ code: 1, json: { ready: false } });
    const doctor = (await clinic.runWith({ ...good, ...env }, 'doctor', '--json')).json;
    expect(JSON.stringify(doctor)).toContain(`missing or unfit: ${wanted}`);
  }
  const asManager = {
    AMOCRM_LONG_LIVED_TOKEN: sandbox.oauth.longLivedToken({ as: 'manager' }),
    VISITS_RESPONSIBLE: String(manager.id),
  };
  expect(await setup(asManager)).toMatchObject({ code: 0, json: { ready: true } });
});

/** Numbers of a test's own. */
const pipelineOf = (
  id: number,
  name: string,
  ...stages: readonly (readonly [number, string])[]
): AmoPipeline => ({
  ...{ id: id as PipelineId, name, sort: id },
  ...{ isMain: false, isUnsortedOn: false, isArchive: false },
  statuses: stages.map(([status, of]) => ({
    ...{ id: status as StatusId, name: of, sort: status, kind: 'stage' },
  })),
});

const fieldsRequest = { method: 'POST', path: '/api/v4/leads/custom_fields' } as const;

it('a set-up that broke off, or was not whole, goes on with the pipeline and the stages that it made or found, whatever people call them since', async (test) => {
  const { clinic, sandbox } = await Clinic.withSandbox(1, test, { quick: true });
  const { funnel, faults } = sandbox;
  const setup = async (env: Record<string, string> = {}) => {
    const { code, json } = await clinic.runWith(env, 'visits', 'setup', '--json');
    return { code, shown: json as Shown };
  };
  const [main] = funnel.pipelines();
  // Nothing comes of the fields. The first setting was a slip, and binds nothing.
  faults.add({ match: fieldsRequest, fault: { kind: 'status', status: 500 }, times: null });
  expect((await setup({ VISITS_PIPELINE: 'Воронка' })).code).not.toBe(0);
  expect((await setup()).code).not.toBe(0);
  faults.clear();
  const [, visits] = funnel.pipelines();
  const id = visits?.id ?? 0;
  const [, planned, , started] = visits?.statuses ?? [];
  funnel.changePipeline(id, { name: 'Приёмы' });
  funnel.renameStage(id, planned?.id ?? 0, 'Записан');
  const doctor = async () =>
    ((await clinic.run('doctor', '--json')).json as { checks: readonly { check: string }[] })
      .checks;

  // A slip in the setting of stages, too, binds nothing.
  expect((await setup({ VISITS_STAGES: 'planned=Завершён' })).code).toBe(1);
  funnel.deleteStage(id, started?.id ?? 0);
  const broken = await setup();
  expect([broken.code, broken.shown.pipeline.id, broken.shown.pipeline.made]).toEqual([
    ...[1, id, false],
  ]);
  expect(await doctor()).toContainEqual(
    expect.objectContaining({ check: 'visits', code: 'DOCTOR_VISITS_NOT_READY' }),
  );
  const whole = await setup({ VISITS_STAGES: 'started=Пациент пришёл' });
  expect([whole.code, whole.shown.ready, whole.shown.pipeline.id]).toEqual([0, true, id]);
  expect(whole.shown.stages[0]?.id).toBe(planned?.id);
  expect(funnel.pipelines().map((one) => one.id)).toEqual([main?.id, id]);
});

async function addFields(url: string, token: string, fields: readonly object[]): Promise<void> {
  const answer = await fetch(`${url}/api/v4/leads/custom_fields`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  });
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`);
}
