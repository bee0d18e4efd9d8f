import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load-config.ts';
import { shownSettings } from '../../../src/config/shown-settings.ts';
import { chain, failure, type Given, load, parts, secrets, two, wrong } from './loading.ts';

describe('a file of clinics', () => {
  it('gives a clinic several databases, each with its name, its number and what the clinic says for all', () => {
    const { clinic, sources, amocrm } = load(chain({ clinic: ['DB_NAME: PZ2'] }));
    expect(clinic).toBe('Ромашка');
    expect(amocrm).toMatchObject({ baseUrl: 'https://clinic.amocrm.ru' });
    expect(sources.map(({ name, number, connection }) => [name, number, connection])).toMatchObject(
      [
        ['Центр', 1, { host: 'srv1', user: 'reader', password: 's3cret', database: 'PZ2' }],
        ['Север', 2, { host: 'srv2', user: 'reader', password: 's3cret', database: 'PZ2' }],
      ],
    );
  });

  it('takes what stands in quotes as it is, a quote and a backslash within double ones doubled by a backslash', () => {
    const second = [
      'number: 2',
      String.raw`BRANCHES: "ООО \"Улыбка\""`,
      String.raw`DB_HOST: "srv\\IDENT"`,
    ];
    const [, north] = load(chain({ second }).replace('        DB_HOST: srv2\n', '')).sources;
    expect(north?.connection).toMatchObject({ host: 'srv', instance: 'IDENT' });
    expect(north?.branches?.names).toEqual(['ООО "Улыбка"']);
  });

  it('takes the number from the file, whatever the order of the databases is', () => {
    const { sources } = load(chain({ first: ['number: 7'], second: ['number: 1'] }));
    expect(sources.map(({ number }) => number)).toEqual([7, 1]);
  });

  it('lets the only database of a clinic stand without a list, and the first one of a list without a number', () => {
    expect(load(two(), { clinic: 'Ромашка' }).sources).toMatchObject([
      { name: 'Ромашка', number: 1 },
    ]);
    expect(load(chain({ first: [] })).sources.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('names the clinic that a process is for by --clinic or CLINIC, and asks where it names several', () => {
    const host = (given: Given) => load(two(), given).ident.connection;
    expect(
      host({ clinic: 'василёк', env: { OTHER_TOKEN: 'x', OTHER_PASSWORD: 'y' } }),
    ).toMatchObject({
      host: 'srv2',
    });
    expect(host({ env: { CLINIC: 'Ромашка' } })).toMatchObject({ host: 'srv1' });
    expect(failure(two()).text('ru').message).toContain('Ромашка, Василёк');
    expect(failure(two(), { clinic: 'Роза' }).text('en').message).toContain('Ромашка, Василёк');
  });

  it('needs no secret of a clinic that the process is not for', () => {
    expect(load(two(), { clinic: 'Ромашка' }).clinic).toBe('Ромашка');
    expect(wrong(two(), { clinic: 'Василёк' })).toEqual([
      '12 AMOCRM_LONG_LIVED_TOKEN',
      '16 DB_PASSWORD',
    ]);
  });

  it('judges what it says of the other clinics as well', () => {
    expect(wrong(two({ second: 'BATCH_SIZE: 9999' }), { clinic: 'Ромашка' })).toEqual([
      '17 BATCH_SIZE',
    ]);
  });

  it('calls the clinic by its name in alerts', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'config-file-'));
    writeFileSync(join(cwd, 'clinics.yaml'), chain());
    const config = loadConfig({ env: { CONFIG_FILE: 'clinics.yaml' }, cwd, needs: ['alerts'] });
    expect(config.alerts.name).toBe('Ромашка');
  });

  it('gives the sandboxes of two clinics a file of their own', () => {
    const yaml = two({ first: 'USE_MOCK_AMOCRM: true', second: 'USE_MOCK_AMOCRM: true' });
    const files = ['Ромашка', 'Василёк'].map((clinic) => {
      const { amocrm } = load(yaml, { clinic, env: { OTHER_TOKEN: 'x', OTHER_PASSWORD: 'y' } });
      return amocrm.mock ? amocrm.file : null;
    });
    expect(new Set(files).size).toBe(2);
  });
});

