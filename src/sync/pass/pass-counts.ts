/** Before the subject, in the counts by subject: `unreadable:birthday`. */
const unreadablePrefix = 'unreadable:';

/** By subject, how many values of IDENT could not be read. */
export function unreadableCounts(
  counts: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(counts).flatMap(([name, count]) =>
      name.startsWith(unreadablePrefix) ? [[name.slice(unreadablePrefix.length), count]] : [],
    ),
  );
}

/** Values that went over otherwise than IDENT has them, or stay empty because IDENT leaves them open. */
export const warningNames = [
  'unparsedPhones',
  'cutTexts',
  'leftOutPhones',
  'leftOutEmails',
  'unknownConsents',
  'severalPlans',
] as const;

export type WarningCounts = Readonly<Record<(typeof warningNames)[number], number>>;

export const noWarnings: WarningCounts = {
  unparsedPhones: 0,
  cutTexts: 0,
  leftOutPhones: 0,
  leftOutEmails: 0,
  unknownConsents: 0,
  severalPlans: 0,
};

/** What a pass did, by patient; `sync --json` prints it. */
export class PassCounts {
  read = 0;
  created = 0;
  updated = 0;
  unchanged = 0;
  adopted = 0;
  /** Vanished from IDENT and marked «Удален». */
  removed = 0;
  /** Rejected in this pass. */
  rejected = 0;
  /** Rejected before and unchanged since. */
  waiting = 0;
  /** Their contact is not in amoCRM. */
  missing = 0;
  /** Found by their IDENT id after an unknown outcome, a restore or a merge. */
  relinked = 0;
  /** Their hashes moved without a request: amoCRM held IDENT's value already. */
  acknowledged = 0;
  /** Left for the next pass (`--limit`, or a guarded change that turned up late). */
  deferred = 0;
  /** Patients with a change that waits: too many of its kind were carried out within a day. */
  postponed = 0;
  /** Owned fields that somebody changed in amoCRM and that were restored. */
  repaired = 0;
  /** On the do-not-sync list: read, and left alone. */
  forgotten = 0;
  /** In none of the chosen branches: read, and left alone. */
  outside = 0;
  /** Sent, and not yet known whether it arrived. */
  uncertain = 0;
  /** Phones that are no numbers and were sent as typed. */
  unparsedPhones = 0;
  /** Texts and names that were cut to amoCRM's length. */
  cutTexts = 0;
  /** Patients with phones that were sent without a remark, or without signs that cannot be seen. */
  leftOutPhones = 0;
  /** The same of e-mails. */
  leftOutEmails = 0;
  /** Patients of whom IDENT does not say whether they consent to mailings, or it cannot be read. */
  unknownConsents = 0;
  /** Patients with more than one plan of treatment in force. */
  severalPlans = 0;
  /** Values of IDENT that cannot be read: amoCRM keeps what it has of them. */
  unreadable = 0;
  readonly #unreadable = new Map<string, number>();
  #visits: Readonly<Record<string, number>> = {};

  /** What it did with the deals of visits. */
  set visits(counts: Readonly<Record<string, number>>) {
    this.#visits = counts;
  }

  /** What did not go over as IDENT has it. */
  countWarned(warned: WarningCounts): void {
    for (const name of warningNames) this[name] += warned[name];
  }

  /** @param subject the field's key, `name`, `phones`, `emails` or `parent`. */
  countUnreadable(subject: string): void {
    this.unreadable += 1;
    this.#unreadable.set(subject, (this.#unreadable.get(subject) ?? 0) + 1);
  }

  /** For a pass that begins anew: what it saw is seen again, what it wrote is written. */
  begunAnew(): PassCounts {
    const counts = new PassCounts();
    for (const key of written) counts[key] = this[key];
    return counts;
  }

  toJSON(): Record<string, number> {
    const bySubject = [...this.#unreadable].map(([subject, count]) => [
      `${unreadablePrefix}${subject}`,
      count,
    ]);
    return { ...Object.fromEntries([...Object.entries(this), ...bySubject]), ...this.#visits };
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
