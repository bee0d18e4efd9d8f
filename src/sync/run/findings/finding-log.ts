import type { Finding, Findings } from '../../../state/record/findings.ts';
import type { FindingKind } from './finding-kinds.ts';

/** What a pass found, as it says it. */
export type Found = { readonly kind: FindingKind } & Partial<Finding>;

/** Where findings go. */
export interface FindingSink {
  add(finding: Found): void;
  /** Writes down what is pending when it is much. */
  spill(): Promise<void>;
}

/** Keeps nothing. */
export const noFindings: FindingSink = { add: () => {}, spill: async () => {} };

/** So many wait in memory before they are written down. */
const most = 500;
/** So many of each kind are kept to be shown at once. */
const shown = 20;

/** The findings of one run: written to the store by and by, only counts and the first of each kind stay in memory. */
export class FindingLog implements FindingSink {
  readonly #runId: number;
  readonly #store: Pick<Findings, 'add' | 'keep'>;
  #pending: Finding[] = [];
  readonly #counts = new Map<FindingKind, number>();
  readonly #first: { readonly kind: FindingKind; readonly finding: Finding }[] = [];

  constructor(runId: number, store: Pick<Findings, 'add' | 'keep'>) {
    this.#runId = runId;
    this.#store = store;
  }

  add({ kind, patientId = null, contactId = null, subject = null }: Found): void {
    const finding = { kind, patientId, contactId, subject };
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= shown) this.#first.push({ kind, finding });
    this.#pending.push(finding);
  }

  async spill(): Promise<void> {
    if (this.#pending.length >= most) await this.write(this.#store);
  }

  /** Writes what is pending, perhaps in a transaction. */
  async write(store: Pick<Findings, 'add' | 'keep'>): Promise<void> {
    const findings = this.#pending;
    this.#pending = [];
    await store.add(this.#runId, findings);
  }

  /** For a pass that begins anew: only these kinds stay, the others are found again. */
  async beginAnew(kept: readonly FindingKind[]): Promise<void> {
    const stays = new Set<string>(kept);
    this.#pending = this.#pending.filter(({ kind }) => stays.has(kind));
    const first = this.#first.filter(({ kind }) => stays.has(kind));
    this.#first.splice(0, this.#first.length, ...first);
    for (const kind of this.#counts.keys()) if (!stays.has(kind)) this.#counts.delete(kind);
    await this.#store.keep(this.#runId, kept);
  }

  /** How many there are of each kind. */
  get counts(): Readonly<Partial<Record<FindingKind, number>>> {
    return Object.fromEntries(this.#counts);
  }

  /** The first of each kind, in the order in which they were found. */
  get first(): readonly Finding[] {
    return this.#first.map(({ finding }) => finding);
  }
}
