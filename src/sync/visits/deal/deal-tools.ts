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
