import type { LeadsClient } from '../../../amocrm/leads/leads-client.ts';
import type { AmoLead } from '../../../amocrm/model/lead.ts';
import type { FieldId } from '../../../amocrm/model/model.ts';
import type { Clock } from '../../../clock.ts';
import type { Repositories, State } from '../../../state/open-state.ts';
import type { VisitFieldKey } from '../../../visits/setup/visit-fields.ts';
import type { VisitKey } from '../../../visits/visit-key.ts';

/** What of a deal the guard counts; moving on is everyday work. */
export type DealKind =
  | 'deal-created'
  | 'deal-closed'
  | 'deal-reopened'
  | 'deal-back'
  | 'deal-price';

export interface DealChange {
  readonly kind: DealKind;
  readonly visit: VisitKey;
}

/** What deals are made with. Only under the pass lock. */
export interface DealTools {
  readonly leads: LeadsClient;
  readonly state: State;
  readonly clock: Clock;
  readonly runId: number;
  /** The visit whose key stands in a deal; null: none does. */
  readonly visitOf: (lead: AmoLead) => VisitKey | null;
  /** Those that are written. */
  readonly fields: ReadonlyMap<VisitFieldKey, FieldId>;
  /** Keeps in mind, with what is about to be sent, what of it is counted. */
  readonly note: (tx: Repositories, changes: readonly DealChange[]) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** What became of deals that were sent. */
export interface DealOutcomes {
  /** Read back with their contacts: they count from now on. */
  made: number;
  /** A person deleted them since: they are not made again. */
  deleted: number;
  /** amoCRM lost their contact: they are there, and do not count. */
  withoutContact: number;
  /** They carry no key any more: they are there, and do not count. */
  withoutKey: number;
  /** Never came to be: they may be sent again. */
  absent: number;
  /** Not known: nothing is sent again. */
  undecided: number;
  /** Several carry one visit: the oldest is taken. */
  doubled: number;
  /** amoCRM rejects what they say. */
  rejected: number;
  /** Not sent: another installation makes deals, too. */
  held: number;
  /** Of another installation, made while these were. */
  others: number;
}

export const nothingYet = (): DealOutcomes => ({
  made: 0,
  deleted: 0,
  withoutContact: 0,
  withoutKey: 0,
  absent: 0,
  undecided: 0,
  doubled: 0,
  rejected: 0,
  held: 0,
  others: 0,
});
