import type { ContactChange, ContactRecord } from '../contact/contact-record.ts';
import type { FieldRecord, FieldType } from '../field/field-record.ts';
import { isChoice } from '../field/field-record.ts';
import type { StoredFields, StoredValue } from '../field/stored-value.ts';
import type { Manners } from '../sandbox-options.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { TagStore } from '../store/tag-store.ts';
import type { NewEvent } from './event-record.ts';

export interface EventView {
  readonly fields: FieldStore;
  readonly tags: TagStore;
  readonly manners: Pick<Manners, 'fieldEvents' | 'mergeEvents' | 'tagEventsOfNew'>;
}

/** What the feed tells of one write. A new contact is one event, whatever values stand in it. */
export function eventsOf(changes: readonly ContactChange[], view: EventView): readonly NewEvent[] {
  const isMerge = changes.some(({ before, after }) => before?.gone === 0 && after.gone === 2);
  return changes.flatMap(({ before, after }) => {
    const about = (type: string): NewEvent => ({ type, entityId: after.id, before: [], after: [] });
    if (before === null) {
      const tagged = view.manners.tagEventsOfNew ? tagChanges([], after.tags, view.tags) : [];
      return [about('contact_added'), ...tagged.map((change) => ({ ...about(''), ...change }))];
    }
    if (isMerge) return mergeEvents(after, view).map(about);
    if (before.gone === 0 && after.gone === 1) return [about('contact_deleted')];
    if (before.gone === 1 && after.gone === 0) return [about('contact_restored')];
    return edits(before, after, view);
  });
}

/** The documents name no survivor: which of the two the event stands at is not known. */
export function mergeEvents(
  { gone }: Pick<ContactRecord, 'gone'>,
  { manners }: EventView,
  entity: 'contact' | 'lead' = 'contact',
): readonly string[] {
  const isLoser = gone === 2;
  const tells =
    manners.mergeEvents === 'both' || manners.mergeEvents === (isLoser ? 'loser' : 'survivor');
  return [...(tells ? ['entity_merged'] : []), ...(isLoser && tells ? [`${entity}_deleted`] : [])];
}

function edits(
  before: ContactRecord,
  after: ContactRecord,
  { fields, tags, manners }: EventView,
): readonly NewEvent[] {
  const events: NewEvent[] = [];
  const note = (type: string, was: readonly object[], is: readonly object[]): void => {
    if (JSON.stringify(was) === JSON.stringify(is)) return;
    events.push({ type, entityId: after.id, before: was, after: is });
  };
  const name = (contact: ContactRecord) => [{ name_field_value: { name: contact.name } }];
  note('name_field_changed', name(before), name(after));
  const responsible = ({ responsibleUserId: id }: ContactRecord) => [{ responsible_user: { id } }];
  note('entity_responsible_changed', responsible(before), responsible(after));
  noteValues(before, after, { fields, tags, manners }, note);
  return events;
}

interface Valued {
  readonly fields: StoredFields;
  readonly tags: readonly number[];
}

/** Custom fields and tags, of contacts and leads alike. */
export function noteValues(
  before: Valued,
  after: Valued,
  { fields, tags, manners }: EventView,
  note: (type: string, was: readonly object[], is: readonly object[]) => void,
): void {
  for (const id of Object.keys({ ...before.fields, ...after.fields })) {
    const field = fields.get(Number(id));
    if (field === undefined) continue;
    const values = (one: Valued) => (one.fields[id] ?? []).map(toldValue(field));
    const own = manners.fieldEvents === 'by-field';
    note(
      own ? `custom_field_${id}_value_changed` : 'custom_field_value_changed',
      values(before),
      values(after),
    );
  }
  for (const change of tagChanges(before.tags, after.tags, tags))
    note(change.type, change.before, change.after);
}

/** One event for each tag that was put on or taken off. */
function tagChanges(
  before: readonly number[],
  after: readonly number[],
  tags: TagStore,
): readonly Omit<NewEvent, 'entityId'>[] {
  const tag = (id: number) => [{ tag: { name: tags.nameOf(id) ?? '' } }];
  return [
    ...after
      .filter((id) => !before.includes(id))
      .map((id) => ({ type: 'entity_tag_added', before: [], after: tag(id) })),
    ...before
      .filter((id) => !after.includes(id))
      .map((id) => ({ type: 'entity_tag_deleted', before: tag(id), after: [] })),
  ];
}

const toldValue =
  (field: FieldRecord) =>
  ({ v, e }: StoredValue): object => {
    const chosen = field.enums.find(({ id }) => id === e);
    return {
      custom_field_value: {
        field_id: field.id,
        field_type: typeNumber(field.type),
        enum_id: e ?? null,
        text: String(isChoice(field.type) ? (chosen?.value ?? '') : (v ?? '')),
      },
    };
  };

/** The feed names types by the numbers of an older API. */
const typeNumbers = [
  'text',
  'numeric',
  'checkbox',
  'select',
  'multiselect',
  'date',
  'url',
  'multitext',
  'textarea',
  'radiobutton',
  'streetaddress',
] as const;
const typeNumber = (type: FieldType): number =>
  (typeNumbers as readonly FieldType[]).indexOf(type) + 1;
