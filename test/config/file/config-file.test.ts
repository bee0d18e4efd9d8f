import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ConfigPart, loadConfig } from '../../../src/config/load-config.ts';
import { ConfigError } from '../../../src/config/mistake.ts';
import { shownSettings } from '../../../src/config/shown-settings.ts';

const parts = ['amocrm', 'ident', 'state', 'sync'] as const satisfies readonly ConfigPart[];
const secrets = { TOKEN: 'aaa.bbb.ccc', PASSWORD: 's3cret' };

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly clinic?: string;
  /** Of a `.env` beside it. */
  readonly dotenv?: string;
}

function load(yaml: string | Buffer, { env = {}, clinic, dotenv }: Given = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'config-file-'));
  writeFileSync(join(cwd, 'clinics.yaml'), yaml);
  if (dotenv !== undefined) writeFileSync(join(cwd, '.env'), dotenv);
  const all = { CONFIG_FILE: 'clinics.yaml', ...secrets, ...env };
  return loadConfig({ env: all, cwd, clinic, needs: parts });
}

/** `line name`, of everything that is wrong. */
function wrong(yaml: string | Buffer, given: Given = {}): readonly string[] {
  return failure(yaml, given).mistakes.map(({ at, name }) => `${at?.line ?? '-'} ${name}`);
}

function failure(yaml: string | Buffer, given: Given = {}): ConfigError {
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
function chain(
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

const two = (lines: { readonly first?: string; readonly second?: string } = {}) => `clinics:
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

describe('mistakes in a file of clinics', () => {
  it.each([
    ['a second source without a number', chain({ second: [] }), ['11 number']],
    ['a number in words', chain({ second: ['number: два'] }), ['13 number']],
    ['a number as text', chain({ second: ['number: "2"'] }), ['13 number']],
    ['the number 0', chain({ second: ['number: 0'] }), ['13 number']],
    ['a number above 2 to the 20th', chain({ second: ['number: 1048577'] }), ['13 number']],
    ['a number that is a fraction', chain({ second: ['number: 2.5'] }), ['13 number']],
    ['one number twice', chain({ second: ['number: 1'] }), ['11 number']],
    ['a name twice, in another case', chain().replace('Север', ' центр'), ['11 name']],
    ['a source without a name', chain().replace('name: Север', 'name:'), ['11 name']],
    ['a name that reads like an id', chain().replace('Север', '"2:1"'), ['11 name']],
    ['a value out of range', chain({ second: ['number: 2', 'DB_PORT: 70000'] }), ['14 DB_PORT']],
    ['a slip in a name', chain({ second: ['number: 2', 'DB_PASWORD: x'] }), ['14 DB_PASWORD']],
    [
      "a clinic's setting at a source",
      chain({ second: ['number: 2', 'BATCH_SIZE: 5'] }),
      ['14 BATCH_SIZE'],
    ],
    ['a file within the file', chain({ clinic: ['CONFIG_FILE: x'] }), ['7 CONFIG_FILE']],
    [
      'a secret in clear',
      chain({ second: ['number: 2', 'DB_PASSWORD: hunter2'] }),
      ['14 DB_PASSWORD'],
    ],
    [
      'a setting twice',
      chain({ second: ['number: 2', 'DB_NAME: a', 'DB_NAME: b'] }),
      ['15 DB_NAME'],
    ],
    ['an alias', chain({ second: ['number: 2', 'DB_NAME: *x'] }), ['14 YAML']],
    ['an anchor', chain({ second: ['number: 2', 'DB_NAME: &x PZ'] }), ['14 YAML']],
    [
      'a secret and its file side by side',
      chain({ second: ['number: 2', `DB_PASSWORD: \${PASSWORD}`, 'DB_PASSWORD_FILE: pw'] }),
      ['14 DB_PASSWORD', '15 DB_PASSWORD_FILE'],
    ],
    [
      'a backslash within double quotes',
      chain({ second: ['number: 2', 'DB_NAME: "data\\new"'] }),
      ['14 YAML'],
    ],
    [
      'an empty list of branches',
      chain({ second: ['number: 2', 'BRANCHES: []'] }),
      ['14 BRANCHES'],
    ],
    ['a tab', chain({ second: ['number: 2', '\tDB_NAME: PZ'] }), ['14 YAML']],
    [
      'a setting with settings below it',
      chain({ second: ['number: 2', 'DB_NAME: {a: b}'] }),
      ['14 DB_NAME'],
    ],
    [
      'the same database, written otherwise',
      chain({ clinic: ['DB_NAME: PZ'], second: ['number: 2', 'DB_NAME: pz'] }).replace(
        'srv2',
        'SRV1',
      ),
      ['12 DB_HOST, DB_NAME'],
    ],
    ['an empty file', '', ['1 clinics']],
    ['a file of comments', '# clinics\n', ['1 clinics']],
    ['a list without clinics', '- a\n- b\n', ['1 clinics']],
    ['an empty list of clinics', 'clinics: []\n', ['1 clinics']],
    ['a second document', `${chain()}---\nclinics: []\n`, ['14 YAML']],
  ])('is told with its line: %s', (_, yaml, expected) => {
    expect(wrong(yaml)).toEqual(expected);
  });

  it('is told of two clinics with one account or one folder of the state', () => {
    const yaml = two()
      .replace('vasilek', 'https://Romashka.amocrm.ru/')
      .replace('data/two', 'data/one');
    expect(wrong(yaml, { clinic: 'Ромашка' })).toEqual(['10 AMOCRM_SUBDOMAIN', '10 STATE_URL']);
    const noStates = two().replace(/ +STATE_URL.*\n/g, '');
    expect(wrong(noStates, { clinic: 'Ромашка' })).toEqual(['9 STATE_URL']);
  });

  it.each([
    ['UTF-16', Buffer.from(`\uFEFF${chain()}`, 'utf16le')],
    ['cp1251', Buffer.from([0x23, 0x20, 0xef, 0xe0, 0xf0])],
  ])('asks for UTF-8 when the file is %s', (_, bytes) => {
    expect(failure(bytes).text('ru').message).toContain('UTF-8');
  });

  it('is refused when its lines end with CR alone', () => {
    const bytes = Buffer.from(chain().replaceAll('\n', '\r'));
    expect(failure(bytes).text('en').message).toContain('CR alone');
  });

  it('reads a file as Notepad saves it: with a byte order mark and CRLF', () => {
    const yaml = `\uFEFF${chain().replaceAll('\n', '\r\n')}`;
    expect(load(yaml).sources).toHaveLength(2);
  });

  it('is told all at once, with file, line, name and cure in both languages, and with no secret', () => {
    const yaml = chain({
      clinic: ['BATCH_SIZE: 9999'],
      second: ['DB_PASSWORD: hunter2', 'DB_PASWORD: hunter3'],
    });
    const error = failure(yaml);
    expect(error.exit).toBe(2);
    for (const language of ['ru', 'en'] as const) {
      const { message } = error.text(language);
      expect(message).toContain('clinics.yaml:7 BATCH_SIZE=9999');
      expect(message).toContain('clinics.yaml:12 number');
      expect(message).toContain('clinics.yaml:14 DB_PASSWORD');
      expect(message).toContain('DB_PASSWORD_FILE');
      expect(message).toContain('clinics.yaml:15 DB_PASWORD');
      expect(message).not.toMatch(/hunter|s3cret/);
    }
  });

  it('names a file that is not there', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'config-file-'));
    expect(() => loadConfig({ env: { CONFIG_FILE: 'no.yaml' }, cwd, needs: [] })).toThrow('ENOENT');
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
