import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { knownCommands } from './known-commands.ts';
import { read, root } from './repository.ts';

const languages = ['ru', 'en'] as const;
const text = { ru: read('docs/deploy.ru.md'), en: read('docs/deploy.en.md') };

const blocks = (document: string) =>
  [...document.matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```$/gm)].map(([, kind, body = '']) => ({
    kind,
    // The one word that differs is what the reader puts there himself.
    body: body.replace(/git clone \S+/, 'git clone'),
  }));

describe('docs/deploy', () => {
  it('tells the same commands in both languages', () => {
    expect(blocks(text.ru)).toEqual(blocks(text.en));
    expect(blocks(text.ru).length).toBeGreaterThan(10);
  });

  it.each(languages)('names commands that exist (%s)', async (language) => {
    const commands = await knownCommands();
    const called = [
      ...text[language].matchAll(
        /(?:ident-amocrm(?:\.cmd)?|run --rm sync) ([a-z][a-z-]+)(?=[ `\n])/g,
      ),
    ].map((match) => match[1] ?? '');
    expect(called.length).toBeGreaterThan(5);
    for (const command of called) expect([...commands]).toContain(command);
  });

  it.each(languages)('names files and services that are there (%s)', (language) => {
    const files = [...text[language].matchAll(/\bdeploy\/[\w./-]+/g)].map(([path]) => path);
    for (const path of files) expect(existsSync(join(root, path)), path).toBe(true);
    const compose = read('compose.yaml') + read('compose.trial.yaml');
    for (const [, service] of text[language].matchAll(/(?:exec|logs -f|up -d|stop) ([a-z]+)$/gm)) {
      expect(compose).toMatch(new RegExp(`^  ${service}:$`, 'm'));
    }
  });
});
