import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load-config.ts';
import { chain, failure, load, two, wrong } from './loading.ts';

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
