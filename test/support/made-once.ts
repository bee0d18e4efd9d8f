import { copyFileSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWritable } from '../../src/ident/open-connection.ts';
import { silentLogger } from '../../src/log/logger.ts';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';

/**
 * Copies into a folder what the first one who asks for it in this run makes: many tests begin with the same databases.
 *
 * @param name of what is made; whatever it follows from belongs to it.
 */
export async function copyOfOnce(
  name: string,
  to: string,
  make: (folder: string) => Promise<void>,
): Promise<void> {
  cpSync(await madeOnce(name, make), to, { recursive: true });
}

/** A clinic's database of this size at `file`: the same number and seed make the same rows. */
export async function copySample(
  file: string,
  size: { readonly patients: number; readonly seed: number },
): Promise<void> {
  const folder = await madeOnce(`sample-${size.patients}-${size.seed}`, async (made) => {
    const database = { client: 'sqlite', file: join(made, 'ident.db') } as const;
    const connection = await openWritable(database, { log: silentLogger() });
    await createSampleDatabase(connection, size);
    await connection.close();
  });
  copyFileSync(join(folder, 'ident.db'), file);
}

async function madeOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const kept = join(tmpdir(), `made-once-${name}`);
  if (existsSync(kept)) return kept;
  const folder = mkdtempSync(`${kept}-`);
  await make(folder);
  try {
    renameSync(folder, kept);
  } catch {
    // Another process was quicker: what it made is the same.
    rmSync(folder, { recursive: true });
  }
  return kept;
}
