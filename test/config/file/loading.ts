import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConfigPart, loadConfig } from '../../../src/config/load-config.ts';
import { ConfigError } from '../../../src/config/mistake.ts';

export const parts = ['amocrm', 'ident', 'state', 'sync'] as const satisfies readonly ConfigPart[];

export const secrets = { TOKEN: 'aaa.bbb.ccc', PASSWORD: 's3cret' };

export interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly clinic?: string;
  /** Of a `.env` beside it. */
  readonly dotenv?: string;
}

export function load(yaml: string | Buffer, { env = {}, clinic, dotenv }: Given = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'config-file-'));
  writeFileSync(join(cwd, 'clinics.yaml'), yaml);
  if (dotenv !== undefined) writeFileSync(join(cwd, '.env'), dotenv);
  const all = { CONFIG_FILE: 'clinics.yaml', ...secrets, ...env };
  return loadConfig({ env: all, cwd, clinic, needs: parts });
}

/** `line name`, of everything that is wrong. */
export function wrong(yaml: string | Buffer, given: Given = {}): readonly string[] {
  return failure(yaml, given).mistakes.map(({ at, name }) => `${at?.line ?? '-'} ${name}`);
}

export function failure(yaml: string | Buffer, given: Given = {}): ConfigError {
  try {
    load(yaml, given);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}

const account = ['AMOCRM_SUBDOMAIN: clinic', `AMOCRM_LONG_LIVED_TOKEN: \${TOKEN}`];

const login = ['DB_USER: reader', `DB_PASSWORD: \${PASSWORD}`];

/** A clinic of two sources; each line of a source's may be replaced. */
export function chain(
  p: { first?: readonly string[]; second?: readonly string[]; clinic?: readonly string[] } = {},
) {
  const { clinic = [], first = ['number: 1'], second = ['number: 2'] } = p;
  const indented = (lines: readonly string[], by: string) => lines.map((line) => `${by}${line}`);
  return [
    'clinics:',
    '  - name: Ромашка',
    ...indented([...account, ...login, ...clinic], '    '),
    '    sources:',
    '      - name: Центр',
    ...indented(['DB_HOST: srv1', ...first], '        '),
    '      - name: Север',
    ...indented(['DB_HOST: srv2', ...second], '        '),
    '',
  ].join('\n');
}

export const two = (lines: { readonly first?: string; readonly second?: string } = {}) => `clinics:
  - name: Ромашка
    AMOCRM_SUBDOMAIN: romashka
    AMOCRM_LONG_LIVED_TOKEN: \${TOKEN}
    STATE_URL: sqlite:data/one/state.db
    DB_HOST: srv1
    DB_USER: reader
    DB_PASSWORD: \${PASSWORD}
    ${lines.first ?? ''}
  - name: Василёк
    AMOCRM_SUBDOMAIN: vasilek
    AMOCRM_LONG_LIVED_TOKEN: \${OTHER_TOKEN}
    STATE_URL: sqlite:data/two/state.db
    DB_HOST: srv2
    DB_USER: reader
    DB_PASSWORD: \${OTHER_PASSWORD}
    ${lines.second ?? ''}
`;
