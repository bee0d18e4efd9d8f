/** What a state on a server keeps of where it grew, and how far it has come. */
export interface Kept extends Origin {
  /** Of this state, made with it. */
  readonly id: string;
  /** Grows with every transaction of a pass. */
  readonly writes: number;
  /** Grows with every pair of tokens. */
  readonly pairs: number;
}

/** The server and the tables as they are; null: the server does not tell. */
export interface Origin {
  /** The system identifier of the server's data. */
  readonly system: string | null;
  /** Another one after each fail-over and each recovery to a point in time. */
  readonly timeline: string | null;
  /** The numbers of the tables: those of a dump that was put back are others. */
  readonly tables: string | null;
}

/** The newest that this machine has seen. */
export interface Seen {
  readonly id: string;
  readonly writes: number;
  readonly pairs: number;
}

export interface Judgement {
  /** What was there may be gone: nothing is created before everything was compared. */
  readonly isAnother: boolean;
  /** Newer tokens were there, for which the account has exchanged these. */
  readonly areTokensOlder: boolean;
}

/** Whether this state is what it was when it was looked at last, or what it was some time before. */
export function judge(kept: Kept, now: Origin, seen: Seen | null): Judgement {
  const moved = (['system', 'timeline', 'tables'] as const).some(
    (part) => kept[part] !== null && now[part] !== null && kept[part] !== now[part],
  );
  const known = seen?.id === kept.id ? seen : null;
  const areTokensOlder = known !== null && kept.pairs < known.pairs;
  const isBehind = known !== null && kept.writes < known.writes;
  return { isAnother: moved || isBehind || areTokensOlder, areTokensOlder };
}
