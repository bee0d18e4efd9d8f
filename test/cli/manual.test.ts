import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { messages } from '../../src/cli/locale/messages.ts';
import { allOf, commandTree } from '../../src/cli/manual/command-tree.ts';
import { completionScript, type Shell, shells } from '../../src/cli/manual/completion.ts';
import { examples } from '../../src/cli/manual/examples.ts';
import { manPage } from '../../src/cli/manual/man-page.ts';
import { createProgram } from '../../src/cli/program.ts';
import { Output } from '../../src/cli/terminal/output.ts';
import type { Language } from '../../src/language.ts';
import { cli, temporaryFolder } from './cli-harness.ts';

const silent = { write: () => {} };

function program(language: Language, calls: string[] = []): Command {
  const action = () =>
    (async (...received: unknown[]) => {
      const command = received.at(-1);
      if (command instanceof Command) calls.push(command.name());
    }) as () => Promise<void>;
  return createProgram({
    ...{ language, frame: { text: messages[language], action }, version: '0' },
    output: new Output({ stdout: silent, stderr: silent, json: false, env: {} }),
  });
}

const tree = commandTree(program('en'));

describe('every command', () => {
  it('has examples in its help, which the program takes, and tells what it may end with', async () => {
    for (const { path, commands } of allOf(tree)) {
      const own = examples[path] ?? [];
      expect(own.length, path).toBeGreaterThan(0);
      for (const { line } of own) {
        const calls: string[] = [];
        const [typed = ''] = line.split(/ >>? /);
        await program('en', calls).parseAsync(typed.split(' '), { from: 'user' });
        expect(calls, line).toHaveLength(1);
      }
      if (commands.length > 0) continue;
      const { stdout, code } = await cli([...path.split(' '), '--help', '--lang', 'ru']);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/Примеры:\n.*ident-amocrm /)]);
      expect(stdout.replace(/\n +/g, ' ')).toMatch(/Коды возврата: 0 сделано .* 130 прервано/);
    }
    expect(Object.keys(examples).toSorted()).toEqual(
      allOf(tree)
        .map(({ path }) => path)
        .toSorted(),
    );
  });

  it('of those that may have to wait tells of --no-wait', async () => {
    expect((await cli(['sync', '--help'])).stdout).toContain('11 another command is at work');
    expect((await cli(['status', '--help'])).stdout).not.toContain('11 ');
  });
});

it.each(['README.md', 'README.ru.md'])('%s has a row for every command', (file) => {
  const rows = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const told = rows.flatMap((row) => [...row.matchAll(/`([a-z][^`]*)/g)].map(([, said]) => said));
  const untold = allOf(tree).filter(
    ({ path, commands }) =>
      commands.length === 0 && !told.some((said) => said === path || said?.startsWith(`${path} `)),
  );
  expect(untold.map(({ path }) => path)).toEqual([]);
});

describe('the manual', () => {
  it.each(['en', 'ru'] as const)(
    'in %s tells of every command, with its options and examples',
    (language) => {
      const all = allOf(commandTree(program(language)));
      const page = manPage(commandTree(program(language)), language, '1.2.3').replaceAll(
        '\\-',
        '-',
      );
      for (const { path, commands, options } of all) {
        if (commands.length > 0) continue;
        expect(page).toContain(`.SS "${path}`);
        for (const { flags, names } of options) {
          if (!names.includes('--help')) expect(page).toContain(`.B ${flags}\n`);
        }
        for (const { line } of examples[path] ?? [])
          expect(page).toContain(`.B ident-amocrm ${line}\n`);
      }
    },
  );

  it('is all English in English', () => {
    expect(manPage(tree, 'en', '1.2.3').match(/.*[а-яё].*/gi) ?? []).toEqual([]);
  });

  it('is set without a warning, and breaks no name that one types (where groff is installed)', ({
    skip,
  }) => {
    skip(!isInstalled('groff'), 'there is no groff here');
    const file = join(temporaryFolder(), 'page.1');
    writeFileSync(file, manPage(tree, 'en', '1.2.3'));
    const set = spawnSync('groff', ['-man', '-Kutf8', '-Tutf8', '-ww', '-rLL=72n', file], {
      encoding: 'utf8',
    });
    expect(set.stderr).toBe('');
    expect(set.stdout).toContain('AMOCRM_REDIRECT_URI');
    expect(set.stdout.match(/.*\u2010$/gm) ?? []).toEqual([]);
    expect(set.stdout).toContain('ident-amocrm 1.2.3');
  });
});

describe('the completion', () => {
  const script = (shell: Shell) => {
    const file = join(temporaryFolder(), `completion.${shell}`);
    writeFileSync(file, completionScript(shell, tree));
    return file;
  };

  it('is printed for each shell, and for no other', async () => {
    for (const shell of shells) {
      const { stdout, code } = await cli(['completion', shell]);
      expect([code, stdout]).toEqual([0, expect.stringContaining('rejected')]);
    }
    const { code, stderr } = await cli(['completion', 'csh']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(
        /<SHELL>: the value "csh" does not fit\. .*bash, zsh, fish, powershell/,
      ),
    ]);
  });

  /** What is typed, the last word unfinished, and what is offered, or some of it. */
  const lines: [typed: string, offered: readonly string[], isAll: boolean][] = [
    ['rej', ['rejected'], true],
    ['re', ['resume', 'rejected'], true],
    ['rejected ', ['list', 'retry', 'separate', 'export'], false],
    ['rejected list --re', ['--reason'], true],
    ['rejected list --reason ', [], true],
    ['resume --reason ', ['guard', 'auth', 'account', 'drift', 'circuit', 'user'], true],
    ['--lang ', ['ru', 'en'], true],
    ['sync --lang r', ['ru'], true],
    ['sync --limit 20 --de', ['--deep'], true],
    ['completion f', ['fish'], true],
  ];

  it('offers what fits where one stands: bash', ({ skip }) => {
    skip(!isInstalled('bash'), 'there is no bash here');
    const asked = lines.map(([typed]) => {
      const words = ['ident-amocrm', ...typed.split(' ')];
      return `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; COMPREPLY=(); _ident_amocrm; echo "\${COMPREPLY[*]}"`;
    });
    const said = execFileSync('bash', ['-c', [`source '${script('bash')}'`, ...asked].join('\n')], {
      encoding: 'utf8',
    });
    judge(said.split('\n').map((line) => line.split(' ').filter(Boolean)));
  });

  it('offers what fits where one stands: fish (where it is installed)', ({ skip }) => {
    skip(!isInstalled('fish'), 'there is no fish here');
    const file = script('fish');
    judge(
      lines.map(([typed]) => {
        const asked = `source '${file}'; complete -C 'ident-amocrm ${typed}'`;
        const said = execFileSync('fish', ['--no-config', '-c', asked], { encoding: 'utf8' });
        return said
          .split('\n')
          .flatMap((line) => line.split('\t')[0] ?? [])
          .filter(Boolean);
      }),
    );
  });

  it('is understood by zsh (where it is installed)', ({ skip }) => {
    skip(!isInstalled('zsh'), 'there is no zsh here');
    expect(execFileSync('zsh', ['-n', script('zsh')], { encoding: 'utf8', stdio: 'pipe' })).toBe(
      '',
    );
  });

  function judge(offers: readonly (readonly string[])[]): void {
    for (const [at, [typed, offered, isAll]] of lines.entries()) {
      const found = offers[at]?.toSorted();
      if (isAll) expect(found, typed).toEqual(offered.toSorted());
      else expect(found, typed).toEqual(expect.arrayContaining([...offered]));
    }
  }
});

function isInstalled(command: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
