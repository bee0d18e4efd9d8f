import type { LeadsClient } from '../../amocrm/leads/leads-client.ts';
import type { AmoLead } from '../../amocrm/model/lead.ts';
import type { Clock } from '../../clock.ts';
import type { State } from '../../state/open-state.ts';
import type { VisitKey } from '../../visits/visit-key.ts';

/** What deals are made with. Only under the pass lock. */
export interface DealTools {
  readonly leads: LeadsClient;
  readonly state: State;
  readonly clock: Clock;
  readonly runId: number;
  /** The visit whose key stands in a deal; null: none does. */
  readonly visitOf: (lead: AmoLead) => VisitKey | null;
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
}

export const nothingYet = (): DealOutcomes => ({
  ...{ made: 0, deleted: 0, withoutContact: 0, withoutKey: 0, absent: 0, undecided: 0, doubled: 0 },
});
