import {
  BadRequestError,
  RateBlockedError,
  UnknownOutcomeError,
  ValidationError,
} from '../../amocrm/errors/errors.ts';
import type { ContactId, WriteAnswer } from '../../amocrm/model/model.ts';
import { AppError } from '../../app-error.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { sentHashes } from '../item/acknowledged/acknowledge.ts';
import { composeCreate } from '../item/compose.ts';
import type { Subject } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';
import { isAmoError, neverLeft } from '../write/is-amo-error.ts';
import { noted } from '../write/noted.ts';
import { BareRejections, problemSubject, readRejections, reject } from '../write/rejections.ts';
import type { TaskPool } from '../write/task-pool.ts';
import { finalAfterMs, shownAfterMs } from './absence/timing.ts';
import { AnswerBook } from './answer-book.ts';
import { type KnownIds, knownIds } from './confirm-mark.ts';
import {
  partsOf,
  type RejectedBatch,
  RejectedCreates,
  type RowRejection,
} from './rejected-creates.ts';
import { looksAfter, resolveCreates } from './resolve-creates.ts';

/** How often a batch whose creates were lost is sent anew before the pass gives up. */
const attempts = 3;

/** Sends batches side by side. */
type SideBySide = Pick<TaskPool, 'start' | 'idle'>;

/**
 * Creates contacts, each at most once (I1): a durable intent first, then the request; what an answer names is linked;
 * what it does not name, or a request of unknown outcome, is looked for among the newest contacts before anything is
 * sent again. One for a whole pass.
 */
export class Creator {
  readonly #pass: Pass;
  readonly #answers: AnswerBook;
  readonly #rejected = new RejectedCreates();
  /** Those who stand alone in a rejection that does not name them. */
  readonly #bare = new BareRejections();

  constructor(pass: Pass) {
    this.#pass = pass;
    this.#answers = new AnswerBook(pass);
  }

  async create(batch: readonly Subject[]): Promise<void> {
    const omitted = new BareRejections();
    let remaining = batch;
    for (let attempt = 1; remaining.length > 0; attempt += 1) {
      const again: Subject[] = [];
      for (const part of this.#pass.batches.parts(remaining)) {
        this.#pass.signal?.throwIfAborted();
        again.push(...(await this.#createOnce(part, { last: attempt === attempts, omitted })));
      }
      remaining = again;
    }
    await omitted.conclude(this.#pass);
  }

  /** Looks for what was rejected, all at once, and sends again what did not come to be. Nothing else may be in flight. */
  async resolveRejected(tasks: SideBySide): Promise<void> {
    for (let round = 1; !this.#rejected.isEmpty; round += 1) {
      for (const batch of await this.#absentOfRejected()) {
        for (const part of await this.#judge(batch, round)) {
          await tasks.start(() => this.create(part));
        }
      }
      await tasks.idle();
    }
    await this.#bare.conclude(this.#pass);
  }

  /** The pass ends with an error: what was rejected is looked for all the same, so that it need not stay undecided. */
  async abandon(): Promise<void> {
    const { contradictions, signal, log } = this.#pass;
    if (this.#rejected.isEmpty || contradictions.found || signal?.aborted === true) return;
    await this.#absentOfRejected().catch((error: unknown) => {
      log.warn(
        { code: error instanceof AppError ? error.code : 'INTERNAL' },
        'creates stay undecided',
      );
    });
  }

  /** What of the rejected batches is certainly not in amoCRM. */
  async #absentOfRejected(): Promise<readonly RejectedBatch[]> {
    const { batches, downTo, dueAt } = this.#rejected.take();
    const ids = batches.flatMap((batch) => batch.ids);
    const { lost, open } = await resolveCreates(this.#pass, { ids, downTo, looksAt: [dueAt] });
    this.#pass.counts.uncertain += open.length;
    const absent = new Set(lost);
    this.#bare.judged(ids.length - absent.size);
    return batches.map((batch) => ({ ...batch, ids: batch.ids.filter((id) => absent.has(id)) }));
  }

  /** Bad rows leave. @returns how the others go again. */
  async #judge(
    { ids, sent, named, error }: RejectedBatch,
    round: number,
  ): Promise<readonly (readonly Subject[])[]> {
    const good: Subject[] = [];
    for (const subject of await this.#subjects(ids)) {
      const rejection = named.get(subject.id);
      if (rejection === undefined) good.push(subject);
      else {
        this.#bare.judged(1);
        await reject(this.#pass, subject, rejection);
      }
    }
    const [alone] = good;
    if (alone === undefined) return [];
    if (sent > 1) return partsOf(good, sent, round);
    this.#bare.add(alone, error);
    return [];
  }

  /** As IDENT has them now; who is not there any more needs no contact. */
  async #subjects(ids: readonly PatientId[]): Promise<readonly Subject[]> {
    const { ident, subjects } = this.#pass;
    return (await ident.byIds(ids)).map((patient) => subjects.make(patient));
  }

  /** @returns the rows that were certainly not created and are to be sent again. */
  async #createOnce(
    batch: readonly Subject[],
    { last, omitted }: Attempt,
  ): Promise<readonly Subject[]> {
    const pass = this.#pass;
    await pass.contradictions.check();
    const rows = batch.map((subject) => composeCreate(subject, pass));
    const { kept: known, departure } = await noted(pass, () => declare(pass, batch));
    const downTo = known.mark;
    let answer: WriteAnswer;
    try {
      answer = await pass.batches.timed(rows.length, pass.amo, () =>
        pass.amo.createContacts(rows, departure),
      );
    } catch (error) {
      const endedAt = pass.clock.monotonic();
      if (error instanceof UnknownOutcomeError) {
        pass.batches.failed(error, batch.length);
        const again = await lookFor(pass, batch, downTo, endedAt);
        if (again.length > 0 && last) throw error;
        return again;
      }
      await this.#failed(error, batch, { downTo, endedAt });
      return [];
    }
    const unnamed = await this.#answers.record(batch, known, answer);
    omitted.judged(batch.length - unnamed.length);
    this.#bare.judged(batch.length - unnamed.length);
    if (unnamed.length === 0) return [];
    // Rows that the answer does not name do not count (I8).
    const again = await lookFor(pass, unnamed, downTo, pass.clock.monotonic());
    if (!last) return again;
    const error = new UnknownOutcomeError('unreadable-answer', null);
    for (const subject of again) omitted.add(subject, error);
    return [];
  }

