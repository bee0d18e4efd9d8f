import type { CancelMeaning } from '../contact/visits/cancel-reason.ts';
import type { PipelineChoice } from './setup/stages.ts';

/** Which visits are deals, and how, as the settings say it. */
export interface VisitRules {
  /** No visit before this day is one; null: before the day on which they were switched on. */
  readonly since: string | null;
  readonly cancelDelayMs: number;
  readonly perHour: number;
  readonly withDoctors: boolean;
  /** Whether visits of those who have been there before become none. */
  readonly firstOnly: boolean;
  /** Whether receptions have to tell who came before. */
  readonly tellsFirst: boolean;
  /** How long before its booking a deal of a person was made at most that a first visit takes over. */
  readonly adoptDays: number;
  readonly cancelReasons: ReadonlyMap<string, CancelMeaning>;
  readonly choice: PipelineChoice;
}
