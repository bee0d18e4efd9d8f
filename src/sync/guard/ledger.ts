import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Repositories, State } from '../../state/open-state.ts';
import type { GuardedChange } from '../../state/patients/guarded-changes.ts';
import type { Link } from '../../state/patients/link.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Subject } from '../item/subject.ts';
import { type Change, without } from '../item/verdicts.ts';
import type { Guard } from './guard.ts';
import { type GuardedPart, guardedParts, isOnlyFound } from './guarded-parts.ts';

/** A change as it is about to be written. */
export interface GuardedWrite {
  readonly subject: Subject;
  readonly link: Link;
  readonly change: Change;
  /** The contact that it was compared with; absent: only with what was acknowledged. */
  readonly live?: LiveContact | undefined;
}

interface Admitted {
  readonly change: Change;
  /** What of it is counted. */
  readonly guarded: readonly GuardedChange[];
  /** Something is left out that nobody counted before the first write. */
  readonly isLate: boolean;
}

/** What a pass is to write down about itself as soon as it may write at all. */
export type OpeningEntry = (tx: Repositories) => Promise<void>;

/**
 * The writing of a pass once the guard has let it through. With its first write it puts down what the pass stands on,
 * as whose database it read: a pass that only looks, or is stopped, must leave nothing of the kind behind.
 */
export class PassLedger {
  readonly #state: Pick<State, 'transaction'>;
  readonly #entries: OpeningEntry[];

  /** Items that a rule of our own changes: they are counted apart. */
  readonly #own: ReadonlySet<string>;
  /** Items that patients lose as one loses them every day. */
  readonly #ended = new Map<PatientId, Set<string>>();
  #guard: Guard | null = null;
  #checkedAt = 0;
  #hasWritten = false;

  constructor(
    state: Pick<State, 'transaction'>,
    entries: readonly OpeningEntry[] = [],
    own: ReadonlySet<string> = new Set(),
  ) {
    this.#own = own;
    this.#state = state;
    this.#entries = [...entries];
  }

  /** Whether it has written, and all that it stands on is durable: what is added later is not, before the next write. */
  get hasWritten(): boolean {
    return this.#hasWritten && this.#entries.length === 0;
  }

  /** Another entry for the first write; too late for a pass that has written. */
  add(entry: OpeningEntry): void {
    this.#entries.push(entry);
  }

  /** A transaction of the pass; the first of them holds the opening entries too. */
  async write<T>(work: (tx: Repositories) => Promise<T>): Promise<T> {
    const opening = [...this.#entries];
    const done = await this.#state.transaction(async (tx) => {
      for (const entry of opening) await entry(tx);
      return await work(tx);
    });
    // Batches are written side by side: what another of them put down is put down twice, and is the same.
    for (const entry of opening) this.#drop(entry);
    this.#hasWritten = true;
    return done;
  }

  /** The opening entries alone, where something is about to be sent that has no note of its own. */
  async open(): Promise<void> {
    if (this.#entries.length > 0) await this.write(async () => undefined);
  }

  /** Whose word the pass writes by from `now` on; without a guard everything is admitted, and nothing counted. */
  guardBy(guard: Guard, now: number): void {
    this.#guard = guard;
    this.#checkedAt = now;
  }

  /** From now on it counts for nothing that this item of this patient is emptied. */
  ends(patientId: PatientId, item: string): void {
    const items = this.#ended.get(patientId) ?? new Set();
    this.#ended.set(patientId, items.add(item));
  }

  /** What of a change counts as one of IDENT's. */
  parts({ subject, link, change, live }: GuardedWrite): readonly GuardedPart[] {
    const ended = this.#ended.get(subject.id);
    return guardedParts(subject, link, change, live).filter(
      ({ item }) => !this.#own.has(item) && ended?.has(item) !== true,
    );
  }

  /** What of a change may be written. */
  admitted(write: GuardedWrite): Admitted {
    const guard = this.#guard;
    const patientId = write.subject.id;
    const parts = this.parts(write);
    // Who turns up in amoCRM after the counting could not be counted.
    const isFound = isOnlyFound(write.link);
    const heldBack = parts.filter(({ kind }) => {
      if (guard === null) return false;
      return !(isFound ? guard.admitsLate(kind, patientId) : guard.admits(kind, patientId));
    });
    const out = new Set(heldBack.map(({ item }) => item));
    return {
      change: without(write.change, out),
      guarded: parts.filter(({ item }) => !out.has(item)).map(({ kind }) => ({ kind, patientId })),
      isLate: heldBack.some(({ kind }) => guard !== null && !guard.waits(kind, patientId)),
    };
  }

  /** Keeps in mind what is carried out in this transaction, but for what a person allowed. */
  async note({ guarded }: Repositories, changes: readonly GuardedChange[]): Promise<void> {
    const guard = this.#guard;
    if (guard === null || changes.length === 0) return;
    const counted = changes.filter((one) => !guard.isExempt(one.patientId) && !guard.allows(one));
    await guarded.note(counted, this.#checkedAt);
    await guarded.dropWaiting(changes.filter((one) => guard.waitedBefore(one)));
  }

  #drop(entry: OpeningEntry): void {
    const at = this.#entries.indexOf(entry);
    if (at >= 0) this.#entries.splice(at, 1);
  }
}
