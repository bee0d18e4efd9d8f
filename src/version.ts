import { createRequire } from 'node:module';
import { z } from 'zod';

/** The program's own version, as its package says. */
export function programVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('../package.json');
  return z.object({ version: z.string() }).parse(manifest).version;
}
