import type { PatientId } from '../../contact/model/patient-key.ts';
import type { LookUp } from '../../ident/patients/patient-pages.ts';
import { relinkReturned } from '../audit/unseen.ts';
import type { IsAbsent } from '../creates/absence/absence.ts';
import { noteEndedBookings } from '../guard/ended-bookings.ts';
import { identityChanged } from '../identity/held/held.ts';
import { holdCarried, mayBeCarried } from '../identity/unknown-carriers.ts';
import { foundLink, recordLink, updatedLink } from '../item/acknowledged/acknowledge.ts';
import { compare } from '../item/compare.ts';
import type { Subject } from '../item/subject.ts';
import { needsRequest } from '../item/verdicts.ts';
import type { Pass } from '../pass/pass-context.ts';
import type { Planned } from '../plan/pass-plan.ts';
import {
  type Decided,
  decidePatients,
  type PlanBook,
  tell,
  tellOf,
} from '../plan/plan-patients.ts';
import { removal } from './field-update.ts';
import { Outbox } from './outbox.ts';
import { adopted } from './prepare-update.ts';
import { reject } from './rejections.ts';

export interface ApplyOptions {
  /** At most so many patients are written; the rest waits for another pass. */
  readonly limit?: number;
}

/** Carries out a plan: values are read anew page by page, so that what is sent is what IDENT says now. */
export async function applyPlan(
  pass: Pass,
  book: PlanBook,
  options: ApplyOptions = {},
): Promise<void> {
  await using run = new Application(pass, book, options);
  await run.all();
}

/** Carries out a plan page by page; nothing is under way any more once it is disposed of. */
export class Application {
  readonly #pass: Pass;
  readonly #book: PlanBook;
  readonly #outbox: Outbox;
  #isAbsent: IsAbsent = () => true;
  #lookUp: LookUp | undefined;

  constructor(pass: Pass, book: PlanBook, { limit }: ApplyOptions) {
    this.#pass = pass;
    this.#book = book;
    this.#outbox = new Outbox(pass, book.candidates, limit);
  }

