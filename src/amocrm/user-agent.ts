import { createRequire } from 'node:module';
import { z } from 'zod';

/** `ident-amocrm/<version>`: amoCRM's front is said to refuse callers without a name. */
export function defaultUserAgent(): string {
  const manifest: unknown = createRequire(import.meta.url)('../../package.json');
  return `ident-amocrm/${z.object({ version: z.string() }).parse(manifest).version}`;
}
