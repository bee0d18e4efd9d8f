/** What a pass did, by patient; `sync --json` prints it. */
export class PassCounts {
  read = 0;
  created = 0;
  updated = 0;
  unchanged = 0;
  adopted = 0;
  /** Vanished from IDENT and marked «Удален». */
  removed = 0;
  /** Refused in this pass. */
  rejected = 0;
  /** Refused before and unchanged since. */
  waiting = 0;
  /** Their contact is not in amoCRM. */
  missing = 0;
  /** Found by their IDENT id after an unknown outcome, a restore or a merge. */
  relinked = 0;
  /** Their hashes moved without a request: amoCRM held IDENT's value already. */
  acknowledged = 0;
  /** Left for the next pass (`--limit`, or a guarded change that turned up late). */
  deferred = 0;
  /** Owned fields that somebody changed in amoCRM and that were restored. */
  repaired = 0;
  /** On the do-not-sync list: read, and left alone. */
  forgotten = 0;
  /** Sent, and not yet known whether it arrived. */
  uncertain = 0;
  /** Phones that are no numbers and were sent as typed. */
  unparsedPhones = 0;
  /** Texts and names that were cut to amoCRM's length. */
  cutTexts = 0;

  /** For a pass that begins anew: what it saw is seen again, what it wrote is written. */
  begunAnew(): PassCounts {
    const counts = new PassCounts();
    for (const key of written) counts[key] = this[key];
    return counts;
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries(Object.entries(this));
  }
}

const written = [
  'created',
  'updated',
  'adopted',
  'removed',
  'relinked',
  'acknowledged',
  'repaired',
] as const;
