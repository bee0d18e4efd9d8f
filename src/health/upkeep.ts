const day = 24 * 3_600_000;
/** Whoever makes one a week has missed one by then. */
const backupOldMs = 8 * day;

/** What somebody should see to while all is well: nothing of it stops anything. */
export type UpkeepCode = 'no-channel' | 'no-backup' | 'backup-old';

interface UpkeepFacts {
  /** How people are told of troubles: channels that are set up. */
  readonly channels: number;
  /** When this program last made a backup of the state; null: it knows of none. */
  readonly backupAt: number | null;
  /** Another program may make the backups of a server: only those of this one are known to be late. */
  readonly isOnServer?: boolean;
  readonly now: number;
}

export function upkeep(facts: UpkeepFacts): readonly UpkeepCode[] {
  const { channels, backupAt, now, isOnServer = false } = facts;
  const found: UpkeepCode[] = [];
  if (channels === 0) found.push('no-channel');
  if (backupAt === null) {
    if (!isOnServer) found.push('no-backup');
  } else if (now - backupAt > backupOldMs) found.push('backup-old');
  return found;
}
