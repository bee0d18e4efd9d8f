import { describe, expect, it } from 'vitest';
import { contactFields } from '../../../src/contact/model/fields.ts';
import { Clinic } from '../clinic.ts';

interface Item {
  readonly item: string;
  readonly ident: string | null;
  readonly amo: string | null;
  readonly same: boolean;
}

describe.concurrent('test --patient-id', () => {
  it('shows what would be sent with --dry-run, and sends nothing', async (test) => {
    const { clinic, sandbox } = await Clinic.withSandbox(3, test);
    await clinic.run('fields', 'create');
    const { code, stdout, stderr } = await clinic.run('test', '--patient-id', '1', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('Patient 1 — no contact yet');
    expect(stdout).toContain('A new contact will be created.');
    expect(stderr).toContain('Nothing was sent');
    expect(sandbox.crm.count()).toBe(0);
  });

  it('sends one patient for real and shows what amoCRM holds afterwards', async (test) => {
    const { clinic, sandbox } = await Clinic.withSandbox(3, test);
    await clinic.run('fields', 'create');
    const made = await clinic.run('test', '--patient-id', '1', '--reveal', '--json');
    expect(made.code).toBe(0);
    expect(made.json).toMatchObject({ action: 'new', rejected: null, pass: { created: 1 } });
    const { items, sent } = made.json as { items: readonly Item[]; sent: readonly string[] };
    expect(items).toHaveLength(3 + contactFields.length);
    expect(items.filter(({ same }) => !same)).toEqual([]);
    expect(items).toContainEqual(
      expect.objectContaining({ item: 'snils', ident: '112-233-445 95', amo: '112-233-445 95' }),
    );
    expect(sent).toContain('passport');
    expect(sent).not.toContain('archive_reason');
    expect(sandbox.crm.count()).toBe(1);

    const again = await clinic.run('test', '--patient-id', '1', '--lang', 'ru');
    expect(again.stdout).toContain('Всё уже верно: ничего не отправлено.');

    clinic.editPerson(1, 'Address', 'Тверь, Новая ул., д. 1');
    const changed = await clinic.run('test', '--patient-id', '1', '--lang', 'ru');
    expect(changed.stdout).toMatch(/Обновлено: .*Адрес/);
    expect(changed.stdout).toMatch(/25 +Адрес +••••• \(22\) +→ +••••• \(22\) +✓/);
  });

  it('says when IDENT has no such patient', async (test) => {
    const { clinic } = await Clinic.withSandbox(3, test);
    await clinic.run('fields', 'create');
    const { code, json } = await clinic.run('test', '--patient-id', '999', '--json');
    expect(code).toBe(1);
    expect(json).toMatchObject({ error: { code: 'PATIENT_UNKNOWN' } });
  });
});
