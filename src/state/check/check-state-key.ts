import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Cipher } from '../file/cipher.ts';
import { keyCheckOf, keysAtHand, type StateKeySource } from '../file/state-key.ts';
import type { Report } from './state-flaw.ts';

/** The key is there, fits, is nobody else's to read, and opens the tokens. */
export function checkKeyAndTokens(
  source: StateKeySource,
  database: DatabaseSync,
  check: unknown,
  report: Report,
): void {
  const { keyFile } = source;
  const keys = keysAtHand(source);
  const fitting = keys.find(({ key }) => keyCheckOf(key) === check);
  const subject = source.key === undefined ? keyFile : 'STATE_KEY';
  if (fitting === undefined) {
    const flaw = keys.length === 0 ? 'key-missing' : 'key-wrong';
    report({ flaw, severity: 'problem', count: 1, subject });
  }
  if (source.key === undefined && isOpen(keyFile)) {
    report({ flaw: 'key-open', severity: 'problem', count: 1, subject });
  }
  if (fitting === undefined) return;
  const cipher = new Cipher(fitting.key);
  const sealed = database.prepare('select current from tokens').all();
  const shut = sealed.filter(({ current }) => !opens(cipher, current)).length;
  if (shut > 0) report({ flaw: 'tokens-unreadable', severity: 'problem', count: shut });
}

/** Whether others than the owner may read or write it; Windows keeps its rights elsewhere. */
function isOpen(file: string): boolean {
  if (process.platform === 'win32') return false;
  const { mode } = statSync(file, { throwIfNoEntry: false }) ?? { mode: 0 };
  return (mode & 0o077) !== 0;
}

function opens(cipher: Cipher, sealed: unknown): boolean {
  try {
    cipher.open(String(sealed));
    return true;
  } catch {
    return false;
  }
}
