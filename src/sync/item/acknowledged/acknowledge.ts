import type { ContactId } from '../../../amocrm/model/model.ts';
import type { PatientId } from '../../../contact/model/patient-key.ts';
import type { PatientEvidence } from '../../../contact/person/person-evidence.ts';
import type { Repositories } from '../../../state/open-state.ts';
import type { SentHashes } from '../../../state/patients/intents.ts';
import type { Link, LinkStatus, OwnedHash } from '../../../state/patients/link.ts';
import type { WrittenChange } from '../../../state/record/changes.ts';
import { raiseMark } from '../../creates/absence/marks.ts';
import type { LiveContact } from '../live-contact.ts';
import type { Subject } from '../subject.ts';
import { type Change, isList } from '../verdicts.ts';
import { prunedForms } from './own-forms.ts';

/** Lists of phones and e-mails as they stand after a write; absent when they were not touched. */
export interface KeptLists {
  readonly phones?: readonly OwnedHash[];
  readonly emails?: readonly OwnedHash[];
}

/** What a create carries: everything that IDENT has. */
export function sentHashes({ hashes, person }: Subject): SentHashes {
  return {
    items: [...hashes.fields, ['name', hashes.name] as const].filter(([, hash]) => hash !== ''),
    phones: hashes.phones ?? [],
    emails: hashes.emails ?? [],
    person,
  };
}

/**
 * The link of a contact that we created, whether its answer named it or it was found later: what we sent is what is
 * ours, not what stands there when it is found, since a person may have come first (I3).
 */
export function createdLink(patientId: PatientId, contactId: ContactId, sent: SentHashes): Link {
  return {
    patientId,
    contactId,
    status: 'linked',
    acknowledged: new Map(sent.items),
    ownForm: new Map(),
    phones: sent.phones.map((hash) => ({ hash, ours: true })),
    emails: sent.emails.map((hash) => ({ hash, ours: true })),
    person: sent.person,
  };
}

/**
 * How a contact that we did not create came to carry a patient. `adopted` by phone: its name gives way to IDENT's, which
 * it agrees with. `found` by its IDENT id: nobody knows any more who wrote what. Nothing in it counts as ours before it
 * is compared with IDENT: only what we wrote is cleared (I3).
 */
type Origin = 'adopted' | 'found';

/** The link of a contact that was found, by what it holds now. */
export function foundLink(
  live: LiveContact,
  patientId: PatientId,
  made: {
    readonly status: LinkStatus;
    readonly origin: Origin;
    /** The patient, once it is known to be this person. */
    readonly person?: PatientEvidence | undefined;
  },
): Link {
  return {
    patientId,
    contactId: live.contactId,
    status: made.status,
    acknowledged: new Map(made.origin === 'adopted' ? [['name', live.name]] : []),
    ownForm: new Map(),
    phones: live.phones.map((hash) => ({ hash, ours: false })),
    emails: live.emails.map((hash) => ({ hash, ours: false })),
    person: made.person,
  };
}

/** The link after amoCRM named the row of an update (or held its values already): hashes move for what was sent. */
export function updatedLink(
  link: Link,
  subject: Subject,
  change: Change,
  lists: KeptLists = {},
): Link {
  const acknowledged = new Map(link.acknowledged);
  const ownForm = new Map(link.ownForm);
  const move = (item: string, hash: string) => {
    if (hash === '') acknowledged.delete(item);
    else acknowledged.set(item, hash);
    ownForm.delete(item);
  };
  const { hashes } = subject;
  let { phones = link.phones, emails = link.emails } = lists;
  for (const [item, verdict] of change.verdicts) {
    if (verdict.act === 'leave') continue;
    if (isList(item)) {
      if (verdict.act !== 'learn') continue;
      if (item === 'phones') phones = keptList(link.phones, hashes.phones, hashes.phonesWhole);
      else emails = keptList(link.emails, hashes.emails, hashes.emailsWhole);
    } else if (verdict.act === 'learn') move(item, verdict.hash);
    else move(item, item === 'name' ? hashes.name : (hashes.fields.get(item) ?? ''));
  }
  for (const [item, form] of change.ownForms) ownForm.set(item, form);
  const { name } = hashes;
  const isNamed = name === '' || name === acknowledged.get('name');
  return {
    ...link,
    status: 'linked',
    acknowledged,
    ownForm: prunedForms(ownForm, { phones, emails }),
    // What says nothing of the person, or whose name was not written, leaves it as it was.
    person: isNamed ? (subject.person ?? link.person) : link.person,
    phones,
    emails,
  };
}

/** A list that amoCRM held already: entries that were not ours stay not ours. */
function keptList(
  before: readonly OwnedHash[],
  wanted: readonly string[] = [],
  whole = true,
): readonly OwnedHash[] {
  const ours = new Set(before.filter((entry) => entry.ours).map(({ hash }) => hash));
  const others = before.filter(({ hash }) => !wanted.includes(hash));
  return [...wanted.map((hash) => ({ hash, ours: ours.has(hash) })), ...(whole ? [] : others)];
}

/** Records what an answer acknowledged of one row; see {@link recordLinks}. */
export function recordLink(
  tx: Repositories,
  link: Link,
  phones?: readonly string[],
): Promise<void> {
  return recordLinks(tx, [phones === undefined ? { link } : { link, phones }]);
}

/** A contact that was made: all of it is written. */
export const createdWhole = { kind: 'created', items: [] } as const;

interface Recorded {
  readonly link: Link;
  /** All phones of the patient; absent: those of the link. */
  readonly phones?: readonly string[] | undefined;
  /** What the request was that the answer acknowledged; absent: nothing was written to amoCRM. */
  readonly written?: Pick<WrittenChange, 'kind' | 'items'>;
}

/** Records what an answer acknowledged: links, hashes and the end of intents and rejections in one transaction (I8). */
export async function recordLinks(tx: Repositories, rows: readonly Recorded[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ link }) => link.patientId);
  await tx.links.saveAll(rows.map(({ link }) => link));
  await tx.links.saveAllPhones(
    new Map(
      rows.map(({ link, phones }) => [
        link.patientId,
        phones ?? link.phones.map(({ hash }) => hash),
      ]),
    ),
  );
  await tx.changes.add(
    rows.flatMap(({ link: { patientId, contactId }, written }) =>
      written === undefined ? [] : [{ patientId, contactId, ...written }],
    ),
  );
  await tx.intents.remove(ids);
  await tx.rejected.remove(ids);
  await raiseMark(
    tx.meta,
    rows.map(({ link }) => link.contactId),
  );
}
