import { writeFields, writeTags } from '../entity/write-values.ts';
import type { TagStore } from '../store/tag-store.ts';
import type { ContactInput } from './contact-input.ts';
import type { ContactRecord } from './contact-record.ts';

export interface WriteContext {
  readonly tags: TagStore;
  /** Seconds. */
  readonly now: number;
  readonly userId: number;
  readonly nameOrder: 1 | 2;
  /** First and last name make up the name although another one came with them. */
  readonly composed: boolean;
}

export const newContact = (id: number, { now, userId }: WriteContext): ContactRecord => ({
  id,
  gone: 0,
  name: '',
  firstName: '',
  lastName: '',
  responsibleUserId: userId,
  createdBy: userId,
  updatedBy: userId,
  createdAt: now,
  updatedAt: now,
  fields: {},
  tags: [],
});

/** The contact after a write; what was not sent stays. */
export function writeContact(
  contact: ContactRecord,
  input: ContactInput,
  context: WriteContext,
): ContactRecord {
  const firstName = input.firstName ?? contact.firstName;
  const lastName = input.lastName ?? contact.lastName;
  return {
    ...contact,
    firstName,
    lastName,
    name: nameOf(contact, input, firstName, lastName, context),
    responsibleUserId: input.responsibleUserId ?? contact.responsibleUserId,
    createdBy: input.createdBy ?? contact.createdBy,
    updatedBy: input.updatedBy ?? context.userId,
    createdAt: input.createdAt ?? contact.createdAt,
    updatedAt: input.updatedAt ?? context.now,
    fields: writeFields(contact.fields, input.fields),
    tags: writeTags(contact.tags, input, context.tags),
  };
}

/** First and last name make up the name whenever they come without one. */
function nameOf(
  contact: ContactRecord,
  input: ContactInput,
  first: string,
  last: string,
  { nameOrder, composed }: WriteContext,
): string {
  if (input.firstName === undefined && input.lastName === undefined) {
    return input.name ?? contact.name;
  }
  const made = (nameOrder === 1 ? [first, last] : [last, first])
    .filter((part) => part !== '')
    .join(' ');
  return composed ? made || (input.name ?? '') : (input.name ?? made);
}
