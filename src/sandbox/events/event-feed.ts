import type { ContactChange } from '../contact/contact-record.ts';
import type { CrmData } from '../crm-data.ts';
import type { LeadChange } from '../lead/lead-record.ts';
import { eventsOf } from './changes-to-events.ts';
import type { EventRecord } from './event-record.ts';
import { EventStore } from './event-store.ts';
import { leadEventsOf } from './lead-events.ts';

/** Writes down what happens to contacts and leads as the account's feed tells it, with the failings that are ordered. */
export class EventFeed {
  readonly #data: Omit<CrmData, 'events'>;
  readonly store: EventStore;
  #count: number;

  constructor(data: Omit<CrmData, 'events'>) {
    this.#data = data;
    this.store = new EventStore(data.db);
    this.#count = this.store.count();
  }

  /** @param by null: whoever the contact says wrote it last. */
  note(changes: readonly ContactChange[], by: number | null): void {
    const authors = new Map(changes.map(({ after }) => [after.id, after.updatedBy]));
    this.#tell(
      eventsOf(changes, this.#data).map((event) => ({
        ...event,
        entityType: 'contact',
        createdBy: by ?? authors.get(event.entityId) ?? 0,
      })),
    );
  }

  /** Of each change by whoever the lead says wrote it. */
  noteLeads(changes: readonly LeadChange[]): void {
    const view = { ...this.#data, fields: this.#data.leadFields };
    const merged = changes.some(({ before, after }) => before?.gone === 0 && after.gone === 2);
    this.#tell(
      changes.flatMap((change) =>
        leadEventsOf(change, merged, view).map((event) => ({
          ...event,
          entityType: 'lead' as const,
          createdBy: change.after.updatedBy,
        })),
      ),
    );
  }

  #tell(events: readonly Omit<EventRecord, 'id' | 'createdAt'>[]): void {
    if (events.length === 0) return;
    const { clock, manners, db } = this.#data;
    const at = clock.now();
    db.transaction(() => {
      for (const event of events) {
        this.#count += 1;
        if (manners.eventsLost > 0 && this.#count % manners.eventsLost === 0) continue;
        const record = (copy: number): EventRecord => ({
          ...event,
          id: `01${`${this.#count}`.padStart(22, '0')}${copy}`,
          createdAt: Math.floor(at / 1_000),
        });
        const copies = manners.eventsDoubled === 'no' ? 1 : 2;
        for (let copy = 1; copy <= copies; copy += 1) {
          this.store.add(record(manners.eventsDoubled === 'same-id' ? 1 : copy), at);
        }
      }
    });
  }
}
