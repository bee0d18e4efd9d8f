import type { LeadChange, LeadRecord } from '../lead/lead-record.ts';
import { type EventView, mergeEvents, noteValues } from './changes-to-events.ts';
import type { NewEvent } from './event-record.ts';

/**
 * What the feed tells of one write of a lead. A new one is one event, whatever stands in it.
 *
 * @param isMerge one of the changes beside it is of a lead that was merged away
 */
export function leadEventsOf(
  { before, after }: LeadChange,
  isMerge: boolean,
  view: EventView,
): readonly NewEvent[] {
  const about = (type: string): NewEvent => ({ type, entityId: after.id, before: [], after: [] });
  if (before === null) return [about('lead_added')];
  if (before.gone === 0 && after.gone === 2) return mergeEvents(after, view, 'lead').map(about);
  if (before.gone === 0 && after.gone === 1) return [about('lead_deleted')];
  if (before.gone === 1 && after.gone === 0) return [about('lead_restored')];
  return [
    ...(isMerge ? mergeEvents(after, view, 'lead').map(about) : []),
    ...edits(before, after, view),
  ];
}

function edits(before: LeadRecord, after: LeadRecord, view: EventView): readonly NewEvent[] {
  const events: NewEvent[] = [];
  const note = (type: string, was: readonly object[], is: readonly object[]): void => {
    if (JSON.stringify(was) === JSON.stringify(is)) return;
    events.push({ type, entityId: after.id, before: was, after: is });
  };
  const both = (type: string, told: (lead: LeadRecord) => object): void =>
    note(type, [told(before)], [told(after)]);
  both('lead_status_changed', ({ statusId, pipelineId }) => ({
    lead_status: { id: statusId, pipeline_id: pipelineId },
  }));
  both('name_field_changed', ({ name }) => ({ name_field_value: { name } }));
  both('sale_field_changed', ({ price }) => ({ sale_field_value: { sale: price } }));
  both('entity_responsible_changed', ({ responsibleUserId }) => ({
    responsible_user: { id: responsibleUserId },
  }));
  noteValues(before, after, view, note);
  const link = (id: number): object => ({ link: { entity: { type: 'contact', id } } });
  const ids = ({ contacts }: LeadRecord): readonly number[] => contacts.map(({ id }) => id);
  for (const id of ids(after)) if (!ids(before).includes(id)) note('entity_linked', [], [link(id)]);
  for (const id of ids(before))
    if (!ids(after).includes(id)) note('entity_unlinked', [link(id)], []);
  return events;
}
