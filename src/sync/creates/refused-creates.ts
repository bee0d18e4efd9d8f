import type { AmoError } from '../../amocrm/errors/errors.ts';
import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient.ts';

/** What a refusal says of a row. */
export interface RowRefusal {
  readonly code: string;
  readonly subject: string | null;
}

/** Rows that went out in one request and were refused with it. */
export interface RefusedBatch {
  readonly ids: readonly PatientId[];
  /** Ids of new contacts grow: ours, if they came to be all the same, are above what was known before. */
  readonly downTo: ContactId;
  /** Monotonic time from which on they can be seen, if they came to be. */
  readonly dueAt: number;
  /** How many rows the request had. */
  readonly sent: number;
  /** The rows that the refusal names. */
  readonly named: ReadonlyMap<PatientId, RowRefusal>;
  readonly error: AmoError;
}

/**
 * Creates that were refused: a refusal changed nothing, as a rule, and is checked all the same before anything is sent
 * again (I1). All of them wait together and are looked for once, while other batches go on. Their intents stay meanwhile.
 */
export class RefusedCreates {
  #batches: RefusedBatch[] = [];

  add(batch: RefusedBatch): void {
    this.#batches.push(batch);
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** All that there are; there are none after it. */
  take(): {
    readonly batches: readonly RefusedBatch[];
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

/** Whoever of a refused batch is to be sent again: in how many requests. */
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

/** From then on what is refused goes row by row: a request cannot be refused without an end. */
const oneByOneAfter = 4;

/** Every round costs a wait, and not only requests: the root, and not the half. */
const rootOf = (rows: number, round: number): number =>
  round >= oneByOneAfter ? 1 : Math.max(1, Math.min(rows - 1, Math.ceil(Math.sqrt(rows))));
