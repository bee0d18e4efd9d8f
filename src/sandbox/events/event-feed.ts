import type { ContactChange } from '../contact/contact-record.ts';
import type { CrmData } from '../crm-data.ts';
import { eventsOf } from './changes-to-events.ts';
import type { EventRecord } from './event-record.ts';
import { EventStore } from './event-store.ts';

/** Writes down what happens to contacts as the account's feed tells it, with the failings that are ordered. */
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
    if (changes.length === 0) return;
    const { clock, manners, db } = this.#data;
    const at = clock.now();
    const authors = new Map(changes.map(({ after }) => [after.id, after.updatedBy]));
    db.transaction(() => {
      for (const event of eventsOf(changes, this.#data)) {
        this.#count += 1;
        if (manners.eventsLost > 0 && this.#count % manners.eventsLost === 0) continue;
        const record = (copy: number): EventRecord => ({
          ...event,
          id: `01${`${this.#count}`.padStart(22, '0')}${copy}`,
          entityType: 'contact',
          createdBy: by ?? authors.get(event.entityId) ?? 0,
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
