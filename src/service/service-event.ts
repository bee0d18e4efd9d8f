import type { AmoEvent } from '../amocrm/amo-event.ts';
import type { PauseReason } from '../state/record/pause-reasons.ts';
import type { PassProgress } from '../sync/pass/pass-context.ts';
import type { PassResult } from '../sync/pass/run-pass.ts';

/** What happens in the service, as it happens: for metrics, alerts and the dashboard. No values, no ids. */
export type ServiceEvent =
  | { readonly type: 'pass-started'; readonly mode: 'incremental' | 'deep'; readonly at: number }
  | { readonly type: 'pass-progress'; readonly progress: PassProgress }
  | {
      readonly type: 'pass-ended';
      readonly at: number;
      /** Absent when it ended by an error, and so is unknown how far it came. */
      readonly result?: Pick<
        PassResult,
        'runId' | 'mode' | 'outcome' | 'counts' | 'findingCounts' | 'requests' | 'durationMs'
      >;
      /** Stable code of what ended it. */
      readonly errorCode?: string;
      /** What ended it was the stop of whoever made it, and nothing that failed. */
      readonly isStop?: true;
    }
  | { readonly type: 'amocrm'; readonly event: AmoEvent }
  | { readonly type: 'paused'; readonly reason: PauseReason; readonly code: string | null }
  | { readonly type: 'resumed'; readonly reason: PauseReason }
  /** A turn of the service's loop is over: facts may be otherwise now. */
  | { readonly type: 'turn'; readonly at: number };

export type ServiceListener = (event: ServiceEvent) => void;
