import { type CrmData, newLeadId, refreshFields } from '../crm-data.ts';
import { fieldJson } from '../field/field-json.ts';
import { deleteField } from '../field/field-write.ts';
import { withConsequences } from '../lead/consequences.ts';
import { keepLead } from '../lead/keep-lead.ts';
import { leadJson } from '../lead/lead-json.ts';
import type { LeadChange, LeadRecord, Place } from '../lead/lead-record.ts';
import { newLead } from '../lead/lead-write.ts';
import { mergeLeads } from '../lead/merge-leads.ts';
import type { Recorder } from '../log/recorder.ts';
import { nowSeconds } from '../now.ts';
import { firstStageOf, unsortedOf } from '../pipeline/pipeline-record.ts';
import type { FieldJson, LeadJson } from '../wire.ts';
import { type DealInput, editedLead } from './deal-input.ts';
import { fieldNamed } from './person-input.ts';
import { PersonMistake } from './person-mistake.ts';

/** What people do with leads by hand, and what they see there. Times are seconds. */
export interface Deals {
  /** All live ones with their contacts, oldest id first, in the API's own shape. */
  all(): readonly LeadJson[];
  get(id: number): LeadJson | null;
  trash(): readonly LeadJson[];
  /** @returns the new lead's id. */
  create(input: DealInput): number;
  /** Comes in from outside, into «Неразобранное» of that pipeline; default the main one. */
  arrive(input: DealInput): number;
  /** Also drags it to another stage, closes it, reopens it, or accepts it out of «Неразобранное». */
  edit(id: number, input: DealInput): void;
  /** The survivor's values win; the loser vanishes. */
  merge(survivorId: number, loserId: number): void;
  /** Into the trash. */
  delete(id: number): void;
  restore(id: number): void;
  fields(): readonly FieldJson[];
  /** By id, code or name. */
  deleteField(field: number | string): void;
}

export function makeDeals(data: CrmData, recorder: Recorder): Deals {
  const userId = data.account.manager.id;
  const json = (lead: LeadRecord): LeadJson => leadJson(lead, data, ['contacts', 'loss_reason']);
  const current = <T>(work: () => T): T => {
    refreshFields(data);
    return work();
  };
  const all = (gone: 0 | 1): readonly LeadJson[] =>
    current(() =>
      data.leads.list({ order: 'id', descending: false, limit: -1, offset: 0, gone }).map(json),
    );
  const existing = (id: number, gone: 0 | 1): LeadRecord => {
    const lead = data.leads.get(id);
    if (lead?.gone !== gone) throw new PersonMistake(`there is no such lead: ${id}`);
    return lead;
  };
  /** One action, and what the account makes of it, is one transaction and one entry of the log. */
  const act = (method: string, work: () => readonly LeadChange[]): number => {
    const { id, effects } = data.db.transaction(() => {
      const changes = current(work);
      return { id: changes[0]?.after.id ?? 0, effects: withConsequences(data, changes) };
    });
    recorder.acted('person', method, `/leads/${id}`, effects);
    return id;
  };
  const kept = (before: LeadRecord | null, after: LeadRecord): readonly LeadChange[] => [
    { before, after: keepLead(data, after) },
  ];
  const made = (input: DealInput, place: Place, isFixed: boolean): readonly LeadChange[] => {
    const context = { tags: data.tags, now: nowSeconds(data.clock), userId };
    const blank = newLead(newLeadId(data), place, context);
    return kept(null, editedLead(data, blank, input, { userId, ...(isFixed && { place }) }));
  };
  const moved = (id: number, from: 0 | 1, to: 0 | 1): readonly LeadChange[] => {
    const before = existing(id, from);
    const stamp = { updatedAt: nowSeconds(data.clock), updatedBy: userId };
    return kept(before, { ...before, ...stamp, gone: to });
  };

  return {
    all: () => all(0),
    trash: () => all(1),
    get: (id) =>
      current(() => {
        const lead = data.leads.get(id);
        return lead?.gone === 0 ? json(lead) : null;
      }),
    create: (input) =>
      act('create', () => {
        const main = data.pipelines.main();
        return made(input, { pipelineId: main.id, statusId: firstStageOf(main) }, false);
      }),
    arrive: ({ pipelineId, ...input }) =>
      act('arrive', () => {
        const { pipelines } = data;
        const into = pipelineId === undefined ? pipelines.main() : pipelines.store.get(pipelineId);
        const unsorted = into && unsortedOf(into);
        if (!into?.isUnsortedOn || !unsorted) throw new PersonMistake('no incoming leads there');
        return made(input, { pipelineId: into.id, statusId: unsorted.id }, true);
      }),
    edit: (id, input) => {
      act('edit', () => {
        const before = existing(id, 0);
        return kept(before, editedLead(data, before, input, { userId }));
      });
    },
    merge: (survivorId, loserId) => {
      act('merge', () => {
        existing(survivorId, 0);
        existing(loserId, 0);
        if (survivorId === loserId) throw new PersonMistake('a lead merges with another one');
        return mergeLeads(data, survivorId, loserId, userId);
      });
    },
    delete: (id) => {
      act('delete', () => moved(id, 0, 1));
    },
    restore: (id) => {
      act('restore', () => moved(id, 1, 0));
    },
    fields: () =>
      current(() => data.leadFields.all().map((field) => fieldJson(field, 'leads', data))),
    deleteField: (key) => {
      data.db.transaction(() =>
        current(() => deleteField(data, 'leads', fieldNamed(data.leadFields, key))),
      );
      recorder.acted('person', 'delete-field', '/leads/custom_fields', {});
    },
  };
}
