import { type ContactInput, judgeContact } from '../contact/contact-input.ts';
import { contactJson } from '../contact/contact-json.ts';
import type { ContactRecord, Gone } from '../contact/contact-record.ts';
import { newContact, writeContact } from '../contact/contact-write.ts';
import { type CrmData, keepContact, nowSeconds } from '../crm-data.ts';
import { judgeField } from '../field/field-input.ts';
import { fieldJson } from '../field/field-json.ts';
import type { FieldRecord } from '../field/field-record.ts';
import { changeField, deleteField } from '../field/field-write.ts';
import type { Recorder } from '../log/recorder.ts';
import type { ContactJson, FieldJson, RowError } from '../wire.ts';
import { mergeContacts } from './merge.ts';
import { type PersonInput, rowOf } from './person-input.ts';
import { PersonMistake } from './person-mistake.ts';

/** What people do in the CRM by hand, and what they see there. Times are seconds. */
export interface Crm {
  /** All live contacts, oldest id first, in the API's own shape. */
  contacts(): readonly ContactJson[];
  /** A live contact. */
  contact(id: number): ContactJson | null;
  count(): number;
  /** The trash: what can be restored. */
  trash(): readonly ContactJson[];
  /** @returns the new contact's id. */
  create(input: PersonInput): number;
  edit(id: number, input: PersonInput): void;
  /** The survivor's values win, empty ones are filled, phones and e-mails united; the loser vanishes. */
  merge(survivorId: number, loserId: number): void;
  /** Into the trash. */
  delete(id: number): void;
  restore(id: number): void;
  fields(): readonly FieldJson[];
  /** By id, code or name. */
  deleteField(field: number | string): void;
  /** `enums` that shall stay need their ids. */
  changeField(field: number | string, change: FieldChange): void;
}

export interface FieldChange {
  readonly name?: string;
  readonly enums?: readonly {
    readonly id?: number;
    readonly value: string;
    readonly sort?: number;
  }[];
}

export function makeCrm(data: CrmData, recorder: Recorder): Crm {
  const json = (contact: ContactRecord): ContactJson => contactJson(contact, data);
  const all = (gone: Gone): readonly ContactJson[] =>
    data.contacts.list({ order: 'id', descending: false, limit: -1, offset: 0, gone }).map(json);

  const judge = (row: object): ContactInput => {
    const errors: RowError[] = [];
    const input = judgeContact(row, data, errors);
    stopAt(errors);
    return input;
  };
  const context = () => ({
    tags: data.tags,
    now: nowSeconds(data.clock),
    userId: data.account.manager.id,
    nameOrder: data.manners.contactNameOrder,
  });
  const existing = (id: number, gone: Gone): ContactRecord => {
    const contact = data.contacts.get(id);
    if (contact?.gone !== gone) throw new PersonMistake(`there is no such contact: ${id}`);
    return contact;
  };
  const path = (id: number): string => `/contacts/${id}`;
  /** One action is one transaction and one entry of the log. */
  const act = (
    method: string,
    id: number,
    change: () => readonly [ContactRecord | null, ContactRecord][],
  ) => {
    const changes = data.db.transaction(() =>
      change().map(([before, after]) => ({ before, after: keepContact(data, after) })),
    );
    recorder.person(method, path(id), changes);
  };
  const field = (key: number | string): FieldRecord => {
    const found = data.fields
      .all()
      .find(({ id, code, name }) => id === key || code === key || name === key);
    if (!found) throw new PersonMistake(`there is no such field: ${key}`);
    return found;
  };

  return {
    contacts: () => all(0),
    trash: () => all(1),
    contact: (id) => {
      const contact = data.contacts.get(id);
      return contact?.gone === 0 ? json(contact) : null;
    },
    count: () => data.contacts.count(),
    create: (input) => {
      const judged = judge(rowOf(input, null, data.fields));
      const blank = newContact(data.contacts.ids.next(), context());
      act('create', blank.id, () => [[null, writeContact(blank, judged, context())]]);
      return blank.id;
    },
    edit: (id, input) => {
      const before = existing(id, 0);
      const judged = judge(rowOf(input, json(before), data.fields));
      act('edit', id, () => [[before, writeContact(before, judged, context())]]);
    },
    merge: (survivorId, loserId) => {
      const survivor = existing(survivorId, 0);
      const loser = existing(loserId, 0);
      const now = nowSeconds(data.clock);
      act('merge', survivorId, () => [
        [survivor, { ...mergeContacts(survivor, loser, data.fields), updatedAt: now }],
        [loser, { ...loser, gone: 2, updatedAt: now }],
      ]);
    },
    delete: (id) => {
      const before = existing(id, 0);
      act('delete', id, () => [
        [before, { ...before, gone: 1, updatedAt: nowSeconds(data.clock) }],
      ]);
    },
    restore: (id) => {
      const before = existing(id, 1);
      act('restore', id, () => [
        [before, { ...before, gone: 0, updatedAt: nowSeconds(data.clock) }],
      ]);
    },
    fields: () => data.fields.all().map((one) => fieldJson(one, data)),
    deleteField: (key) => {
      const { id } = field(key);
      data.db.transaction(() => deleteField(data, field(key)));
      recorder.person('delete-field', `/custom_fields/${id}`, []);
    },
    changeField: (key, change) => {
      const before = field(key);
      const errors: RowError[] = [];
      const input = judgeField(change, before, data, errors);
      stopAt(errors);
      data.db.transaction(() => changeField(data, before, input));
      recorder.person('change-field', `/custom_fields/${before.id}`, []);
    },
  };
}

function stopAt(errors: readonly RowError[]): void {
  if (errors.length === 0) return;
  throw new PersonMistake(errors.map(({ code, path }) => `${code} ${path}`).join('; '));
}
