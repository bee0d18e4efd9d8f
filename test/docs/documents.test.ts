import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { messages } from '../../src/cli/locale/messages.ts';
import { createProgram } from '../../src/cli/program.ts';
import { Output } from '../../src/cli/terminal/output.ts';
import { settings } from '../../src/config/settings.ts';
import { type Document, documents, root } from './documents.ts';

const all = documents();
const named = all.map((document) => [document.path, document] as const);

describe.each(named)('%s', (_path, document) => {
  test('has only links that lead somewhere', () => {
    const local = document.links.filter((link) => !/^(https?|mailto):/.test(link));
    expect(local.filter((link) => !leadsSomewhere(document, link))).toEqual([]);
  });

  test('has only commands that the program knows', async () => {
    const refused: string[] = [];
    for (const words of commandsOf(document)) {
      const problem = await problemOf(words);
      if (problem !== null) refused.push(`${words.join(' ')}: ${problem}`);
    }
    expect(refused).toEqual([]);
  });

  test('has only settings that there are', () => {
    const known = new Set([
      ...Object.keys(settings),
      ...Object.keys(settings).map((n) => `${n}_FILE`),
    ]);
    const given = document.blocks
      .filter(({ language }) => language === 'env')
      .flatMap(({ text }) => Object.keys(parseEnv(text)));
    expect(given.filter((name) => !known.has(name))).toEqual([]);
  });
});

function leadsSomewhere(from: Document, link: string): boolean {
  const [path = '', anchor] = decodeURI(link).split('#');
  const target = path === '' ? from.path : join(dirname(from.path), path);
  if (!existsSync(join(root, target))) return false;
  if (anchor === undefined) return true;
  return all.find((document) => document.path === target)?.anchors.has(anchor) ?? false;
}

/** The words after `ident-amocrm` in code: of whole lines in blocks, and of spans that begin with it. */
function commandsOf({
  blocks,
  spans,
}: Pick<Document, 'blocks' | 'spans'>): readonly (readonly string[])[] {
  const lines = blocks
    .filter(({ language }) => ['', 'bash', 'sh', 'powershell'].includes(language))
    .flatMap(({ text }) => text.split('\n'));
  return [...lines, ...spans].flatMap((line) => {
    const match =
      /^\s*(?:docker compose (?:exec|run --rm) sync (?:ident-amocrm |python main\.py )?|npx ident-amocrm |node bin\/ident-amocrm\.js |ident-amocrm )(.+)$/.exec(
        line.replace(/\s+#.*$/, ''),
      );
    const rest = match?.[1]?.trim();
    if (rest === undefined || /^[А-ЯA-Z…]+$/.test(rest) || rest.includes('|')) return [];
    return [wordsOf(rest)];
  });
}

function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
}

const unfinished = new Set(['commander.missingMandatoryOptionValue', 'commander.missingArgument']);

/** What commander says to these words, with placeholders such as `N` and `FILE` filled in; null when it takes them. */
async function problemOf(words: readonly string[]): Promise<string | null> {
  const silent = { write: () => {} };
  const program = createProgram({
    language: 'en',
    frame: { text: messages.en, action: () => async () => {} },
    output: new Output({ stdout: silent, stderr: silent, json: false, env: {} }),
    version: '0',
  });
  const filled = words.map((word) => (/^(N|<N>|P|S|НОМЕР|P)$/.test(word) ? '7' : word));
  try {
    await program.parseAsync(filled, { from: 'user' });
    return null;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return null;
    // A command may be spoken of without what it needs.
    if (error instanceof CommanderError && unfinished.has(error.code)) return null;
    return error instanceof Error ? error.message : 'unknown';
  }
}

test('the guide names every command that its reader needs, and they were typed as they stand', () => {
  const guide = all.find(({ path }) => path === 'docs/guide.ru.md');
  const first = new Set(commandsOf(guide ?? { blocks: [], spans: [] }).map(([word]) => word));
  for (const command of [
    'auth',
    'doctor',
    'test-db',
    'fields',
    'plan',
    'test',
    'sync',
    'run',
    'status',
    'alerts',
  ]) {
    expect(first).toContain(command);
  }
});
