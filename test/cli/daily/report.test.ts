import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { cli } from '../cli-harness.ts';
import { Clinic } from '../clinic.ts';

/** A field edited, a name edited, a contact deleted and a patient copied, found by one deep pass. */
async function diverged(test: TestContext) {
  const { clinic, sandbox } = await Clinic.withSandbox(6, test, { quick: true });
  await clinic.run('fields', 'create');
  await clinic.run('sync');
  const ids = new Map(
    sandbox.crm
      .contacts()
      .map((contact) => [
        Number(
          contact.custom_fields_values?.find(({ field_name }) => field_name === 'ID пациента IDENT')
            ?.values[0]?.value,
        ),
        contact.id,
      ]),
  );
  const contact = (patient: number) => ids.get(patient) ?? 0;
  sandbox.crm.edit(contact(1), { fields: { Город: 'Рига' } });
  sandbox.crm.edit(contact(2), { name: 'Кто-то', firstName: 'Кто-то', lastName: '' });
  sandbox.crm.delete(contact(3));
  const copy = sandbox.crm.create({ name: 'Копия', fields: { IDENT_PATIENT_ID: '4' } });
  const pass = await cli(['sync', '--deep', '--lang', 'ru'], clinic.options());
  return { clinic, sandbox, contact, copy, pass };
}

describe.concurrent('runs report', () => {
  it('tells what differed, what to do, and whom it concerns; what needs attention first', async (test) => {
    const { clinic, contact, copy, pass } = await diverged(test);
    expect(pass.stderr).toContain('ident-amocrm runs report 2');
    const { stdout, code } = await clinic.run('runs', 'report', '--lang', 'ru');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^полная сверка № 2, /i);
    expect(stdout).toMatch(/без изменений +\d/);
    expect(stdout).toMatch(/полей восстановлено +1/);
    expect(stdout.indexOf('Требует внимания')).toBeLessThan(stdout.indexOf('Сделано'));
    expect(stdout).toContain('• Контакт удалён из amoCRM: 1\n  Восстановите его из корзины');
    expect(stdout).toMatch(new RegExp(`^ +3 +${contact(3)}$`, 'm'));
    expect(stdout).toContain('• Один пациент в нескольких контактах: 2\n  Объедините их в amoCRM');
    expect(stdout).toMatch(new RegExp(`^ +4 +${contact(4)}\n +4 +${copy}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^ +1 +${contact(1)} +Город$`, 'm'));
    for (const text of [...clinic.personalTexts(), 'Рига', 'Кто-то'])
      expect(stdout).not.toContain(text);
  });

  it('is the last whole deep pass, whatever ran since; or the run that is asked for', async (test) => {
    const { clinic } = await diverged(test);
    await clinic.run('sync');
    await clinic.run('plan', '--deep');
    const { json } = await clinic.run('runs', 'report', '--json');
    expect(json).toMatchObject({
      run: { id: 2, mode: 'deep', outcome: 'ok', counts: { repaired: 1 } },
      kinds: { missing: 1, duplicate: 2, 'name-edited': 1, drifted: 1 },
      left: 0,
    });
    expect((await clinic.run('runs', 'report', '4', '--json')).json).toMatchObject({
      run: { id: 4, mode: 'plan' },
    });
    const unknown = await clinic.run('runs', 'report', '99', '--lang', 'en');
    expect([unknown.code, unknown.stdout]).toEqual([1, 'There is no run 99: ident-amocrm runs.\n']);
  });

  it('gives programs every row with code and words', async (test) => {
    const { clinic, contact } = await diverged(test);
    const { json } = await clinic.run('runs', 'report', '--json', '--lang', 'en');
    expect((json as { findings: object[] }).findings).toContainEqual({
      kind: 'drifted',
      patientId: 1,
      contactId: contact(1),
      subject: 'city',
      severity: 'done',
      field: 'Город',
      meaning: "Our field was changed in amoCRM; IDENT's value was restored",
      advice: '',
    });
  });

  it('is a table for Excel', async (test) => {
    const { clinic, contact } = await diverged(test);
    const argv = ['runs', 'report', '2', '--csv', 'report.csv', '--lang', 'ru', '--json'];
    const file = join(clinic.folder, 'report.csv');
    expect((await clinic.run(...argv)).json).toMatchObject({ rows: 5, file });
    const lines = readFileSync(file, 'utf8').split('\r\n');
    expect(lines[0]).toBe('\uFEFFПациент;Контакт;Поле;Что найдено;Что делать;Код');
    expect(lines).toHaveLength(7);
    expect(lines).toContain(
      `2;${contact(2)};Имя;Имя контакта изменили в amoCRM: оставлено;Верное имя внесите в IDENT;name-edited`,
    );
  });

  it('says so when there is none yet, and when nothing differs', async (test) => {
    const { clinic } = await Clinic.withSandbox(3, test);
    const none = await clinic.run('runs', 'report', '--lang', 'en');
    expect([none.code, none.stdout]).toEqual([
      0,
      'There was no whole deep pass yet: ident-amocrm sync --deep.\n',
    ]);
    await clinic.run('fields', 'create');
    await clinic.run('sync');
    expect((await clinic.run('runs', 'report', '--lang', 'en')).stdout).toContain(
      'No differences.',
    );
  });

  it('leaves runs and --findings as they were', async (test) => {
    const { clinic } = await diverged(test);
    expect((await clinic.run('runs', '--limit', '1', '--json')).json).toMatchObject({
      runs: [{ id: 2 }],
    });
    const { stdout } = await clinic.run('runs', '--findings', '2', '--lang', 'ru');
    expect(stdout).toContain('Один пациент в нескольких контактах');
  });
});

describe.concurrent('settings of the deep pass', () => {
  it('reach it: a policy, and the guard, who would have been concerned and --allow-mass-change', async (test) => {
    const { clinic, sandbox } = await Clinic.withSandbox(6, test, { quick: true });
    await clinic.run('fields', 'create');
    await clinic.run('sync');
    const [first] = sandbox.crm.contacts();
    sandbox.crm.delete(first?.id ?? 0);
    const env = { POLICY_MISSING: 'repair', GUARD_ROWS: '0' };
    const deep = (...more: readonly string[]) =>
      cli(['sync', '--deep', ...more], clinic.options(env));
    const stopped = await deep('--lang', 'ru');
    expect(stopped.code).toBe(6);
    expect(stopped.stderr).toMatch(/создаются заново: пациенты \d/);
    expect(sandbox.crm.count()).toBe(5);
    const allowed = await deep('--allow-mass-change', '1');
    expect(allowed.code).toBe(0);
    expect(sandbox.crm.count()).toBe(6);
  });
});
