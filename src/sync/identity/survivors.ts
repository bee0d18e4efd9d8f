import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Link } from '../../state/patients/link.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import type { LiveContact } from '../item/live-contact.ts';
import { linkJudged } from '../link/link-found.ts';
import type { Pass } from '../pass/pass-context.ts';
import { agreement, verdict } from './agreement.ts';
import { best, type Found, FoundById, type Judgement } from './found-by-id.ts';

/**
 * Contacts that are gone while others name their patients: as a rule they were merged. Who agrees with the patient, or
 * with what it was when IDENT showed it last, becomes its contact, once all of them are judged and counted.
 */
export class Survivors {
  readonly #pass: Pass;
  readonly #snapshot: CrmSnapshot;
  readonly #merged: Merged[] = [];

  constructor(pass: Pass, snapshot: CrmSnapshot) {
    this.#pass = pass;
    this.#snapshot = snapshot;
  }

  /** @returns whether there is one for this patient: it is linked to it later, or held. */
  async note(link: Link): Promise<boolean> {
    const one = await this.#survivor(link);
    if (one === null) return false;
    const { patientId, contactId } = link;
    const { judgement } = one;
    if (judgement === 'agrees') this.#pass.identity.agrees(patientId);
    if (judgement === 'disagrees') this.#pass.identity.disagrees(patientId);
    this.#merged.push({ patientId, contactId, judgement });
    return true;
  }

  /** @throws GuardError IDENTITY_DISAGREES, MASS_CHANGE */
  async link(): Promise<void> {
    const { identity, policies, relinks, state } = this.#pass;
    identity.check();
    const following = this.#merged.filter(
      ({ judgement, patientId }) =>
        judgement !== 'disagrees' && (judgement !== 'unknown' || identity.vouchFor(patientId)),
    );
    if (policies.merged === 'repair') {
      await relinks.count(following.map(({ patientId }) => patientId));
    }
    for (const { patientId, contactId } of this.#merged) {
      const link = await state.links.ofPatient(patientId);
      // Another pass may have dealt with it meanwhile.
      if (link?.contactId !== contactId) continue;
      const one = await this.#survivor(link);
      if (one === null) continue;
      await state.links.setStatus(patientId, 'missing');
      const holds = await state.holds.ofPatients([patientId]);
      if (!holds.has(patientId) || one.judgement === 'agrees') await linkJudged(this.#pass, one);
      await this.#pass.spill();
    }
  }

  async #survivor(link: Link): Promise<Found | null> {
    const carrying = await this.#snapshot.carrying([link.patientId]);
    const contacts = await this.#free(carrying.get(link.patientId) ?? []);
    if (contacts.length === 0) return null;
    await using found = await FoundById.open(this.#pass);
    await found.add(contacts);
    await found.judge(this.#snapshot);
    for await (const page of found.pages()) {
      const one = best(page);
      if (one === undefined) return null;
      if (one.judgement !== 'stranger') return one;
      const isWhoItWas = link.person && verdict(agreement(link.person, one.live.person));
      return isWhoItWas === 'agrees' ? one : null;
    }
    return null;
  }

  async #free(contacts: readonly LiveContact[]): Promise<readonly LiveContact[]> {
    const taken = await this.#pass.state.links.ofContacts(contacts.map((live) => live.contactId));
    return contacts.filter(({ contactId }) => !taken.has(contactId));
  }
}

interface Merged {
  readonly patientId: PatientId;
  /** The one that is gone. */
  readonly contactId: ContactId;
  readonly judgement: Judgement;
}
