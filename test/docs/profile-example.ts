import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import type { Profile } from '../../src/ident/profiles/profile.ts';
import { documents } from './documents.ts';

/** The JSON block of docs/profiles.md, read as a clinic's own file. */
export async function exampleProfile(): Promise<Profile> {
  const page = documents().find(({ path }) => path === join('docs', 'profiles.md'));
  const block = page?.blocks.find(({ language }) => language === 'json');
  const file = join(mkdtempSync(join(tmpdir(), 'profile-')), 'profile.json');
  writeFileSync(file, block?.text ?? '');
  return await loadProfile(file);
}
