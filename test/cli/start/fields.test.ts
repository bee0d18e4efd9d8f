import { describe, expect, it } from 'vitest';
import { contactFields } from '../../../src/contact/model/fields.ts';
import type { Run } from '../../../src/state/record/runs.ts';
import { Clinic } from '../clinic.ts';

describe.concurrent('fields create', () => {
  it('says which fields that people made will be used', async (test) => {
    const { clinic, sandbox } = await Clinic.withSandbox(1, test);
    await makeField(sandbox.url, sandbox.oauth.longLivedToken(), { name: 'Город', type: 'text' });
    const { code, stderr, json } = await clinic.run('fields', 'create', '--json', '--lang', 'ru');
    expect(code).toBe(0);
    expect((json as { created: readonly string[] }).created).toHaveLength(contactFields.length - 1);
    expect(stderr).toContain('«Город» (text) создано не нами и используется как есть');
  });

  it('makes ours beside a field of another type; check tells before, plan after', async (test) => {
    const { clinic, sandbox } = await Clinic.withSandbox(1, test);
    await makeField(sandbox.url, sandbox.oauth.longLivedToken(), { name: 'ИНН', type: 'numeric' });
    const said =
      'Имя занято полем другого типа (numeric), его мы не трогаем; наше поле: «ИНН (IDENT)»';
    expect((await clinic.run('fields', 'check', '--lang', 'ru')).stderr).toContain(said);
    const { code, stdout } = await clinic.run('fields', 'create', '--lang', 'ru');
    expect(code).toBe(0);
    expect(stdout).toMatch(/12 +ИНН \(IDENT\) +text .*создано/);
    const plan = await clinic.run('plan', '--lang', 'ru', '--json');
    expect(plan.json).toMatchObject({
      fields: [{ key: 'inn', note: 'beside', name: 'ИНН (IDENT)', type: 'numeric' }],
    });
    expect((await clinic.run('plan', '--lang', 'ru')).stdout).toContain(said);
  });

  it('needs an administrator, and says so', async (test) => {
    const { clinic, sandbox } = await Clinic.withSandbox(1, test);
    const manager = { AMOCRM_LONG_LIVED_TOKEN: sandbox.oauth.longLivedToken({ as: 'manager' }) };
    const { code, json } = await clinic.runWith(manager, 'fields', 'create', '--json');
    expect(code).toBe(1);
    expect(json).toMatchObject({ error: { code: 'AMO_FORBIDDEN' } });
  });
});

describe.concurrent('fields clear', () => {
  it('empties a field that is switched off, where our value stands', async (test) => {
    const { clinic, sandbox } = await Clinic.withSandbox(8, test);
    await clinic.run('fields', 'create');
    await clinic.run('sync');
    const numbers = () => JSON.stringify(sandbox.crm.contacts()).match(/IDENT_CARD_NUMBER/g) ?? [];
    expect(numbers()).toHaveLength(8);
    const off = { EXCLUDE_FIELDS: 'card_number' };
    expect((await clinic.run('fields', 'clear', 'card_number')).code).toBe(2);
    expect((await clinic.run('fields', 'clear', 'cardnumber')).code).toBe(2);

    const stopped = await clinic.runWith(off, 'fields', 'clear', 'card_number');
    expect(stopped.code).toBe(6);
    expect(stopped.stderr).toContain('“Номер карты” is emptied: patients 1, 2');

    const argv = ['fields', 'clear', 'card_number', '--allow-mass-change', '8', '--json'];
    const cleared = await clinic.runWith(off, ...argv);
    expect([cleared.code, cleared.json]).toMatchObject([0, { cleared: 8, kept: 0 }]);
    expect(numbers()).toEqual([]);
    const { runs } = (await clinic.run('runs', '--json')).json as { runs: readonly Run[] };
    expect(runs.map(({ mode, outcome }) => `${mode} ${outcome}`)).toEqual([
      ...['clear ok', 'clear stopped', 'deep ok'],
    ]);
  });
});

async function makeField(url: string, token: string, field: object): Promise<void> {
  const answer = await fetch(`${url}/api/v4/contacts/custom_fields`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify([field]),
  });
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`);
}
