import { stripVTControlCharacters } from 'node:util';
import { expect, type TestContext, test } from 'vitest';
import { exitCode } from '../../../src/app-error.ts';
import { today, wallClockAt } from '../../../src/contact/value/dates.ts';
import { cli } from '../cli-harness.ts';
import { Clinic } from '../clinic.ts';

const zone = 'Europe/Moscow';
const dayFromNow = (days: number) => today(Date.now() + days * 86_400_000, zone);
const surname = 'Видимкина';
const settings = { VISITS: 'deals', TIMEZONE: zone };
const now = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";

/** A clinic whose bookings are deals: one came today, one of nobody, two in two days of which amoCRM refused one. */
async function clinicWithDeals(life: TestContext) {
  const { clinic, sandbox } = await Clinic.withSandbox(6, life, { quick: true });
  for (const table of ['OrderServiceRelation', 'Orders', 'Receptions'])
    clinic.sql(`delete from ${table}`);
  const book = (id: number, patient: number | null, start: string, came = false) =>
    clinic.sql(
      `insert into Receptions (ID, ID_Patients, PlanStart, PatientAppeared, DateTimeAdded, DateTimeChanged)
       values (${id}, ${patient ?? 'null'}, '${start}', ${came ? `'${dayFromNow(-1)} 09:00:00'` : 'null'}, ${now}, ${now})`,
    );
  clinic.sql(`update Persons set Surname = '${surname}' where ID = 1`);
  book(101, 1, `${dayFromNow(0)} 09:00:00`, true);
  book(102, null, `${dayFromNow(0)} 10:00:00`, true);
  book(103, 2, `${dayFromNow(2)} 11:00:00`);
  book(104, 3, `${dayFromNow(2)} 12:00:00`);
  const run = (...argv: readonly string[]) => clinic.runWith(settings, ...argv);
  await run('fields', 'create');
  await run('visits', 'setup');
  const fault = sandbox.faults.add({
    match: { method: 'POST', path: '/api/v4/leads' },
    fault: { kind: 'reject', rows: [2], path: 'price', code: 'InvalidType' },
    times: null,
  });
  await run('sync');
  return { clinic, sandbox, run, fault };
}

test('bookings of today and the next days are listed with their deals within 80 columns, without names; stages and days choose among them', async (life) => {
  const { clinic, sandbox, run } = await clinicWithDeals(life);
  const { stdout, code } = await run('visits', 'list', '--lang', 'ru');
  expect(code).toBe(0);
  expect(stdout).toContain(`с ${dayFromNow(0)} по ${dayFromNow(6)}: 4 визита`);
  const [first] = sandbox.deals.all();
  expect(stdout).toMatch(new RegExp(`^ *09:00 +1 +Пришёл +${first?.id} +ведёт программа$`, 'm'));
  expect(stdout).toMatch(/^ *10:00 +— +Пришёл +— +нет: приём без пациента$/m);
  expect(stdout).toMatch(/^ *12:00 +3 +Запланирован +— +отклонена: значение не подходит/m);
  expect(stdout).not.toContain(surname);
  for (const language of ['ru', 'en']) {
    const terminal = { ...clinic.options(settings), isTTY: true, columns: 80 };
    const shown = await cli(['visits', 'list', '--lang', language], terminal);
    expect(shown.code).toBe(0);
    const lines = stripVTControlCharacters(shown.stdout).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  }

  const { json } = await run('visits', 'list', '--stage', 'planned', '--json');
  expect(json).toMatchObject({
    ...{ from: dayFromNow(0), to: dayFromNow(6), untold: [] },
    visits: [
      { visit: '103', patientId: 2, stage: 'planned', outcome: 'known', rejected: null },
      { visit: '104', patientId: 3, deal: null, rejected: { code: 'InvalidType' } },
    ],
  });
  const short = await run('visits', 'list', '--days', '1', '--json');
  expect(short.json).toMatchObject({ visits: [{ visit: '101' }, { visit: '102' }] });
  // Deals off: IDENT is listed all the same.
  const off = await clinic.run('visits', 'list', '--days', '1', '--lang', 'ru');
  expect(off.stdout).toContain('сделки выключены');
  expect(off.stderr).toContain('VISITS=deals');
});

test('what people changed, what waits and what was rejected is listed by the state alone, with the reason and until when', async (life) => {
  const { clinic, sandbox, run, fault } = await clinicWithDeals(life);
  const [first] = sandbox.deals.all();
  sandbox.deals.edit(first?.id ?? 0, { price: 500 });
  clinic.sql(
    `update Receptions set ReceptionStarted = '${dayFromNow(-1)} 09:10:00', DateTimeChanged = ${now} where ID = 101`,
  );
  clinic.sql(
    `update Receptions set ReceptionCanceled = '${wallClockAt(Date.now(), zone)}', DateTimeChanged = ${now} where ID = 103`,
  );
  await run('sync');
  // IDENT is away: it is not asked.
  clinic.sql('alter table Receptions rename to Elsewhere');
  const led = await run('visits', 'list', '--led-by-people', '--lang', 'ru');
  expect(led.stdout).toMatch(new RegExp(`^ *1 +101 +${first?.id} +На приёме$`, 'm'));
  const waiting = await run('visits', 'list', '--waiting', '--json');
  expect(waiting.json).toMatchObject({
    visits: [{ visit: '103', patientId: 2, waits: { for: 'quiet', until: expect.any(Number) } }],
  });
  const rejected = await run('visits', 'list', '--rejected', '--lang', 'en');
  expect(rejected.stdout).toMatch(/^ *3 +104 +— +Price: the value does not fit/m);
  expect(rejected.stdout).toContain('• InvalidType: check the fields of visits');

  const all = await run('rejected', 'list', '--lang', 'ru');
  expect(all.stdout).toContain('Отклонённые сделки визитов: 1');
  expect((await run('rejected', 'list', '--json')).json).toMatchObject({
    ...{ rejected: [], deals: [{ visit: '104', rejected: { code: 'InvalidType' } }] },
  });
  expect((await run('rejected', 'list', '--reason', 'other', '--lang', 'ru')).stdout).toContain(
    'InvalidType',
  );
  const both = await run('visits', 'list', '--waiting', '--days', '2');
  expect(both.code).toBe(exitCode.usage);

  clinic.sql('alter table Elsewhere rename to Receptions');
  sandbox.faults.remove(fault);
  await run('rejected', 'retry');
  await run('sync');
  expect((await run('visits', 'list', '--rejected', '--json')).json).toEqual({ visits: [] });
});
