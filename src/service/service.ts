import type { ServiceFacts } from '../health/facts.ts';
import type { StateReads } from '../state/open-state.ts';
import type { PassRequest } from '../state/record/pass-requests.ts';
import type { PauseReason } from '../state/record/pause-reasons.ts';
import type { By } from '../state/record/pauses.ts';
import type { ServiceListener } from './service-event.ts';

/** The running service, as health checks, metrics, alerts and the dashboard see it. */
export interface Service {
  /** @param reads by which the state is read; absent: as the passes do. */
  facts(reads?: StateReads): Promise<ServiceFacts>;
  /** Keeps the first load from beginning by itself where nothing else does: a person wants to see first what it will do. */
  holdFirstLoad(actor: By): Promise<void>;
  /** A person asks for the first load of every source that waits for it. */
  begin(actor: By): Promise<void>;
  /** Adds the reason `user`. */
  pause(actor: By): Promise<void>;
  /** Takes reasons away, all of them where none is named; the next turn finds out whether they still hold. */
  resume(actor: By, reasons?: readonly PauseReason[]): Promise<void>;
  /** A pass as soon as possible. */
  runNow(request: Pick<PassRequest, 'kind' | 'allowed'> & { readonly actor: By }): Promise<void>;
  /** @returns how to stop listening. A listener that throws disturbs nobody. */
  subscribe(listener: ServiceListener): () => void;
}
