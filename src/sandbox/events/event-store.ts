import type { Database } from '../store/database.ts';
import type { EventRecord } from './event-record.ts';

/** Which events are asked for; what is absent is not asked about. */
export interface EventFilter {
  readonly types: readonly string[];
  readonly entities: readonly string[];
  readonly entityIds: readonly number[];
  readonly authors: readonly number[];
  /** Seconds, both included. */
  readonly from: number | null;
  readonly to: number | null;
  /** Milliseconds: what came to be later is not shown yet. */
  readonly shownUpTo: number;
  /** Milliseconds: what came to be before is not kept any more. */
  readonly keptFrom: number;
}

/** The feed, kept beside the contacts, newest first. */
export class EventStore {
  readonly #db: Database;
  readonly #insert: ReturnType<Database['prepare']>;

  constructor(db: Database) {
    this.#db = db;
    this.#insert = db.prepare(
      `insert into event (id, at, type, entity_type, entity_id, created_by, created_at, body)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** @param at wall clock, milliseconds. */
  add({ before, after, ...event }: EventRecord, at: number): void {
    this.#insert.run(
      ...([event.id, at, event.type, event.entityType, event.entityId] as const),
      ...([event.createdBy, event.createdAt, JSON.stringify({ before, after })] as const),
    );
  }

  count(): number {
    return Number(this.#db.prepare('select count(*) as n from event').get()?.['n']);
  }

  list(filter: EventFilter, limit: number, offset: number): readonly EventRecord[] {
    const conditions = ['at <= ?', 'at >= ?'];
    const bound: (string | number)[] = [filter.shownUpTo, filter.keptFrom];
    const among = (column: string, values: readonly (string | number)[]) => {
      if (values.length === 0) return;
      conditions.push(`${column} in (select value from json_each(?))`);
      bound.push(JSON.stringify(values));
    };
    const { types } = filter;
    if (types.length > 0) {
      // Of fields the general name means those that are told of by the field's own, too.
      const general = types.includes(anyField)
        ? ` or type glob 'custom_field_[0-9]*_value_changed'`
        : '';
      conditions.push(`(type in (select value from json_each(?))${general})`);
      bound.push(JSON.stringify(types));
    }
    among('entity_type', filter.entities);
    among('entity_id', filter.entityIds);
    among('created_by', filter.authors);
    if (filter.from !== null) {
      conditions.push('created_at >= ?');
      bound.push(filter.from);
    }
    if (filter.to !== null) {
      conditions.push('created_at <= ?');
      bound.push(filter.to);
    }
    return this.#db
      .prepare(
        `select * from event where ${conditions.join(' and ')}
         order by created_at desc, seq desc limit ? offset ?`,
      )
      .all(...bound, limit, offset)
      .map(toRecord);
  }
}

/** Any field's change. */
const anyField = 'custom_field_value_changed';

function toRecord(row: Record<string, unknown>): EventRecord {
  // Nobody but `add` writes these columns.
  const { before, after } = JSON.parse(String(row['body'])) as Pick<
    EventRecord,
    'before' | 'after'
  >;
  return {
    id: String(row['id']),
    type: String(row['type']),
    entityType: row['entity_type'] === 'lead' ? 'lead' : 'contact',
    entityId: Number(row['entity_id']),
    createdBy: Number(row['created_by']),
    createdAt: Number(row['created_at']),
    before,
    after,
  };
}
