import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isSecret } from '../setting-reader.ts';
import { settings } from '../settings.ts';

/**
 * The secrets that systemd handed over (`LoadCredential=DB_PASSWORD:…`), as `NAME_FILE`: files that the service alone
 * can read, in the folder that CREDENTIALS_DIRECTORY names. Where a `NAME_FILE` is given too, that one holds.
 */
export function withCredentials(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const folder = env['CREDENTIALS_DIRECTORY'];
  if (folder === undefined || folder === '') return env;
  const files = Object.keys(settings)
    .filter(isSecret)
    .map((name) => [`${name}_FILE`, join(folder, name)] as const)
    .filter(([, file]) => existsSync(file));
  return { ...Object.fromEntries(files), ...env };
}
