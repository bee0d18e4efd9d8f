/** One entry of the account's event feed. */
export interface EventRecord {
  readonly id: string;
  readonly type: string;
  readonly entityType: 'contact' | 'lead';
  readonly entityId: number;
  /** The user; 0 is a robot of the account's own. */
  readonly createdBy: number;
  /** Seconds. */
  readonly createdAt: number;
  readonly before: readonly object[];
  readonly after: readonly object[];
}

export type NewEvent = Pick<EventRecord, 'type' | 'entityId' | 'before' | 'after'>;
