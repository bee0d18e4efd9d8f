/** What may be found; each is explained to people by the command. */
export type StateFlaw =
  | 'unreadable'
  | 'not-a-state'
  | 'damaged'
  | 'newer'
  | 'tables-missing'
  | 'key-missing'
  | 'key-wrong'
  | 'key-open'
  | 'tokens-unreadable'
  | 'contact-linked-twice'
  | 'link-malformed'
  | 'hash-malformed'
  | 'phone-malformed'
  | 'intent-malformed'
  | 'steps-missing'
  | 'undecided'
  | 'forget-unfinished'
  | 'restore-unfinished'
  | 'wal-large';

/** A `problem` needs a person; a `note` settles by itself, or with the command that it names. */
export interface StateFinding {
  readonly flaw: StateFlaw;
  readonly severity: 'problem' | 'note';
  /** How many rows or places. */
  readonly count: number;
  /** Since when, milliseconds since the epoch. */
  readonly since?: number;
  /** A file. */
  readonly subject?: string;
}

export type Report = (finding: StateFinding) => void;
