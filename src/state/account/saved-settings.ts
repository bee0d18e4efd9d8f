import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Cipher } from '../file/cipher.ts';
import { StateError } from '../file/errors.ts';
import { notOnServer } from '../file/not-on-server.ts';
import { keyCheckOf, keysAtHand, type StateKeySource } from '../file/state-key.ts';

/** The row of `tokens` in which they are sealed. */
export const settingsRow = 'settings';

/** Settings that a person gave on the set-up page, in place of a `.env`. */
export const savedSettingsSchema = z.object({
  /** As they would stand in the environment. */
  values: z.record(z.string(), z.string()),
  /** By secret: to whom it may be shown, as the settings stood when it was given. */
  bound: z.record(z.string(), z.record(z.string(), z.string())),
});
export type SavedSettings = Readonly<z.infer<typeof savedSettingsSchema>>;

export const nothingSaved: SavedSettings = { values: {}, bound: {} };

export interface SettingsStore {
  /** Null: nothing was ever saved. */
  load(): Promise<SavedSettings | null>;
  /** Durable before it resolves. */
  save(saved: SavedSettings): Promise<void>;
}

/** Of a state on a server: whoever starts there has settings in a file, since they name the server. */
export const noSettings: SettingsStore = {
  load: async () => null,
  save: async () => {
    throw new StateError(notOnServer.setUp());
  },
};

/** `sealed`: there are some, and no key at hand opens them. */
export type SavedLook = SavedSettings | 'sealed' | null;

/**
 * What is saved in a state that nobody has opened yet: which settings hold is asked before anything else. Changes
 * nothing; a state that cannot be read is told of by whoever opens it.
 */
export function readSavedSettings(source: StateKeySource): SavedLook {
  // The set-up page has no place to keep settings on a server: see `noSettings`.
  if (source.server !== undefined || !existsSync(source.file)) return null;
  const rows = rowsOf(source.file);
  if (rows === null) return null;
  const fitting = keysAtHand(source).find(({ key }) => keyCheckOf(key) === rows.check);
  if (fitting === undefined) return 'sealed';
  try {
    return savedSettingsSchema.parse(JSON.parse(new Cipher(fitting.key).open(rows.sealed)));
  } catch {
    return 'sealed';
  }
}

function rowsOf(file: string): { readonly sealed: string; readonly check: unknown } | null {
  try {
    using database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
    const row = database.prepare('select current from tokens where name = ?').get(settingsRow);
    if (row === undefined) return null;
    const check = database.prepare("select value from meta where name = 'keyCheck'").get();
    return {
      sealed: String(row['current']),
      check: JSON.parse(String(check?.['value'] ?? 'null')),
    };
  } catch {
    return null;
  }
}
