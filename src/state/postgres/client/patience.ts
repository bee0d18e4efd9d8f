/** What our end waits for at the most. A lock that another transaction holds the server gives up by itself, before that. */
export const patience = {
  /** A connection, until it may be asked. */
  connectMs: 15_000,
  /** Another transaction's lock. */
  lockMs: 30_000,
  /** The answer to a statement, to its last byte. */
  answerMs: 60_000,
  /** The same where a statement compares all patients of a clinic. */
  bulkMs: 120_000,
  /** The same where tables change, or a whole state comes in the place of another. */
  wholeMs: 1_800_000,
  /** What the server says to our farewell. */
  farewellMs: 2_000,
} as const;