  /**
   * A request that was rejected, or not sent at all.
   *
   * @throws what is not about the rows.
   */
  async #failed(
    error: unknown,
    batch: readonly Subject[],
    { downTo, endedAt }: { readonly downTo: ContactId; readonly endedAt: number },
  ): Promise<void> {
    const pass = this.#pass;
    const ids = batch.map(({ id }) => id);
    if (neverLeft(pass, error)) {
      await pass.state.transaction((tx) => tx.intents.remove(ids));
      throw error;
    }
    // A bug behind an answer, or amoCRM's gate, which nobody can look behind now: they stay undecided.
    if (!isAmoError(error) || error instanceof RateBlockedError) throw error;
    const rejected = { ids, sent: batch.length, downTo, error };
    // What names rows was amoCRM's own word, at once; anything else may come from a front that gave up on it.
    const isOwnWord = error instanceof ValidationError;
    const dueAt = endedAt + (isOwnWord ? shownAfterMs : finalAfterMs);
    if (!(error instanceof ValidationError || error instanceof BadRequestError)) {
      this.#rejected.add({ ...rejected, dueAt, named: new Map() });
      throw error;
    }
    const named = new Map<PatientId, RowRejection>();
    try {
      for (const [id, problem] of await readRejections(pass, error)) {
        named.set(id, { code: problem.code, subject: problemSubject(pass, problem) });
      }
    } finally {
      this.#rejected.add({ ...rejected, dueAt, named });
    }
  }
}

interface Attempt {
  /** What is lost now is not sent anew. */
  readonly last: boolean;
  readonly omitted: BareRejections;
}

/** Makes the intents durable. @returns what ids were known before. */
async function declare(pass: Pass, batch: readonly Subject[]): Promise<KnownIds> {
  return await pass.ledger.write(async (tx) => {
    const known = await knownIds(tx);
    await tx.intents.declare(
      batch.map((subject) => ({
        patientId: subject.id,
        sent: sentHashes(subject),
        runId: pass.runId,
        highestContactId: known.mark,
        createdAt: pass.clock.now(),
      })),
    );
    await pass.ledger.note(
      tx,
      batch
        .filter(({ id }) => pass.reCreating.has(id))
        .map(({ id }) => ({ kind: 're-created', patientId: id })),
    );
    // Known patients from now on, whatever becomes of the request: their phones lead no other patient to a contact.
    await tx.links.saveAllPhones(new Map(batch.map(({ id, hashes }) => [id, hashes.phones ?? []])));
    return known;
  });
}

async function lookFor(
  pass: Pass,
  batch: readonly Subject[],
  downTo: ContactId,
  endedAt: number,
): Promise<readonly Subject[]> {
  const ids = batch.map(({ id }) => id);
  const { lost, open } = await resolveCreates(pass, { ids, downTo, looksAt: looksAfter(endedAt) });
  pass.counts.uncertain += open.length;
  const again = new Set(lost);
  return batch.filter(({ id }) => again.has(id));
}
