import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnvFile, setsNothing } from '../../src/config/given/env-file.ts';
import { parseEnvLine } from '../../src/config/given/env-line.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'env-file-'));

function readingOf(content: string | Buffer) {
  const file = join(folder(), '.env');
  writeFileSync(file, content);
  const { values, mistakes } = readEnvFile(file, false);
  return {
    values,
    flaws: mistakes.map(({ name, problem }) => [name.replace(file, ''), problem.en]),
  };
}

describe('a line of .env that every reader takes alike', () => {
  it.each([
    ['DB_HOST=srv\\PZSQLSERVER', 'srv\\PZSQLSERVER'],
    ["DB_PASSWORD='pa$w#rd \\n'", 'pa$w#rd \\n'],
    [`DB_PASSWORD="it's # fine"`, "it's # fine"],
    ["DB_PASSWORD=it's", "it's"],
    ['DB_PASSWORD=a=b"c', 'a=b"c'],
    ['DB_USER=reader # who reads', 'reader'],
    ["DB_USER='reader'  # who reads", 'reader'],
    ['  export DB_USER = reader  ', 'reader'],
    ['DB_PASSWORD=', ''],
    ['ALERT_NAME=Клиника на Ленина', 'Клиника на Ленина'],
  ])('is %s', (line, value) => {
    expect(parseEnvLine(line)).toMatchObject({ kind: 'assignment', value });
    expect(Object.values(parseEnv(line))).toEqual([value]);
  });

  it('means to us what it means to Node, whatever stands in it', () => {
    const letter = fc.constantFrom(...['a', 'я', ' ', '#', '$', "'", '"', '\\', '`', '=', 'n']);
    const text = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(text, (value) => {
        const line = parseEnvLine(`DB_PASSWORD=${value}`);
        if (line.kind !== 'assignment') return;
        expect(parseEnv(`DB_PASSWORD=${value}`)['DB_PASSWORD']).toBe(line.value);
        // Compose unfolds a $ outside of single quotes.
        if (!value.trimStart().startsWith("'")) expect(line.value).not.toContain('$');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a line of .env that readers take differently', () => {
  it.each([
    ['DB_PASSWORD=pa$word', 'Docker Compose'],
    ['DB_PASSWORD="pa$word"', 'double quotes'],
    ['DB_PASSWORD="pa\\nword"', 'double quotes'],
    ["DB_PASSWORD='it\\'s'", 'before a quote'],
    ["DB_PASSWORD='it's'", 'behind the closed quote'],
    ['DB_PASSWORD="one', 'not closed'],
    ['DB_PASSWORD=`x`', 'backticks'],
    ['DB_PASSWORD=#x', 'the # begins'],
    ['DB_PASSWORD=x#y', 'would be lost'],
    ['DB_PASSWORD=x\u00A0', 'invisible'],
    ['DB_HOST: srv', 'not NAME=value'],
    ['# who reads\rDB_USER=reader', 'CR alone'],
    ['DB_USER=reader\rDB_HOST=srv', 'CR alone'],
  ])('is refused by its number, and its value is not shown: %s', (line, problem) => {
    const { flaws } = readingOf(`LOG_LEVEL=INFO\r\n${line}\r\n`);
    expect(flaws).toEqual([[':2', expect.stringContaining(problem)]]);
    expect(JSON.stringify(flaws)).not.toContain('word');
  });

  it('is one of many, and all are told', () => {
    expect(readingOf('A=$x\nB=1\nC="\nD=`\n').flaws.map(([at]) => at)).toEqual([':1', ':3', ':4']);
  });
});

describe('a file of settings', () => {
  it.each([
    ['UTF-16 of PowerShell', Buffer.from('\uFEFFDB_HOST=srv', 'utf16le'), 'UTF-16'],
    ['UTF-16 without a mark', Buffer.from('DB_HOST=srv', 'utf16le'), 'UTF-16'],
    ['windows-1251', Buffer.from([0x23, 0xef, 0xe0]), 'not UTF-8'],
  ])('in another encoding is refused: %s', (_, content, problem) => {
    expect(readingOf(content).flaws).toEqual([['', expect.stringContaining(problem)]]);
  });

  it.each([
    ['a comment first', '# settings\rDB_HOST=srv\rDB_USER=reader\r'],
    ['a setting first', 'DB_HOST=srv\rDB_USER=reader'],
    ['blank lines', '\r\rDB_HOST=srv\r'],
  ])('whose lines end with CR alone is refused, never taken for an empty one: %s', (_, content) => {
    expect(readingOf(content).flaws).toEqual([[':1', expect.stringContaining('CR alone')]]);
    const file = join(folder(), '.env');
    writeFileSync(file, content);
    expect(setsNothing(file)).toBe(false);
  });

  it('with one name twice and two values is refused for names of ours alone', () => {
    const twice = (name: string) => readingOf(`${name}=1\n${name}=2\n`).flaws;
    for (const name of ['DB_HOST', 'HTTPS_PROXY', 'ROMASHKA_DB_PASSWORD']) {
      expect(twice(name)).toEqual([[':2', `${name} has another value in line 1 already`]]);
    }
    for (const name of ['DOCKER_IMAGE_TAG', 'COMPOSE_PROJECT_NAME', 'TZ', 'NODE_OPTIONS']) {
      expect(twice(name)).toEqual([]);
    }
  });

  it('that was named and is not there is refused by name, with what Notepad made of it', () => {
    const file = join(folder(), 'clinic.env');
    const mistake = () => readEnvFile(file, false).mistakes[0];
    expect(mistake()).toMatchObject({
      name: file,
      problem: { en: expect.stringMatching(/no such file/) },
    });
    writeFileSync(`${file}.txt`, '');
    expect(mistake()).toMatchObject({
      name: file,
      fix: { en: expect.stringContaining('Rename clinic.env.txt to clinic.env') },
    });
  });

  it('that was not named may be absent, but not be called .env.txt', () => {
    const file = join(folder(), '.env');
    expect(readEnvFile(file, true)).toEqual({ values: {}, mistakes: [] });
    writeFileSync(`${file}.txt`, 'DB_HOST=srv');
    expect(readEnvFile(file, true).mistakes).toHaveLength(1);
  });
});
