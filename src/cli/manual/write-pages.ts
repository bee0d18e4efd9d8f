import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { programVersion } from '../../version.ts';
import { messages } from '../locale/messages.ts';
import { createProgram } from '../program.ts';
import { Output } from '../terminal/output.ts';
import { commandTree } from './command-tree.ts';
import { manPage } from './man-page.ts';

// Part of the build: the pages that `man ident-amocrm` shows, beside the compiled program.
const folder = join(import.meta.dirname, '..', '..', 'man');
const version = programVersion();
const silent = { write: () => {} };
for (const [language, file] of [
  ['en', 'ident-amocrm.1'],
  ['ru', join('ru', 'ident-amocrm.1')],
] as const) {
  const program = createProgram({
    language,
    frame: { text: messages[language], action: () => async () => {} },
    version,
    output: new Output({ stdout: silent, stderr: silent, json: false, env: {} }),
  });
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, manPage(commandTree(program), language, version));
}
