import { copyFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { settings } from '../../src/config/settings.ts';
import { envExample } from './env-example.ts';

const file = new URL('../../.env_example', import.meta.url);

describe('.env_example', () => {
  it('is in step with the table of settings (vitest -u writes it anew)', async () => {
    await expect(envExample()).toMatchFileSnapshot('../../.env_example');
  });

  it('has every setting, in Russian and English', async () => {
    const text = await readFile(file, 'utf8');
    for (const [name, { ru, en }] of Object.entries(settings)) {
      expect(text).toMatch(new RegExp(`^(# )?${name}=`, 'm'));
      expect(text).toContain(`# ${ru}\n# ${en}\n`);
    }
  });

  it('leaves exactly five values to be filled in, and works with them', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'env-example-'));
    const path = join(cwd, '.env');
    await copyFile(file, path);
    const text = await readFile(path, 'utf8');
    const empty = [...text.matchAll(/^(\w+)=$/gm)].map((match) => match[1]);
    expect(empty).toEqual([
      'AMOCRM_SUBDOMAIN',
      'AMOCRM_LONG_LIVED_TOKEN',
      'DB_HOST',
      'DB_USER',
      'DB_PASSWORD',
    ]);
    await writeFile(path, text.replaceAll(/^(\w+)=$/gm, '$1=value'));

    const config = loadConfig({ env: {}, cwd, needs: ['amocrm', 'ident', 'state', 'sync'] });

    expect(config.amocrm).toMatchObject({ mock: false, baseUrl: 'https://value.amocrm.ru' });
    expect(config.ident.connection).toMatchObject({ host: 'value', trustCertificate: true });
    expect(config.notices).toEqual([]);
  });

  it('proposes nothing that the settings would refuse', () => {
    for (const { type, ...rest } of Object.values(settings)) {
      for (const key of ['default', 'example'] as const) {
        const value = key in rest ? (rest as Record<string, unknown>)[key] : undefined;
        if (typeof value === 'string' && value !== '') {
          expect(type.schema.safeParse(value).success, value).toBe(true);
        }
      }
    }
  });
});
