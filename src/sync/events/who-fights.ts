import { AmoError } from '../../amocrm/errors/errors.ts';
import type { FeedEvent } from '../../amocrm/model/feed-event.ts';
import type { Fought } from '../item/truce.ts';
import type { Item } from '../item/verdicts.ts';
import type { Pass } from '../pass/pass-context.ts';

/** So many contacts are asked about in an audit: a robot seldom fights for one field alone. */
const mostAsked = 10;
/** Of the days of a war the last ones tell. */
const lookBackMs = 7 * 24 * 3_600_000;

/**
 * Tells who changes again and again what is left to them, as far as the contact's own feed knows: by the number that a
 * user has in amoCRM, for a name is nothing that we keep.
 */
export async function tellWhoFights(pass: Pass): Promise<void> {
  const { options, truce, found } = pass;
  if (options.eventsMs === undefined) return;
  const byContact = Map.groupBy(truce.fought, ({ contactId }) => contactId);
  for (const left of [...byContact.values()].slice(0, mostAsked)) {
    const events = await feedOf(pass, left[0]);
    if (events === null) return;
    for (const { patientId, contactId, item } of left) {
      const by = events.find((event) => isOf(event, item, pass))?.by;
      if (by === undefined || by === null) continue;
      found({ kind: 'fought-by', patientId, contactId, subject: `user:${by}` });
    }
  }
}

/** Newest first; null: there is no feed. */
async function feedOf(
  { amo, clock }: Pass,
  of: Fought | undefined,
): Promise<readonly FeedEvent[] | null> {
  if (of === undefined) return [];
  try {
    const query = { from: clock.now() - lookBackMs, page: 1, contactId: of.contactId };
    const { events } = await amo.events(query);
    return events.toSorted((a, b) => b.at - a.at);
  } catch (error) {
    if (error instanceof AmoError) return null;
    throw error;
  }
}

function isOf({ kind, field }: FeedEvent, item: Item, { fields }: Pass): boolean {
  if (item === 'name') return kind === 'renamed';
  return field !== undefined && field.fieldId === fieldIdOf(item, fields);
}

function fieldIdOf(item: Exclude<Item, 'name'>, { byKey, phone, email }: Pass['fields']) {
  if (item === 'phones') return phone.fieldId;
  return item === 'emails' ? email.fieldId : byKey.get(item)?.fieldId;
}
