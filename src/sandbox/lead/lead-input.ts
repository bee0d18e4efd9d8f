import type { SandboxAccount } from '../account.ts';
import type { AccountZone } from '../account-zone.ts';
import type { ContactRecord } from '../contact/contact-record.ts';
import { fieldsInOwnForms } from '../contact/own-forms.ts';
import { judgeFields, type WrittenFields } from '../entity/field-values-input.ts';
import { given, RowJudge, type TagRef } from '../entity/row-judge.ts';
import { notAChoice } from '../field/value-rules.ts';
import { isObject } from '../http/call.ts';
import type { Pipelines } from '../pipeline/pipelines.ts';
import type { Manners } from '../sandbox-options.ts';
import type { EntityStore } from '../store/entity-store.ts';
import type { FieldStore } from '../store/field-store.ts';
import type { TagStore } from '../store/tag-store.ts';
import type { RowError } from '../wire.ts';
import type { LeadContact } from './lead-record.ts';

/** A row of a write of leads, judged: what is absent stays as it is. */
export interface LeadInput {
  readonly name?: string;
  readonly price?: number;
  readonly statusId?: number;
  readonly pipelineId?: number;
  /** `null` clears. */
  readonly lossReasonId?: number | null;
  readonly responsibleUserId?: number;
  readonly createdBy?: number;
  readonly updatedBy?: number;
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly closedAt?: number;
  readonly fields: WrittenFields;
  /** The whole new set. */
  readonly tags?: readonly TagRef[];
  readonly addTags: readonly TagRef[];
  readonly deleteTags: readonly TagRef[];
  /** Only a new lead takes contacts with it. */
  readonly contacts: readonly LeadContact[];
}

export interface LeadInputContext {
  readonly account: SandboxAccount;
  readonly leadFields: FieldStore;
  readonly tags: TagStore;
  readonly zone: AccountZone;
  readonly manners: Manners;
  readonly contacts: EntityStore<ContactRecord>;
  readonly pipelines: Pipelines;
}

const rowKeys = new Set(
  `id name price status_id pipeline_id loss_reason_id responsible_user_id created_by updated_by created_at updated_at
   closed_at custom_fields_values tags_to_add tags_to_delete _embedded request_id visitor_uid`.split(
    /\s+/,
  ),
);

/** Judges one row as amoCRM's validation does, collecting every mistake in `errors`. */
export function judgeLead(row: unknown, context: LeadInputContext, errors: RowError[]): LeadInput {
  if (!isObject(row)) {
    errors.push({ code: 'InvalidType', path: '', detail: 'This value should be of type array.' });
    return { fields: new Map(), addTags: [], deleteTags: [], contacts: [] };
  }
  const judge = new RowJudge(row, context, errors);
  judge.only(rowKeys);
  const { leadFields: fields, zone, manners } = context;
  const embedded = isObject(row['_embedded']) ? row['_embedded'] : {};
  const isReason = (id: number): boolean => context.pipelines.lossReasons.get(id) !== undefined;
  const reasonId = row['loss_reason_id'] === null ? null : judge.integer('loss_reason_id');
  if (typeof reasonId === 'number' && !isReason(reasonId)) {
    judge.wrong('NotSupportedChoice', 'loss_reason_id', notAChoice);
  }
  return {
    ...given({
      name: judge.text('name'),
      price: judge.integer('price'),
      statusId: judge.integer('status_id'),
      pipelineId: judge.integer('pipeline_id'),
      lossReasonId: reasonId,
      responsibleUserId: judge.user('responsible_user_id', false),
      createdBy: judge.user('created_by', true),
      updatedBy: judge.user('updated_by', true),
      createdAt: judge.integer('created_at'),
      updatedAt: judge.integer('updated_at'),
      closedAt: judge.integer('closed_at'),
    }),
    fields: fieldsInOwnForms(
      judgeFields(row['custom_fields_values'], { fields, zone }, errors),
      fields,
      manners,
    ),
    ...('tags' in embedded && { tags: judge.tags(embedded['tags'], '_embedded.tags') }),
    addTags: judge.tags(row['tags_to_add'], 'tags_to_add'),
    deleteTags: judge.tags(row['tags_to_delete'], 'tags_to_delete'),
    contacts: judgeContacts(embedded['contacts'], context, judge),
  };
}

/** The contacts that a new lead takes with it: they have to be there. One of them is the main one. */
function judgeContacts(
  sent: unknown,
  { contacts }: LeadInputContext,
  judge: RowJudge,
): readonly LeadContact[] {
  const root = '_embedded.contacts';
  if (sent === undefined || sent === null) return [];
  if (!Array.isArray(sent)) {
    judge.wrongType(root, 'array');
    return [];
  }
  const linked = sent.flatMap((one: unknown, index): readonly LeadContact[] => {
    const { id, is_main: isMain } = isObject(one) ? one : {};
    if (typeof id === 'number' && contacts.get(id)?.gone === 0)
      return [{ id, isMain: isMain === true }];
    judge.wrong('NotSupportedChoice', `${root}.${index}.id`, notAChoice);
    return [];
  });
  return withOneMain(linked);
}

/** Each contact once, and exactly one of them the main one: the first that says so, else the first. */
export function withOneMain(contacts: readonly LeadContact[]): readonly LeadContact[] {
  const each = [...new Map(contacts.map((one) => [one.id, one])).values()];
  const main = (each.find(({ isMain }) => isMain) ?? each[0])?.id;
  return each.map(({ id }) => ({ id, isMain: id === main }));
}
