import type { AmoLead } from '../../../amocrm/model/lead.ts';
import type { FieldId, WireField } from '../../../amocrm/model/model.ts';

/** What takes everything of ours out of a deal's fields; nothing for those that are empty. */
export const emptied = (
  { fields }: Pick<AmoLead, 'fields'>,
  ours: ReadonlySet<FieldId>,
): readonly WireField[] =>
  fields
    .filter(({ fieldId, values }) => ours.has(fieldId) && values.length > 0)
    .map(({ fieldId }) => ({ field_id: fieldId, values: null }));
