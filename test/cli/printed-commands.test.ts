import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { messages } from '../../src/cli/locale/messages.ts';
import { createProgram } from '../../src/cli/program.ts';
import { Output } from '../../src/cli/terminal/output.ts';

const root = join(import.meta.dirname, '..', '..');
/** Where people read command lines: texts of the program, of the page, and documents. */
const read = [
  'src/**/*.ts',
  'dashboard/src/**/*.{ts,tsx}',
  'docs/**/*.md',
  '*.md',
  'deploy/**/*.{md,yml,service,ps1,xml,cmd}',
];
/** What follows the name of the program where a sentence goes on, and no command is meant. */
const prose = new Set(['and', 'as', 'away', 'is', 'on', 'password', 'service', 'stay', 'tokens']);

/** What a key is derived with. */
const derivation = 'state key';

const commandLine =
  /ident-amocrm((?: +(?:--[a-z][a-z-]*|[a-z][a-z-]+|[A-ZА-Я]+|<[^>]+>))+)( ?\$\{)?/g;

function printed(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of read.flatMap((pattern) => globSync(pattern, { cwd: root }))) {
    for (const [, words = '', more] of readFileSync(join(root, file), 'utf8').matchAll(
      commandLine,
    )) {
      // What a template goes on with is not known here.
      if (more === undefined) found.set(words.trim(), file);
    }
  }
  return found;
}

function program(): Command {
  const stream = new PassThrough();
  const output = new Output({
    stdout: stream,
    stderr: stream,
    env: {},
    json: false,
    journal: false,
  });
  const frame = { text: messages.en, action: () => async () => undefined };
  return createProgram({ language: 'en', frame, output, version: '0' });
}

/** The command that the words begin with, and its words. */
function commandOf(words: readonly string[]): { command: Command; depth: number } {
  let command = program();
  let depth = 0;
  for (const word of words) {
    const next = command.commands.find(
      (one) => one.name() === word || one.aliases().includes(word),
    );
    if (next === undefined) break;
    command = next;
    depth += 1;
  }
  return { command, depth };
}

/** Commander has no word for it: a command of commands that does something by itself. */
const doesSomething = (command: Command): boolean =>
  command.commands.length === 0 ||
  Reflect.get(command, '_actionHandler') != null ||
  Reflect.get(command, '_defaultCommandName') != null;

const flags = (command: Command | null): readonly string[] =>
  command === null
    ? ['--help']
    : [...command.options.flatMap(({ long }) => long ?? []), ...flags(command.parent)];

describe('a command line that the program, its page or a document names', () => {
  const lines = [...printed()].filter(([words]) => {
    const [first = ''] = words.split(/ +/);
    if (words === derivation) return false;
    return /^[a-z]/.test(first) && !(prose.has(first) && commandOf([first]).depth === 0);
  });

  test('is looked for where there are many', () => {
    expect(lines.length).toBeGreaterThan(40);
  });

  test.each(lines)('exists: %s (%s)', (words) => {
    const all = words.split(/ +/);
    const { command, depth } = commandOf(all);
    expect(depth, 'there is no such command').toBeGreaterThan(0);
    expect(doesSomething(command), `${command.name()} needs one of its commands`).toBe(true);
    const known = new Set(flags(command));
    expect(all.filter((word) => word.startsWith('--') && !known.has(word))).toEqual([]);
  });
});
