import type { FeedEvent } from '../../amocrm/model/feed-event.ts';
import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Fact } from '../../state/account/facts.ts';
import { eventsGap } from '../../state/account/meta.ts';
import type { Link, LinkState } from '../../state/patients/link.ts';
import { TaggedContacts } from '../../state/patients/tagged-contacts.ts';
import { pageSize } from '../crm/contact-pages.ts';
import { readContacts } from '../crm/read-contact.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';
import { eventsStorm, readFeed } from './event-feed.ts';
import { noteOthers } from './others/note-others.ts';
import { isForeign, isOfTags, tellsPhone } from './own-events.ts';
import type { SeenContacts } from './relink-seen.ts';
import { anyWaits, waitingFor } from './waiting-for.ts';

/** What people did in amoCRM since the last pass, and whom to look at for it. */
interface Heard {
  readonly patients: readonly PatientId[];
  /** Absent: nobody is to be looked at in amoCRM. */
  readonly seen: SeenContacts | undefined;
  /** Where the feed stands once that is carried out. */
  readonly mark: Fact<'events'>;
}

/** More contacts at once are a storm, and an audit's affair. */
const mostContacts = 250;
/** An audit by a gap, or a storm, is due at most so often. */
const auditEveryMs = 3_600_000;

/**
 * Asks amoCRM what happened, and reads the contacts of ours to which something did. An event is never believed: what the
 * contact holds now is.
 */
export async function hear(pass: Pass): Promise<Heard | null> {
  const feed = await readFeed(pass);
  if (feed === null) return null;
  const { mark, isGap, events } = feed;
  const links = await linksOf(pass, events);
  const isOwn = ({ contactId }: FeedEvent) => links.has(contactId);
  const phoned = events.filter((event) => !isOwn(event) && tellsPhone(event, pass));
  // Somebody's contact that gets a phone may be the one that a rejected patient waits for.
  const awaited = phoned.length > 0 && (await anyWaits(pass)) ? phoned : [];
  const marked = await markedAmong(pass, events);
  const foreign = events.filter((event) => {
    const { contactId } = event;
    return isForeign(event, { link: links.get(contactId), isMarked: marked.has(contactId) }, pass);
  });
  const ours = contactsOf(foreign.filter((event) => !isOfTags(event)));
  // Others' phones and tags are looked at as far as there is room: they are no storm of ours. A patient waits for a phone.
  const aside = contactsOf([...awaited, ...foreign.filter(isOfTags)]);
  const contacts = [...ours.union(aside)].slice(0, Math.max(mostContacts, ours.size));
  if (isGap || ours.size > mostContacts) {
    pass.found({ kind: 'events-gap', patientId: null, contactId: null });
    pass.log.warn({ contacts: ours.size }, 'more happened in amoCRM than is looked at at once');
    await leaveToAudit(pass);
    return { patients: [], seen: undefined, mark };
  }
  const trouble = await pass.state.meta.get('eventsTrouble');
  if (trouble?.code === eventsStorm) await pass.state.meta.clear('eventsTrouble');
  if (contacts.length === 0) return { patients: [], seen: undefined, mark };
  await pass.online();
  const looked = await look(pass, contacts, links);
  const added = contactsOf(foreign.filter(({ kind }) => kind === 'added'));
  await noteOthers(
    pass,
    looked.seen.contacts.filter(({ contactId }) => added.has(contactId)),
  );
  return { ...looked, mark };
}

/** A storm that does not end must not make every pass a deep one: the audits of the day see what is left. */
async function leaveToAudit({ state, clock }: Pass): Promise<void> {
  const { meta } = state;
  const now = clock.now();
  const last = await meta.get('eventsGapAt');
  const since = (await meta.get('eventsTrouble'))?.since ?? now;
  await state.transaction(async (tx) => {
    await tx.meta.set('eventsTrouble', { code: eventsStorm, since, at: now, forMs: 0 });
    if (last !== undefined && Math.abs(now - last) < auditEveryMs) return;
    await tx.meta.set('eventsGapAt', now);
    await tx.meta.set('deepDue', eventsGap);
  });
}

async function linksOf(
  { state }: Pass,
  events: readonly FeedEvent[],
): Promise<ReadonlyMap<ContactId, Link>> {
  const links = new Map<ContactId, Link>();
  const ids = [...new Set(events.map(({ contactId }) => contactId))];
  for (const some of chunks(ids, pageSize)) {
    for (const [id, link] of await state.links.ofContacts(some)) links.set(id, link);
  }
  return links;
}

const contactsOf = (events: readonly FeedEvent[]): ReadonlySet<ContactId> =>
  new Set(events.map(({ contactId }) => contactId));

/** Contacts on which our mark of a double was put, of those that got a tag. */
async function markedAmong(
  { state }: Pass,
  events: readonly FeedEvent[],
): Promise<ReadonlySet<ContactId>> {
  const tagged = new TaggedContacts(state.db);
  const marked = new Set<ContactId>();
  const ids = [...contactsOf(events.filter(isOfTags))];
  for (const some of chunks(ids, pageSize)) {
    for (const id of await tagged.among(some)) marked.add(id);
  }
  return marked;
}

async function look(
  pass: Pass,
  contacts: readonly ContactId[],
  links: ReadonlyMap<ContactId, Link>,
): Promise<{ readonly patients: readonly PatientId[]; readonly seen: SeenContacts }> {
  const named = await readContacts(pass, contacts);
  const live = new Map<ContactId, LiveContact>();
  for (const [id, contact] of named) if (contact !== null) live.set(id, pass.live.read(contact));
  // A contact that names a patient of another one: as a rule they were merged, and no event says into which.
  const strangers = [...live.values()].filter(({ contactId }) => !links.has(contactId));
  const carried = strangers.flatMap(({ patientId }) => patientId ?? []);
  const others = [...(await pass.state.links.ofPatients(carried)).values()];
  const more = others.filter(({ contactId }) => !named.has(contactId));
  const read = await readContacts(
    pass,
    more.map(({ contactId }) => contactId),
  );
  for (const [id, contact] of read) if (contact !== null) live.set(id, pass.live.read(contact));
  const affected: readonly LinkState[] = [...links.values(), ...more].filter(
    ({ contactId }) => named.has(contactId) || read.has(contactId),
  );
  const unanswered = affected.filter(
    ({ contactId, status }) => !live.has(contactId) && status !== 'missing',
  );
  const waiting = await waitingFor(
    pass,
    strangers.filter(({ patientId }) => patientId === null),
  );
  return {
    patients: [...affected.map(({ patientId }) => patientId), ...waiting],
    seen: { contacts: [...live.values()], unanswered },
  };
}
