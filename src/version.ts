import { createRequire } from 'node:module';

/** The program's own version, as its package says. */
export function programVersion(): string {
  const manifest: { readonly version: string } = createRequire(import.meta.url)('../package.json');
  return manifest.version;
}
