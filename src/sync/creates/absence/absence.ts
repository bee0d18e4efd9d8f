import { type PatientId, patientIdText } from '../../../contact/model/patient-key.ts';
import { contactPages, pageSize } from '../../crm/contact-pages.ts';
import type { CrmSnapshot } from '../../crm/crm-snapshot.ts';
import type { FirstReading } from '../../crm/full-read.ts';
import { SyncError, syncErrors } from '../../errors.ts';
import { linkCarrying, linkFound, linkSnapshot } from '../../link/link-found.ts';
import type { UnlinkedPatients } from '../../link/unlinked-patients.ts';
import type { Pass } from '../../pass/pass-context.ts';
import { holdUnexplained } from '../named-creates.ts';
import { contactReading } from './contact-reading.ts';
import { highestBelievable } from './marks.ts';
import { finalAfterMs } from './timing.ts';

/** So many patients are looked for one by one; above it another reading of everything is cheaper, and surer. */
const mostLookUps = 200;

/** Whether it is sure that amoCRM has no contact of the patient. */
export type IsAbsent = (patientId: PatientId) => boolean;

/**
 * What a deep pass knows of who is not in amoCRM. A reading proves presence, never absence: rows that vanish between two
 * pages hide others. So before anybody is created the boundaries of its pages are proved by a second one, or the
 * patients are looked for one by one.
 */
export class Absence {
  readonly #pass: Pass;
  readonly #snapshot: CrmSnapshot;
  readonly #first: FirstReading;
  readonly #begun: number;
  #whole: Promise<boolean> | null = null;
  /** What has come to be seen since the first reading, that one does not show. */
  #waited = false;

  constructor(pass: Pass, snapshot: CrmSnapshot, first: FirstReading) {
    this.#pass = pass;
    this.#snapshot = snapshot;
    this.#first = first;
    this.#begun = pass.clock.monotonic();
  }

  /** Whether everything that is in amoCRM was seen; it is read once more to find out, and what turns up is linked. */
  isWhole(): Promise<boolean> {
    this.#whole ??= this.#prove();
    return this.#whole;
  }

  /**
   * After amoCRM contradicted what is assumed of it: only what a whole reading shows is believed, and the marks begin
   * anew from it. Whom it does not explain is held.
   *
   * @throws SyncError CRM_MOVING: the next pass tries again.
   */
  async beginAnew(): Promise<void> {
    if (!(await this.isWhole())) throw new SyncError(syncErrors.crmMoving());
    const highest = await highestBelievable(this.#snapshot, 0);
    await this.#pass.state.transaction(async (tx) => {
      await tx.meta.set('highestContactId', highest);
      await tx.meta.set('surveyedContactId', Math.min(highest, this.#first.survey.upTo));
    });
    await holdUnexplained(this.#pass);
  }

  /** Looks for those who are about to be created or to take a contact over. */
  async confirm(fresh: UnlinkedPatients): Promise<IsAbsent> {
    const creates = await fresh.count();
    if (creates === 0) return everybody;
    const { state } = this.#pass;
    const carries = await this.#snapshot.carriesIds();
    // Contacts that this state did not know tell of one that was lost; a load that broke off knows its own.
    const isLost = carries && this.#pass.counts.relinked > 0;
    if (isLost && (await state.meta.ofSources('cursor')).size === 0) await this.#awaitArrivals();
    const pages = Math.ceil((await this.#snapshot.count()) / pageSize);
    const known = carries || (await state.links.count()) > 0;
    if (!known || creates > mostLookUps || creates > pages) {
      if (await this.isWhole()) return everybody;
    }
    return await this.#lookUp(fresh, creates);
  }

  /** A state that was lost may have left creates behind of which it knows nothing. */
  async #awaitArrivals(): Promise<void> {
    const { clock, signal } = this.#pass;
    this.#waited = true;
    await clock.sleep(this.#begun + finalAfterMs - clock.monotonic(), signal);
  }

  async #prove(): Promise<boolean> {
    const pass = this.#pass;
    const { spans, survey } = this.#first;
    const reading = contactReading(pass, {
      order: 'id-asc',
      see: async (contacts) => {
        pass.signal?.throwIfAborted();
        await this.#snapshot.add(contacts.map((contact) => pass.live.read(contact)));
        await pass.betweenPages?.();
      },
    });
    // One page shows everything of one moment.
    const isOnePage = spans !== null && spans.length <= 1 && !this.#waited;
    if (spans !== null && spans.length > 1) {
      await reading.confirm(spans, contactPages(pass.amo, 'id-asc', spans.length * pageSize));
    }
    if (!isOnePage && !(await reading.finish())) return await this.#linkAll(false);
    await this.#linkAll(true);
    const known = (await pass.state.meta.get('highestContactId')) ?? 0;
    if (survey.upTo <= known) await pass.state.meta.raiseSurveyedContactId(survey.upTo);
    return true;
  }

  async #linkAll(whole: boolean): Promise<boolean> {
    await linkSnapshot(this.#pass, this.#snapshot);
    await linkCarrying(this.#pass, this.#snapshot, [...this.#pass.reCreating]);
    return whole;
  }

  async #lookUp(fresh: UnlinkedPatients, creates: number): Promise<IsAbsent> {
    const ids = await fresh.first(mostLookUps);
    const open = new Set<PatientId>();
    for (const patientId of ids) {
      await this.#pass.betweenPages?.();
      if (!(await this.#lookUpOne(patientId))) open.add(patientId);
    }
    const last = creates > ids.length ? (ids.at(-1) ?? 0) : Number.POSITIVE_INFINITY;
    return (patientId) => patientId <= last && !open.has(patientId);
  }

  /** @returns whether it is known now who carries the patient, if anybody does. */
  async #lookUpOne(patientId: PatientId): Promise<boolean> {
    const pass = this.#pass;
    let found = false;
    const reading = contactReading(pass, {
      order: 'id-asc',
      query: patientIdText(patientId),
      see: async (contacts) => {
        const carrying = contacts
          .filter((contact) => pass.live.patientId(contact) === patientId)
          .map((contact) => pass.live.read(contact));
        found ||= carrying.length > 0;
        // What it holds is compared before anything is written to it.
        await this.#snapshot.add(carrying);
        await linkFound(pass, carrying);
      },
      enough: () => found,
    });
    return (await reading.finish()) || found;
  }
}

const everybody: IsAbsent = () => true;
