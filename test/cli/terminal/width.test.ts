import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted } from '../../../src/cli/terminal/wrapped.ts';
import { cli } from '../cli-harness.ts';
import { Clinic } from '../clinic.ts';

describe('what is longer than a line of the terminal', () => {
  it.each([
    ['a sentence', 'one two three four', 'one two\n  three\n  four', 9],
    ['an advice', '  → one two three', '  → one\n    two\n    three', 9],
    [
      'a line of two columns',
      '✓ Disk    there is enough room for all of it',
      '✓ Disk    there is enough room for\n          all of it',
      36,
    ],
    [
      'a line with a command, which people copy',
      'Make them: ident-amocrm fields create --lang ru (as an administrator)',
      'Make them:\n  ident-amocrm fields create --lang ru\n  (as an administrator)',
      40,
    ],
    [
      'an address longer than a line',
      'at /var/lib/ident-amocrm now',
      'at\n  /var/lib/ident-amocrm\n  now',
      10,
    ],
    ['colours, which take no room', '\u001b[1mone two\u001b[22m', '\u001b[1mone two\u001b[22m', 7],
  ])('goes on below its text: %s', (_, text, lines, width) => {
    expect(fitted(text, width)).toBe(lines);
  });

  it('loses no word, and only a word is longer than a line', () => {
    const word = fc.stringMatching(/^[a-zа-я→✓]{1,12}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1 }),
        fc.nat(6),
        fc.nat(40),
        (words, blanks, room) => {
          const text = ' '.repeat(blanks) + words.join(' ');
          const lines = fitted(text, 30 + room).split('\n');
          expect(lines.join(' ').trim().split(/ +/)).toEqual(words);
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(30 + room);
          expect(lines[0]?.startsWith(' '.repeat(blanks))).toBe(true);
        },
      ),
    );
  });
});

it('80 columns hold what an installation has to say before and after its first trouble', async () => {
  const clinic = await Clinic.mocked(1);
  const terminal = { ...clinic.options(), isTTY: true, columns: 80 };
  for (const command of ['status', 'plan', 'runs', 'doctor', 'test-db', 'fields check', 'help']) {
    for (const language of ['ru', 'en']) {
      const { stdout, stderr } = await cli([...command.split(' '), '--lang', language], terminal);
      const lines = stripVTControlCharacters(stdout + stderr.replaceAll('\r', '\n')).split('\n');
      // A path is one word.
      const long = lines.filter((line) => line.length > 80 && !/░|█|^ *\S+$/.test(line));
      expect(long, `${command} ${language}`).toEqual([]);
    }
  }
});