describe('what stands beside it in the environment', () => {
  it('holds for what the file leaves open; where both say something the file wins, and this is told', () => {
    const env = { BATCH_SIZE: '10', TIMEZONE: 'Asia/Omsk' };
    const config = load(chain({ clinic: ['BATCH_SIZE: 20'] }), { env });
    expect([config.sync.batchSize, config.timeZone]).toEqual([20, 'Asia/Omsk']);
    expect(config.notices.map(({ en }) => en)).toEqual([
      'Given both in clinics.yaml and in the environment (or .env): BATCH_SIZE. clinics.yaml wins.',
    ]);
  });

  it('names no account and no database: they would hold for every clinic that leaves one out', () => {
    expect(wrong(chain(), { env: { DB_INSTANCE: 'OTHER' } })).toEqual(['- DB_INSTANCE']);
    expect(wrong(chain(), { dotenv: 'USE_MOCK_AMOCRM=true\nDB_FILE=x.db\n' }).toSorted()).toEqual([
      '- DB_FILE',
      '- USE_MOCK_AMOCRM',
    ]);
  });

  it('may give a value that the file refers to, under any name, from .env too', () => {
    const yaml = chain({ second: ['number: 2', `DB_NAME: \${DB_NAME_NORTH}`] });
    const { sources } = load(yaml, { dotenv: 'DB_NAME_NORTH=PZN\n' });
    expect(sources[1]?.connection).toMatchObject({ database: 'PZN' });
    expect(wrong(yaml)).toEqual(['14 DB_NAME']);
  });

  it('says that a clinic was named and no file of clinics', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'config-file-'));
    expect(() => loadConfig({ env: {}, cwd, clinic: 'Ромашка', needs: [] })).toThrow('CONFIG_FILE');
  });
});

describe('the shipped examples', () => {
  const shipped = (name: string, env: Readonly<Record<string, string>>, clinic?: string) => {
    const cwd = mkdtempSync(join(tmpdir(), 'config-file-'));
    const file = new URL(`../../../deploy/config/${name}`, import.meta.url);
    copyFileSync(file, join(cwd, name));
    return loadConfig({ env: { CONFIG_FILE: name, ...env }, cwd, clinic, needs: parts });
  };

  it('load: one clinic with two databases', () => {
    const { sources, notices } = shipped('one-clinic-two-databases.yaml', {
      ...{ ROMASHKA_TOKEN: 'a.b.c', CENTER_DB_PASSWORD: 'x', NORTH_DB_PASSWORD: 'y' },
    });
    expect(sources).toMatchObject([
      { name: 'Центр', number: 1, connection: { instance: 'PZSQLSERVER' } },
      { name: 'Север', number: 2, connection: { port: 1433, user: 'ident_reader' } },
    ]);
    expect(notices).toEqual([]);
  });

  it.each([
    ['Ромашка', 'romashka', 'Europe/Moscow'],
    ['Василёк', 'vasilek', 'Asia/Yekaterinburg'],
  ])('load: two clinics, %s', (clinic, id, timeZone) => {
    const prefix = id.toUpperCase();
    const env = { [`${prefix}_TOKEN`]: 'a.b.c', [`${prefix}_DB_PASSWORD`]: 'x' };
    const config = shipped('two-clinics.yaml', env, clinic);
    expect(config.amocrm).toMatchObject({ baseUrl: `https://${id}.amocrm.ru` });
    expect(config.state.file).toContain(join('data', id));
    expect(config.timeZone).toBe(timeZone);
  });
});

describe('the settings that are shown', () => {
  const shown = (yaml: string, name: string) => {
    const cwd = mkdtempSync(join(tmpdir(), 'config-file-'));
    writeFileSync(join(cwd, 'clinics.yaml'), yaml);
    const env = { CONFIG_FILE: 'clinics.yaml', ...secrets, TIMEZONE: 'Asia/Omsk' };
    return shownSettings({ env, cwd })
      .flatMap((group) => group.settings)
      .find((setting) => setting.name === name);
  };

  it('are those of the clinic, each with who gave it, what differs between databases with their names', () => {
    const yaml = chain({ clinic: ['DB_NAME: PZ2'] });
    expect(shown(yaml, 'DB_NAME')).toMatchObject({ value: 'PZ2', given: 'file' });
    expect(shown(yaml, 'DB_HOST')).toMatchObject({ value: 'Центр: srv1; Север: srv2' });
    expect(shown(yaml, 'TIMEZONE')).toMatchObject({ value: 'Asia/Omsk', given: 'environment' });
    expect(shown(yaml, 'DB_PASSWORD')).toMatchObject({ value: null, given: 'file' });
    expect(shown(yaml, 'BATCH_SIZE')).toMatchObject({ given: 'default' });
  });
});
