import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateKeySource } from '../file/state-key.ts';
import { isDamage } from '../postgres/copy/copy-differs.ts';
import { checkState, type StateCheck } from './check-state.ts';

/**
 * The check of a state wherever it lives. One on a server is copied, which compares every row with what was read of it,
 * and it is the copy that is looked at.
 *
 * @throws StateError STATE_ABSENT, and what keeps it from being copied
 */
export async function checkAnywhere(source: StateKeySource): Promise<StateCheck> {
  const { server, ...local } = source;
  if (server === undefined) return checkState(source);
  const { copyFromServer } = await import('../postgres/copy/copy-from-server.ts');
  const { bytesOnServer } = await import('../postgres/server-facts.ts');
  const { addressOf } = await import('../postgres/server.ts');
  const folder = mkdtempSync(join(tmpdir(), 'ident-amocrm-check-'));
  const place = { file: addressOf(server), walBytes: 0 };
  try {
    const bytes = await bytesOnServer(server);
    const copy = join(folder, 'state.db');
    await copyFromServer(server, copy);
    return { ...checkState({ ...local, file: copy }), ...place, bytes };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const findings = [{ flaw: 'damaged', severity: 'problem', count: 1 }] as const;
    return { ...place, ok: false, bytes: 0, links: null, forgotten: null, findings };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
