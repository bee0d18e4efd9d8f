import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { buildPage } from './clinic.ts';

const folder = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url));

const manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
);

beforeAll(buildPage, 60_000);

/** A chunk and everything that is loaded with it. */
function loadedWith(chunks: z.infer<typeof manifest>, names: readonly string[]): Set<string> {
  const files = new Set<string>();
  const take = (name: string) => {
    const chunk = chunks[name];
    if (chunk === undefined) throw new Error(`${name} is not in the manifest`);
    if (files.has(chunk.file)) return;
    for (const file of [chunk.file, ...chunk.css]) files.add(file);
    for (const imported of chunk.imports) take(imported);
  };
  for (const name of names) take(name);
  return files;
}

test('the first screen takes less than 200 kB of compressed script, and no page but its own', () => {
  const chunks = manifest.parse(JSON.parse(readFileSync(`${folder}.vite/manifest.json`, 'utf8')));
  const files = loadedWith(chunks, ['index.html', 'src/language/ru/ru.ts']);
  const bytes = (kind: string) =>
    [...files]
      .filter((file) => file.endsWith(kind))
      .reduce((sum, file) => sum + gzipSync(readFileSync(folder + file)).length, 0);
  expect(bytes('.js')).toBeLessThan(200_000);
  expect(bytes('.css')).toBeLessThan(30_000);
  const others = ['src/pages/overview/charts/charts.tsx', 'src/pages/setup/setup.tsx'];
  for (const name of others) expect(files).not.toContain(chunks[name]?.file);
});
