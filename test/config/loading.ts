import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConfigPart, type ConfigSource, loadConfig } from '../../src/config/load-config.ts';
import { ConfigError } from '../../src/config/mistake.ts';

export const token = { AMOCRM_SUBDOMAIN: 'clinic', AMOCRM_LONG_LIVED_TOKEN: 'aaa.bbb.ccc' };

export const database = { DB_HOST: 'srv', DB_USER: 'reader', DB_PASSWORD: 's3cret' };

export function folder(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const cwd = mkdtempSync(join(tmpdir(), 'config-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return cwd;
}

export function load<Part extends ConfigPart = never>(
  env: Readonly<Record<string, string>>,
  ...needs: readonly Part[]
) {
  return loadConfig({ env, cwd: folder(), needs });
}

export function failure(source: Partial<ConfigSource<ConfigPart>>): ConfigError {
  try {
    loadConfig({ env: {}, cwd: folder(), needs: [], ...source });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}

export const namesOf = (error: ConfigError) => error.mistakes.map((mistake) => mistake.name);
