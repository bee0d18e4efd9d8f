import type { ContactJson, FieldValuesJson, ValueJson } from '../wire.ts';
import type { LogEntry } from './request-log.ts';

export type JournalValue =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly ValueJson[]
  | null;

/** What one write did to one field of one contact. */
export interface JournalEntry {
  /** The log entry that it belongs to. */
  readonly seq: number;
  readonly at: number;
  readonly source: LogEntry['source'];
  readonly method: string;
  readonly contactId: number;
  /** `name`, `first_name`, `last_name`, `responsible_user_id`, `is_deleted`, `tags`, or the custom field's id. */
  readonly field: string;
  /** The custom field's name; for the others the same as `field`. */
  readonly fieldName: string;
  readonly before: JournalValue;
  readonly after: JournalValue;
}

const plainKeys = ['name', 'first_name', 'last_name', 'responsible_user_id', 'is_deleted'] as const;

/** Before and after of every field of every contact write. */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #byContact = new Map<number, JournalEntry[]>();

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  ofContact(id: number): readonly JournalEntry[] {
    return this.#byContact.get(id) ?? [];
  }

  record(entry: LogEntry, at: number, before: ContactJson | null, after: ContactJson): void {
    for (const change of compare(before, after)) {
      const { seq, source, method } = entry;
      const made = { seq, at, source, method, contactId: after.id, ...change };
      this.#entries.push(made);
      const own = this.#byContact.get(after.id) ?? [];
      own.push(made);
      this.#byContact.set(after.id, own);
    }
  }
}

type Change = Pick<JournalEntry, 'field' | 'fieldName' | 'before' | 'after'>;

function compare(before: ContactJson | null, after: ContactJson): readonly Change[] {
  const changes: Change[] = [];
  const note = (field: string, fieldName: string, was: JournalValue, is: JournalValue): void => {
    if (JSON.stringify(was) !== JSON.stringify(is))
      changes.push({ field, fieldName, before: was, after: is });
  };
  for (const key of plainKeys) note(key, key, before?.[key] ?? null, after[key]);
  const tags = (contact: ContactJson | null) =>
    contact?._embedded.tags.map(({ name }) => name) ?? [];
  note('tags', 'tags', tags(before), tags(after));
  const was = fieldsOf(before);
  const is = fieldsOf(after);
  for (const [id, { field_name: name }] of new Map([...was, ...is])) {
    note(String(id), name, was.get(id)?.values ?? null, is.get(id)?.values ?? null);
  }
  return changes;
}

const fieldsOf = (contact: ContactJson | null): ReadonlyMap<number, FieldValuesJson> =>
  new Map(contact?.custom_fields_values?.map((field) => [field.field_id, field]));
