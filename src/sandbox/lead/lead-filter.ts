import type { CrmData } from '../crm-data.ts';
import { fieldValuesJson } from '../entity/field-values-json.ts';
import type { LeadRecord } from './lead-record.ts';

export type LeadFilter = (lead: LeadRecord) => boolean;

/** What `filter[…]` of a list of leads asks for; null: nothing. A paid option, silently ignored without it. */
export function leadFilter(query: URLSearchParams, data: CrmData): LeadFilter | null {
  const asked = [...query].filter(([key]) => key.startsWith('filter['));
  if (!data.manners.apiFilter || asked.length === 0) return null;
  const numbers = (name: string): readonly number[] | null => {
    const key = new RegExp(`^filter\\[${name}\\](\\[\\d*\\])?$`);
    const values = asked.filter(([k]) => key.test(k)).map(([, value]) => Number(value));
    return values.length > 0 ? values : null;
  };
  const among = (name: string, value: (lead: LeadRecord) => number): LeadFilter => {
    const wanted = numbers(name);
    return (lead) => wanted === null || wanted.includes(value(lead));
  };
  const between = (name: string, value: (lead: LeadRecord) => number | null): LeadFilter => {
    const bound = (end: 'from' | 'to'): number | null => {
      const text = query.get(`filter[${name}][${end}]`);
      return text === null ? null : Number(text);
    };
    const [from, to] = [bound('from'), bound('to')];
    if (from === null && to === null) return () => true;
    return (lead) => {
      const own = value(lead);
      return own !== null && own >= (from ?? own) && own <= (to ?? own);
    };
  };
  const tests = [
    among('id', ({ id }) => id),
    among('pipeline_id', ({ pipelineId }) => pipelineId),
    among('created_by', ({ createdBy }) => createdBy),
    among('updated_by', ({ updatedBy }) => updatedBy),
    among('responsible_user_id', ({ responsibleUserId }) => responsibleUserId),
    between('price', ({ price }) => price),
    between('created_at', ({ createdAt }) => createdAt),
    between('updated_at', ({ updatedAt }) => updatedAt),
    between('closed_at', ({ closedAt }) => closedAt),
    inStatuses(asked),
    ...withValues(asked, data),
  ];
  return (lead) => tests.every((holds) => holds(lead));
}

/** `filter[statuses][0][pipeline_id]=1&filter[statuses][0][status_id]=2`: both are needed. */
function inStatuses(asked: readonly (readonly [string, string])[]): LeadFilter {
  const wanted = new Map<string, Record<string, number>>();
  for (const [key, value] of asked) {
    const [, at, name] = /^filter\[statuses\]\[(\d+)\]\[(pipeline_id|status_id)\]$/.exec(key) ?? [];
    if (at === undefined || name === undefined) continue;
    wanted.set(at, { ...wanted.get(at), [name]: Number(value) });
  }
  if (wanted.size === 0) return () => true;
  return ({ pipelineId, statusId }) =>
    [...wanted.values()].some(
      (one) => one['pipeline_id'] === pipelineId && one['status_id'] === statusId,
    );
}

/** `filter[custom_fields_values][{field}][]=value`: a value as it stands, or the id of a choice. */
function withValues(
  asked: readonly (readonly [string, string])[],
  { leadFields: fields, manners }: CrmData,
): readonly LeadFilter[] {
  const wanted = Map.groupBy(
    asked.flatMap(([key, value]) => {
      const [, field] = /^filter\[custom_fields_values\]\[(\d+)\]\[\d*\]$/.exec(key) ?? [];
      return field === undefined ? [] : [{ field: Number(field), value }];
    }),
    ({ field }) => field,
  );
  return [...wanted].map(([id, ones]) => (lead: LeadRecord) => {
    const own = fieldValuesJson(lead.fields, { fields, manners })?.find(
      (one) => one.field_id === id,
    );
    return (own?.values ?? []).some(({ value, enum_id }) =>
      ones.some((one) => one.value === String(enum_id ?? value)),
    );
  });
}
