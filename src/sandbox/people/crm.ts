import { judgeContact } from '../contact/contact-input.ts';
import { contactJson } from '../contact/contact-json.ts';
import type { ContactChange, ContactRecord, Gone } from '../contact/contact-record.ts';
import { newContact, writeContact } from '../contact/contact-write.ts';
import { type CrmData, keepContact, newContactId, refreshFields } from '../crm-data.ts';
import { judgeField } from '../field/field-input.ts';
import { fieldJson } from '../field/field-json.ts';
import type { FieldRecord } from '../field/field-record.ts';
import { changeField, deleteField } from '../field/field-write.ts';
import { relinkLeads } from '../lead/keep-lead.ts';
import type { LeadChange } from '../lead/lead-record.ts';
import type { Recorder } from '../log/recorder.ts';
import { nowSeconds } from '../now.ts';
import type { ContactJson, FieldJson, RowError } from '../wire.ts';
import { mergeContacts } from './merge.ts';
import { fieldNamed, type PersonInput, rowOf } from './person-input.ts';
import { PersonMistake, stopAt } from './person-mistake.ts';

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

interface FieldChange {
  readonly name?: string;
  readonly enums?: readonly {
    readonly id?: number;
    readonly value: string;
    readonly sort?: number;
  }[];
}

export function makeCrm(data: CrmData, recorder: Recorder): Crm {
  /** Another process may have changed the fields of a shared file. */
  const current = <T>(work: () => T): T => {
    refreshFields(data);
    return work();
  };
  const json = (contact: ContactRecord): ContactJson => contactJson(contact, data);
  const all = (gone: Gone): readonly ContactJson[] =>
    current(() =>
      data.contacts.list({ order: 'id', descending: false, limit: -1, offset: 0, gone }).map(json),
    );

  const context = () => ({
    tags: data.tags,
    now: nowSeconds(data.clock),
    userId: data.account.manager.id,
    nameOrder: data.manners.contactNameOrder,
    composed: data.manners.nameForm === 'composed',
  });
  const existing = (id: number, gone: Gone): ContactRecord => {
    const contact = data.contacts.get(id);
    if (contact?.gone !== gone) throw new PersonMistake(`there is no such contact: ${id}`);
    return contact;
  };
  const written = (contact: ContactRecord, input: PersonInput, before: ContactRecord | null) => {
    const errors: RowError[] = [];
    const row = rowOf(input, before && json(before), data.fields);
    const judged = judgeContact(row, data, errors);
    stopAt(errors);
    return writeContact(contact, judged, context());
  };
  const moved = (contact: ContactRecord, gone: Gone): ContactChange => ({
    before: contact,
    after: { ...contact, gone, updatedAt: nowSeconds(data.clock) },
  });
  /** One action is one transaction and one entry of the log. */
  const act = (
    method: string,
    work: () => readonly ContactChange[],
    inLeads: () => readonly LeadChange[] = () => [],
  ): number => {
    const { changes, leads } = data.db.transaction(() => {
      const made = current(work);
      for (const { after } of made) keepContact(data, after);
      return { changes: made, leads: inLeads() };
    });
    const id = changes[0]?.after.id ?? 0;
    recorder.acted('person', method, `/contacts/${id}`, { contacts: changes, leads });
    return id;
  };
  const onField = (method: string, key: number | string, work: (field: FieldRecord) => void) => {
    const id = data.db.transaction(() =>
      current(() => {
        const field = fieldNamed(data.fields, key);
        work(field);
        return field.id;
      }),
    );
    recorder.acted('person', method, `/custom_fields/${id}`, {});
  };

  return {
    contacts: () => all(0),
    trash: () => all(1),
    contact: (id) =>
      current(() => {
        const contact = data.contacts.get(id);
        return contact?.gone === 0 ? json(contact) : null;
      }),
    count: () => data.contacts.count(),
    create: (input) =>
      act('create', () => {
        const blank = newContact(newContactId(data), context());
        return [{ before: null, after: written(blank, input, null) }];
      }),
    edit: (id, input) => {
      act('edit', () => {
        const before = existing(id, 0);
        return [{ before, after: written(before, input, before) }];
      });
    },
    merge: (survivorId, loserId) => {
      const contacts = (): readonly ContactChange[] => {
        const before = existing(survivorId, 0);
        const loser = existing(loserId, 0);
        if (survivorId === loserId) throw new PersonMistake('a contact merges with another one');
        const merged = mergeContacts(before, loser, data.fields);
        const after = { ...merged, updatedAt: nowSeconds(data.clock) };
        return [{ before, after }, moved(loser, 2)];
      };
      act('merge', contacts, () => relinkLeads(data, loserId, survivorId));
    },
    delete: (id) => {
      act('delete', () => [moved(existing(id, 0), 1)]);
    },
    restore: (id) => {
      act('restore', () => [moved(existing(id, 1), 0)]);
    },
    fields: () =>
      current(() => data.fields.all().map((field) => fieldJson(field, 'contacts', data))),
    deleteField: (key) =>
      onField('delete-field', key, (field) => deleteField(data, 'contacts', field)),
    changeField: (key, change) =>
      onField('change-field', key, (field) => {
        const errors: RowError[] = [];
        const input = judgeField(change, field, data, errors);
        stopAt(errors);
        changeField(data, 'contacts', field, input);
      }),
  };
}
