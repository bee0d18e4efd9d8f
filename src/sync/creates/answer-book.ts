import type { ContactId, WriteAnswer } from '../../amocrm/model/model.ts';
import type { Link, OwnedHash } from '../../state/patients/link.ts';
import { readContact } from '../crm/read-contact.ts';
import { mergedOnCreate } from '../identity/held/held.ts';
import {
  createdLink,
  createdWhole,
  recordLinks,
  sentHashes,
} from '../item/acknowledged/acknowledge.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Subject } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';
import { reject } from '../write/rejections.ts';
import { noteCreates } from './absence/fresh-contacts.ts';
import { confirmMark, isDoubtful, judgeFar, type KnownIds, knownIds } from './confirm-mark.ts';
import { noteNamed } from './named-creates.ts';

/** More of them in a pass are no duplicate control at work: amoCRM's answers are not to be believed. */
const mostShared = 3;

interface Named {
  readonly subject: Subject;
  readonly contactId: ContactId;
}

/** Records what answers to creates say, as far as it can be believed. */
export class AnswerBook {
  readonly #pass: Pass;
  #shared = 0;
  /** The contacts that are being asked for whether their ids may be believed. */
  #asking: Promise<unknown> = Promise.resolve();

  constructor(pass: Pass) {
    this.#pass = pass;
  }

