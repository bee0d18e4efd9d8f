import type { FeedEvent } from '../../amocrm/model/feed-event.ts';
import type { Link } from '../../state/patients/link.ts';
import { duplicateTag } from '../audit/duplicates.ts';
import { formsOfList } from '../item/acknowledged/own-forms.ts';
import { nameHash } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';

type Reader = Pick<Pass, 'fields' | 'hasher' | 'live' | 'options'>;

/** What we know of what an event may be about. */
interface Known {
  readonly link: Link | undefined;
  /** Our mark of a double was put on it. */
  readonly isMarked: boolean;
}

/**
 * Whether an event is a reason to look at its contact: it tells of something else than what amoCRM acknowledged. Who did
 * it does not count: another installation, and the director whose token is used, have our name.
 */
export function isForeign(event: FeedEvent, { link, isMarked }: Known, reader: Reader): boolean {
  switch (event.kind) {
    case 'added':
      return link === undefined;
    case 'restored':
    case 'merged':
      return true;
    case 'deleted':
      return link !== undefined && link.status !== 'missing';
    case 'renamed':
      return link !== undefined && isOtherName(event.name, link, reader);
    case 'field':
      return link !== undefined && isOtherValue(event, link, reader);
    case 'tagged':
      return link !== undefined && isOtherTag(event.tags, isMarked, reader);
    case 'untagged':
      // Nothing of ours takes a tag off.
      return link !== undefined;
  }
}

/** A hint alone: no tag is compared with anything. */
export const isOfTags = ({ kind }: FeedEvent): boolean => kind === 'tagged' || kind === 'untagged';

/** Whether it tells of a phone, of whosever contact. */
export const tellsPhone = ({ kind, field }: FeedEvent, { fields }: Reader): boolean =>
  kind === 'field' && field?.fieldId === fields.phone.fieldId;

function isOtherName(name: string | undefined, link: Link, { hasher }: Reader): boolean {
  if (name === undefined) return true;
  const hash = nameHash(hasher, name);
  return hash !== link.acknowledged.get('name') && hash !== link.ownForm.get('name');
}

/** Another one than those that new contacts get, and than the mark that was put on this one. */
function isOtherTag(
  tags: readonly string[] | undefined,
  isMarked: boolean,
  { options }: Reader,
): boolean {
  const own = new Set([...options.tags, ...(isMarked ? [duplicateTag] : [])].map(canonicalTag));
  return tags === undefined || tags.some((tag) => !own.has(canonicalTag(tag)));
}

const canonicalTag = (tag: string): string => tag.trim().toLowerCase();

function isOtherValue({ field }: FeedEvent, link: Link, { fields, live }: Reader): boolean {
  if (field === undefined) return true;
  const { fieldId } = field;
  const account = fields.byId.get(fieldId);
  if (account !== undefined) {
    const { key } = account.field;
    const hash = live.fieldHash(field);
    return hash !== (link.acknowledged.get(key) ?? '') && hash !== link.ownForm.get(key);
  }
  for (const item of ['phones', 'emails'] as const) {
    if (fieldId !== fields[item === 'phones' ? 'phone' : 'email'].fieldId) continue;
    const forms = formsOfList(link.ownForm, item);
    const held = new Set(live.listHashes(item, field).map((hash) => forms.get(hash) ?? hash));
    // What others put beside ours is theirs.
    return link[item].some(({ hash }) => !held.has(hash));
  }
  // Somebody's field is nothing of ours.
  return false;
}
