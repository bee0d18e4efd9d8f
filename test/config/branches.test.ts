import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'ident-amocrm-branches-'));
  folders.push(made);
  return made;
}

const of = (env: Record<string, string>) =>
  loadConfig({ env: { DB_CLIENT: 'sqlite', ...env }, cwd: folder(), needs: ['ident'] }).ident
    .branches;

describe('BRANCHES', () => {
  it.each([
    ['Сокол', ['Сокол']],
    [' Сокол , Главный   филиал,, ', ['Сокол', 'Главный филиал']],
    ['"ООО Улыбка, центр", Сокол', ['ООО Улыбка, центр', 'Сокол']],
    ['ООО «Улыбка, центр», Сокол', ['ООО «Улыбка, центр»', 'Сокол']],
    ['ООО Улыбка, центр; Сокол', ['ООО Улыбка, центр', 'Сокол']],
    ['Улыбка, центр;', ['Улыбка, центр']],
    ['Зал 5" , Сокол', ['Зал 5"', 'Сокол']],
    ['Сокол,Сокол', ['Сокол']],
  ])('names branches as people write them: %s', (text, names) => {
    expect(of({ BRANCHES: text })).toEqual({ names, withoutVisits: false });
  });

  it('chooses nobody’s patients where it is not given, and those who were nowhere by a word of its own', () => {
    expect(of({})).toBeUndefined();
    expect(of({ BRANCHES: ' ' })).toBeUndefined();
    expect(of({ BRANCHES: 'Сокол', BRANCHES_EMPTY: 'include' })).toMatchObject({
      withoutVisits: true,
    });
  });

  it.each([', ;', '""'])('that names nothing is refused: %s', (text) => {
    expect(() => of({ BRANCHES: text })).toThrow('BRANCHES');
  });

  it('is of each database by itself in a file of clinics, as a text or as a list', () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, 'clinics.yaml'),
      [
        'clinics:',
        '  - name: Сеть',
        '    BRANCHES_EMPTY: include',
        '    DB_CLIENT: sqlite',
        '    sources:',
        '      - name: Центр',
        '        DB_FILE: one.db',
        '        BRANCHES: [Сокол, "ООО Улыбка, центр", "a; b"]',
        '      - name: Юг',
        '        number: 2',
        '        DB_FILE: two.db',
        '        BRANCHES: Сокол, Юг',
        '      - name: Север',
        '        number: 3',
        '        DB_FILE: three.db',
      ].join('\n'),
    );
    const { sources } = loadConfig({
      env: { CONFIG_FILE: 'clinics.yaml' },
      cwd,
      needs: ['ident'],
    });
    expect(sources.map(({ branches }) => branches)).toEqual([
      { names: ['Сокол', 'ООО Улыбка, центр', 'a; b'], withoutVisits: true },
      { names: ['Сокол', 'Юг'], withoutVisits: true },
      undefined,
    ]);
  });

  it('of the environment is refused beside a file: it would choose for every database', () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'c.yaml'), 'clinics:\n  - name: A\n    DB_CLIENT: sqlite\n');
    const env = { CONFIG_FILE: 'c.yaml', BRANCHES: 'Сокол' };
    expect(() => loadConfig({ env, cwd, needs: ['ident'] })).toThrow('BRANCHES');
  });
});