  /**
   * @param known when these creates were declared.
   * @returns the rows that it does not name in a way that counts: they are to be looked for.
   * @throws PassRestart, or SyncError CRM_CONTRADICTS; what it concerns stays undecided.
   */
  async record(
    batch: readonly Subject[],
    known: KnownIds,
    { acknowledged }: WriteAnswer,
  ): Promise<readonly Subject[]> {
    const { contradictions } = this.#pass;
    const unnamed = batch.filter(({ id }) => !acknowledged.has(String(id)));
    const named = batch.flatMap((subject): readonly Named[] => {
      const contactId = acknowledged.get(String(subject.id));
      return contactId === undefined ? [] : [{ subject, contactId }];
    });
    const above = named.filter(({ contactId }) => contactId > known.mark);
    const groups = Map.groupBy(above, ({ contactId }) => contactId);
    const single = [...groups.values()].flatMap((group) => (group.length === 1 ? group : []));
    const believed = await this.#believe(single);
    const doubted = single.filter((row) => !believed.includes(row)).map(({ subject }) => subject);
    const taken = await this.#link(believed, known);
    for (const [contactId, group] of groups) {
      const isShared = group.length > 1 || group.some((row) => taken.has(row));
      if (isShared) unnamed.push(...(await this.#share(contactId, group)));
    }
    const odd = named.filter(({ contactId }) => contactId <= known.mark);
    if (odd.length > 0) {
      await noteNamed(
        this.#pass,
        odd.map(({ subject, contactId }) => [subject.id, contactId] as const),
      );
      await contradictions.raise('id-order');
    }
    if (this.#shared > mostShared) await contradictions.raise('shared-contacts');
    return [...unnamed, ...doubted];
  }

  /** An id far above all others is one only if its contact says so. */
  async #believe(rows: readonly Named[]): Promise<readonly Named[]> {
    const known = await knownIds(this.#pass.state);
    if (!rows.some(({ contactId }) => isDoubtful(contactId, known))) return rows;
    // One answer after another: where the ids of one are borne out, those of the others in flight are as a rule.
    const asked = this.#asking.then(() => this.#ask(rows));
    this.#asking = asked.catch(() => undefined);
    return await asked;
  }

  async #ask(rows: readonly Named[]): Promise<readonly Named[]> {
    const believed: Named[] = [];
    // The lowest first: it bears out those that are close to it.
    for (const row of rows.toSorted((a, b) => a.contactId - b.contactId)) {
      if (await confirmMark(this.#pass, row.subject.id, row.contactId)) believed.push(row);
    }
    return believed;
  }

  /** @returns those whose contact another patient has. */
  async #link(rows: readonly Named[], known: KnownIds): Promise<ReadonlySet<Named>> {
    const pass = this.#pass;
    const taken = await pass.state.transaction(async (tx) => {
      const links = await tx.links.ofContacts(rows.map(({ contactId }) => contactId));
      const others = rows.filter(({ subject, contactId }) => {
        const link = links.get(contactId);
        return link !== undefined && link.patientId !== subject.id;
      });
      const isTaken = new Set(others);
      const free = rows.filter((row) => !isTaken.has(row));
      await judgeFar(
        tx,
        known,
        free.map(({ contactId }) => contactId),
      );
      if (free.length > 0) await noteCreates(tx.meta, pass.clock, known.mark);
      await recordLinks(
        tx,
        free.map(({ subject, contactId }) => ({
          link: createdLink(subject.id, contactId, sentHashes(subject)),
          written: createdWhole,
        })),
      );
      return isTaken;
    });
    for (const row of rows) if (!taken.has(row)) this.#created(row);
    return taken;
  }

  /**
   * One contact for two patients: the one whose id it carries has it, the others are held until a person decides.
   *
   * @returns the rows of which this contact tells nothing.
   */
  async #share(contactId: ContactId, rows: readonly Named[]): Promise<readonly Subject[]> {
    const pass = this.#pass;
    const subjects = rows.map(({ subject }) => subject);
    const contact = await readContact(pass, contactId);
    const live = contact && pass.live.read(contact);
    const holder = (await pass.state.links.ofContacts([contactId])).get(contactId);
    const winner = subjects.find(({ id }) => id === live?.patientId);
    if (live === null || (winner === undefined && holder?.patientId !== live.patientId)) {
      return subjects;
    }
    const others = subjects.filter((subject) => subject !== winner);
    if (winner !== undefined) {
      if (holder !== undefined) {
        const patients = await pass.ident.byIds([holder.patientId]);
        others.push(...patients.map((patient) => pass.subjects.make(patient)));
      }
      const link = sharedLink(live, winner, others);
      await pass.state.transaction(async (tx) => {
        if (holder !== undefined) await tx.links.remove(holder.patientId);
        await recordLinks(tx, [{ link, phones: winner.hashes.phones, written: createdWhole }]);
      });
      this.#created({ subject: winner, contactId });
    }
    for (const subject of others) {
      await reject(pass, subject, { code: mergedOnCreate, subject: null, contactId });
      this.#shared += 1;
    }
    return [];
  }

  #created({ subject: { id }, contactId }: Named): void {
    const pass = this.#pass;
    pass.counts.created += 1;
    if (pass.reCreating.has(id)) pass.found({ kind: 're-created', patientId: id, contactId });
  }
}

/**
 * The link of a contact that amoCRM made of the creates of several patients: what the others brought into it was written
 * by us, too, so that the next comparison takes it out again.
 */
function sharedLink(live: LiveContact, winner: Subject, others: readonly Subject[]): Link {
  const link = createdLink(winner.id, live.contactId, sentHashes(winner));
  const acknowledged = new Map(link.acknowledged);
  for (const { hashes } of others) {
    for (const [key, hash] of [...hashes.fields, ['name', hashes.name] as const]) {
      const held = key === 'name' ? live.name : live.fields.get(key);
      if (hash !== '' && held === hash) acknowledged.set(key, hash);
    }
  }
  const theirs = (list: 'phones' | 'emails') => others.flatMap(({ hashes }) => hashes[list] ?? []);
  return {
    ...link,
    acknowledged,
    phones: withTheirs(link.phones, live.phones, theirs('phones')),
    emails: withTheirs(link.emails, live.emails, theirs('emails')),
  };
}

function withTheirs(
  ours: readonly OwnedHash[],
  held: readonly string[],
  theirs: readonly string[],
): readonly OwnedHash[] {
  const known = new Set(ours.map(({ hash }) => hash));
  const brought = new Set(theirs.filter((hash) => held.includes(hash) && !known.has(hash)));
  return [...ours, ...[...brought].map((hash) => ({ hash, ours: true }))];
}