  /** Contacts for these patients, while the plan is still being made; resolves as soon as there is room for more. */
  async create(subjects: readonly Subject[]): Promise<void> {
    this.#book.plan.creating(subjects.length);
    this.#outbox.expectMore(subjects.length);
    for (const subject of subjects) {
      if (!this.#outbox.create(subject)) continue;
      this.#tell({ subject, decision: { action: 'new' }, link: undefined });
    }
    await this.#outbox.flush(false);
  }

  /** Everything that is in the plan. */
  async all(): Promise<void> {
    const counts = await this.#book.plan.counts();
    // Whoever is found by an IDENT id is judged before anything is written (I3), be it to others.
    if (counts.create > 0) await this.checkNewest();
    const patients = Object.values(counts).reduce((sum, n) => sum + n, 0);
    this.#outbox.expect(patients);
    this.#lookUp = { patients, anew: (ids) => this.#pass.state.links.touchedSince(ids) };
    const pages = this.#book.plan.pages(() => this.letOthersWork());
    for await (const page of pages) {
      this.#pass.signal?.throwIfAborted();
      await this.#page(page);
    }
    await this.#outbox.end();
  }

  /** The newest contacts are looked at once, before anybody is created. */
  async checkNewest(): Promise<void> {
    await this.#outbox.checkNewest();
  }

  /** Nobody else gets a contact: whether one is there is not known. */
  createOnly(isAbsent: IsAbsent): void {
    this.#isAbsent = isAbsent;
  }

  /** Nothing of what was decided before may be sent after it: it would be of yesterday. */
  async letOthersWork(): Promise<void> {
    const { betweenPages, othersWait } = this.#pass;
    // All that is in the air has to land first: not where nobody waits.
    if (betweenPages === undefined || othersWait?.() === false) return;
    await this.#outbox.idle();
    await betweenPages();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#outbox[Symbol.asyncDispose]();
  }

  async #page(page: readonly Planned[]): Promise<void> {
    const pass = this.#pass;
    const removes = page.filter(({ action }) => action === 'remove');
    if (page.some(({ action }) => action === 'create')) await this.checkNewest();
    const ids = page.map(({ patientId }) => patientId);
    await relinkReturned(pass, this.#book.snapshot, ids);
    const read = await pass.ident.byIds(ids, this.#lookUp);
    const there = new Set(read.map(({ id }) => id));
    const gone = removes.map(({ patientId }) => patientId).filter((id) => !there.has(id));
    const planned = new Set(removes.map(({ patientId }) => patientId));
    // Who left the chosen branches since the plan was made is the next pass's.
    const patients = read.filter(({ id, outside }) => !planned.has(id) && outside === undefined);
    const matches = await this.#book.fresh.matches(patients.map(({ id }) => id));
    const contacts = await this.#book.candidates.contacts([...matches.values()]);
    const all = await decidePatients(pass, patients, this.#book);
    // One that ended since the plan was made ended as bookings do.
    await noteEndedBookings(pass, all);
    const fresh = all.filter(isFresh).map(({ subject }) => subject);
    const inQuestion = await mayBeCarried(pass, this.#book.candidates, fresh);
    for (const decided of all) {
      const { deferred } = pass.counts;
      if (this.#waits(decided)) {
        this.#outbox.done(1);
        continue;
      }
      const contactId = matches.get(decided.subject.id);
      const match = contactId === undefined ? undefined : contacts.get(contactId);
      const carrier = inQuestion.get(decided.subject.id);
      if (carrier !== undefined) {
        await holdCarried(pass, decided.subject, carrier);
        this.#outbox.done(1);
      } else if (isFresh(decided) && !this.#mayCreate(decided.subject.id)) {
        pass.counts.deferred += 1;
        this.#outbox.done(1);
      } else if (isFresh(decided) && match !== undefined) {
        await this.#adopt(decided.subject, match);
      } else {
        await this.#one(decided);
      }
      if (pass.counts.deferred === deferred) this.#tell(decided);
      await this.#outbox.flush(false);
    }
    await pass.spill();
    this.#outbox.done(page.length - gone.length - patients.length);
    for (const link of (await pass.state.links.ofPatients(gone)).values()) {
      if (this.#book.guard.waits('removed', link.patientId)) {
        this.#outbox.done(1);
        continue;
      }
      const update = removal(pass, link);
      if (update !== null) this.#outbox.update(update);
      else if (this.#outbox.takes()) {
        await pass.ledger.write(async (tx) => {
          await tx.links.setStatus(link.patientId, 'removed');
          await pass.ledger.note(tx, [{ kind: 'removed', patientId: link.patientId }]);
        });
        pass.counts.removed += 1;
      }
      await this.#outbox.flush(false);
    }
  }

  /** Whether it is known that none is there, and nobody else makes them, too. */
  #mayCreate(patientId: PatientId): boolean {
    const { linkedOnly, otherWriter } = this.#pass;
    return !linkedOnly && this.#isAbsent(patientId) && !otherWriter.stops;
  }

  /** A contact that is made anew is of one piece. */
  #waits({ decision, subject }: Decided): boolean {
    return decision.action === 're-create' && this.#book.guard.waits('re-created', subject.id);
  }

  async #one({ subject, decision, link, live }: Decided): Promise<void> {
    const pass = this.#pass;
    const { guard } = this.#book;
    switch (decision.action) {
      case 'new':
      case 're-create':
        this.#outbox.create(subject);
        return;
      case 'missing':
        // A last look found another contact that carries the patient.
        pass.counts.missing += 1;
        break;
      case 'update': {
        if (link === undefined) return;
        const { change, isLate } = pass.ledger.admitted({
          subject,
          link,
          live,
          change: decision.change,
        });
        // What turned up after the plan was counted waits for the next pass (I9).
        if (isLate) pass.counts.deferred += 1;
        else if (needsRequest(change)) {
          this.#outbox.update({ subject, link, change, as: 'update', live });
          return;
        }
        break;
      }
      case 'acknowledge':
        if (link !== undefined) {
          const next = updatedLink(link, subject, decision.change);
          await pass.ledger.write((tx) => recordLink(tx, next, subject.hashes.phones));
          pass.counts.acknowledged += 1;
        }
        break;
      case 'identity-changed':
        if (guard.admits('identity-changed', subject.id)) {
          await reject(pass, subject, {
            code: identityChanged,
            subject: null,
            contactId: link?.contactId ?? null,
          });
        } else if (!guard.waits('identity-changed', subject.id)) pass.counts.deferred += 1;
        break;
      default:
        // It changed back since the plan was made.
        pass.counts.unchanged += 1;
    }
    this.#outbox.done(1);
  }

  /** Takes a contact over for a patient: first durable in the state, then like any update. */
  async #adopt(subject: Subject, live: Parameters<typeof foundLink>[0]): Promise<void> {
    if (!this.#outbox.takes()) return;
    const link = foundLink(live, subject.id, {
      status: 'linked',
      origin: 'adopted',
      person: subject.person,
    });
    const pass = this.#pass;
    const free = await pass.ledger.write(async (tx) => {
      const taken = (await tx.links.ofContacts([live.contactId])).has(live.contactId);
      if (!taken) await recordLink(tx, link, subject.hashes.phones);
      return !taken;
    });
    if (!free) {
      this.#outbox.create(subject, { isTaken: true });
      return;
    }
    const change = compare(subject.hashes, link, live, pass.policies);
    tell(pass, subject.id, live.contactId, change);
    if (needsRequest(change)) {
      this.#outbox.update({ subject, link, change, as: 'adoption', live }, { isTaken: true });
    } else {
      const next = updatedLink(link, subject, change);
      await pass.ledger.write((tx) => recordLink(tx, next, subject.hashes.phones));
      adopted(pass, link);
      this.#outbox.done(1);
    }
  }

  /** What the survey has left to be told. */
  #tell(taken: Pick<Decided, 'subject' | 'decision' | 'link'>): void {
    if (this.#book.isLimited === true) tellOf(this.#pass, taken);
  }
}

/** A contact is to be found or made for it. What is made anew was counted with the plan: `reCreating` only shrinks. */
const isFresh = ({ decision }: Decided): boolean =>
  decision.action === 'new' || decision.action === 're-create';
