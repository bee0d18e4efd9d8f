import type { PatientId } from '../../contact/patient.ts';
import { contradicted } from '../creates/contradictions.ts';
import type { Pass } from '../pass/pass-context.ts';
import { PassRestart } from '../pass/pass-restart.ts';
import { TouchedLinks } from './touched-links.ts';

/** What a deep pass learns from those that run between its pages. */
export interface Told {
  /** What it has seen; what is written meanwhile is outdated there. */
  readonly seen: readonly { outdate(): Promise<void> }[];
  /** Creates whose outcome is not decided; those of the other passes are added. */
  readonly uncertain: Set<PatientId>;
  /** Patients whom the others have read: what was read of them before is not used any more. */
  readonly anew: Set<PatientId>;
}

/**
 * The moments at which others may work between two pages of a deep pass, and what they did: the contacts that they wrote
 * are not any more what the deep pass saw of them, and what they left undecided must not be created again (I1).
 */
export class Interludes implements AsyncDisposable {
  readonly #pass: Pass;
  readonly #work: () => Promise<void>;
  readonly #told: Told;
  readonly #touched: TouchedLinks;

  private constructor(parts: {
    readonly pass: Pass;
    readonly work: () => Promise<void>;
    readonly told: Told;
    readonly touched: TouchedLinks;
  }) {
    this.#pass = parts.pass;
    this.#work = parts.work;
    this.#told = parts.told;
    this.#touched = parts.touched;
  }

  static async open(pass: Pass, work: () => Promise<void>, told: Told): Promise<Interludes> {
    return new Interludes({ pass, work, told, touched: await TouchedLinks.open(pass.state.db) });
  }

  /**
   * Lets the others work; no write of this pass may be under way, and what a read under way answers is not to be used.
   *
   * @throws PassRestart when they found the account's fields or zone to be others than this pass is bound to, or what
   *   amoCRM answers to be not what is assumed of it.
   */
  async hold(): Promise<void> {
    const { state, signal, runId } = this.#pass;
    await this.#work();
    signal?.throwIfAborted();
    const due = await state.meta.get('deepDue');
    if (due === 'fields-moved' || due === contradicted) throw new PassRestart(due);
    for (const intent of await state.intents.all()) {
      // Runs are numbered in their order: an older intent is this pass's own affair.
      if (intent.runId > runId) this.#told.uncertain.add(intent.patientId);
    }
    for (const id of await this.#touched.readAnew()) this.#told.anew.add(id);
    await this.#touched.handOver(async () => {
      for (const seen of this.#told.seen) await seen.outdate();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#touched[Symbol.asyncDispose]();
  }
}
