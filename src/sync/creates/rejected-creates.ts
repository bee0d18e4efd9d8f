import type { AmoError } from '../../amocrm/errors/errors.ts';
import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';

/** What a rejection says of a row. */
export interface RowRejection {
  readonly code: string;
  readonly subject: string | null;
}

/** Rows that went out in one request and were rejected with it. */
export interface RejectedBatch {
  readonly ids: readonly PatientId[];
  /** Ids of new contacts grow: ours, if they came to be all the same, are above what was known before. */
  readonly downTo: ContactId;
  /** Monotonic time from which on they can be seen, if they came to be. */
  readonly dueAt: number;
  /** How many rows the request had. */
  readonly sent: number;
  /** The rows that the rejection names. */
  readonly named: ReadonlyMap<PatientId, RowRejection>;
  readonly error: AmoError;
}

/**
 * Creates that were rejected: a rejection changed nothing, as a rule, and is checked all the same before anything is sent
 * again (I1). All of them wait together and are looked for once, while other batches go on. Their intents stay meanwhile.
 */
export class RejectedCreates {
  #batches: RejectedBatch[] = [];

  add(batch: RejectedBatch): void {
    this.#batches.push(batch);
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** All that there are; there are none after it. */
  take(): {
    readonly batches: readonly RejectedBatch[];
    readonly downTo: ContactId;
    readonly dueAt: number;
  } {
    const batches = this.#batches;
    this.#batches = [];
    return {
      batches,
      // The least of known ids.
      downTo: Math.min(...batches.map((batch) => batch.downTo)) as ContactId,
      dueAt: Math.max(...batches.map((batch) => batch.dueAt)),
    };
  }
}

/** Whoever of a rejected batch is to be sent again: in how many requests. */
export function partsOf<T>(
  rows: readonly T[],
  sent: number,
  round: number,
): readonly (readonly T[])[] {
  // Someone was named and has left: the others go together. Without a name they part until one is alone.
  const size =
    rows.length < sent && round < oneByOneAfter ? rows.length : rootOf(rows.length, round);
  return chunks(rows, size);
}

/** From then on what is rejected goes row by row: a request cannot be rejected without an end. */
const oneByOneAfter = 4;

/** Every round costs a wait, and not only requests: the root, and not the half. */
const rootOf = (rows: number, round: number): number =>
  round >= oneByOneAfter ? 1 : Math.max(1, Math.min(rows - 1, Math.ceil(Math.sqrt(rows))));
