import { checkNewest } from '../creates/absence/check-newest.ts';
import { Creator } from '../creates/creator.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { OthersBeside } from '../events/others/others-beside.ts';
import type { Subject } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';
import type { Update } from './prepare-update.ts';
import { TaskPool } from './task-pool.ts';
import { updateContacts } from './updater.ts';

/** Batches side by side: enough to keep amoCRM busy at 150 ms a slot while answers take their time. */
const inFlight = 6;

/** What a pass sends to amoCRM, in batches of which several are under way side by side. */
export class Outbox implements AsyncDisposable {
  readonly #pass: Pass;
  readonly #candidates: CrmSnapshot;
  readonly #tasks = new TaskPool(inFlight);
  readonly #creator: Creator;
  readonly #beside: OthersBeside;
  readonly #limit: number;
  #left: number;
  #done = 0;
  #total = 0;
  #creates: Subject[] = [];
  #updates: Update[] = [];
  #newest: Promise<void> | null = null;

  /** @param limit at most so many patients are written; the rest is left to the next pass */
  constructor(pass: Pass, candidates: CrmSnapshot, limit = Number.POSITIVE_INFINITY) {
    this.#pass = pass;
    this.#candidates = candidates;
    this.#creator = new Creator(pass);
    this.#beside = new OthersBeside(pass);
    this.#limit = limit;
    this.#left = limit;
  }

  /** For progress. What the limit leaves to the next pass is no part of this one's work. */
  expect(patients: number): void {
    this.#total = Math.min(patients, this.#limit);
    this.done(0);
  }

  expectMore(patients: number): void {
    this.#total = Math.min(this.#total + patients, this.#limit);
  }

  /** So many are done with. */
  done(rows: number): void {
    this.#done = Math.min(this.#done + rows, this.#total);
    this.#pass.onProgress?.({ phase: 'write', done: this.#done, total: this.#total });
  }

  /** Whether the limit has room for another patient. */
  takes(): boolean {
    if (this.#left <= 0) {
      this.#pass.counts.deferred += 1;
      return false;
    }
    this.#left -= 1;
    return true;
  }

  /** @param isTaken it was counted for the limit before. @returns whether it will be sent. */
  create(subject: Subject, { isTaken = false } = {}): boolean {
    if (!isTaken && !this.takes()) return false;
    this.#creates.push(subject);
    return true;
  }

  /** @param isTaken it was counted for the limit before. */
  update(update: Update, { isTaken = false } = {}): void {
    if (isTaken || this.takes()) this.#updates.push(update);
  }

  /** Sends batches that are full, or all that there is; resolves as soon as there is room for more. */
  async flush(all: boolean): Promise<void> {
    const pass = this.#pass;
    while (this.#creates.length >= (all ? 1 : pass.batches.size)) {
      if (!(await this.#beside.mayCreate(() => this.#tasks.idle()))) {
        pass.counts.deferred += this.#creates.splice(0).length;
        return await this.flush(all);
      }
      const batch = this.#creates.splice(0, pass.batches.size);
      await this.checkNewest();
      await this.#fly(batch.length, () => this.#creator.create(batch));
    }
    while (this.#updates.length >= (all ? 1 : pass.batches.size)) {
      const batch = this.#updates.splice(0, pass.batches.size);
      await this.#fly(batch.length, () => updateContacts(pass, batch));
    }
  }

  /** Sends all that there is, and waits until nothing is under way. */
  async idle(): Promise<void> {
    await this.flush(true);
    await this.#tasks.idle();
  }

  /** Nothing more is to come: what was rejected is looked for, and tried once more. */
  async end(): Promise<void> {
    await this.idle();
    await this.#creator.resolveRejected(this.#tasks);
  }

  /** Once, before the first create of the pass, and before it is decided who needs one. */
  async checkNewest(): Promise<void> {
    // Who creates nobody has nothing to look for.
    if (this.#newest === null && this.#pass.otherWriter.stops) return;
    this.#newest ??= checkNewest(this.#pass, this.#candidates);
    await this.#newest;
  }

  #fly(rows: number, send: () => Promise<void>): Promise<void> {
    return this.#tasks.start(async () => {
      await send();
      this.done(rows);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#newest]);
    await this.#tasks.drain();
    await this.#creator.abandon();
    await this.#pass.batches.keep(this.#pass.state.meta);
  }
}
