import type { CancelMeaning } from '../../contact/visits/cancel-reason.ts';
import type { PipelineChoice } from '../../visits/setup/stages.ts';
import type { SettingReader } from '../setting-reader.ts';

/** Which visits are deals, and how. */
export interface VisitsConfig {
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

export function visitsConfig(read: SettingReader): VisitsConfig {
  if (read.get('VISITS') === 'deals') read.report({ name: 'VISITS', value: 'deals', ...notYet });
  const adoptStages = read.get('VISITS_ADOPT_STAGES') ?? [];
  return {
    since: read.get('VISITS_FROM') ?? null,
    cancelDelayMs: read.get('VISITS_CANCEL_DELAY'),
    perHour: read.get('VISITS_PER_HOUR'),
    withDoctors: read.get('VISITS_DOCTOR'),
    firstOnly: read.get('VISITS_WHICH') === 'first',
    tellsFirst: read.get('VISITS_WHICH') === 'first' || adoptStages.length > 0,
    adoptDays: read.get('VISITS_ADOPT_DAYS'),
    cancelReasons: read.get('CANCEL_REASONS') ?? new Map(),
    choice: {
      pipeline: read.get('VISITS_PIPELINE') ?? null,
      stages: read.get('VISITS_STAGES') ?? new Map(),
      lossReasons: read.get('VISITS_LOSS_REASONS') ?? new Map(),
      withDoctors: read.get('VISITS_DOCTOR'),
      adoptStages,
      protectedStages: read.get('VISITS_PROTECTED_STAGES') ?? [],
      responsible: responsible(read.get('VISITS_RESPONSIBLE')),
    },
  };
}

const responsible = (text: string): string | null =>
  text.toLowerCase() === 'contact' ? null : text;

/** Nobody is to believe that deals are made. */
const notYet = {
  problem: {
    ru: 'эта версия ещё не создаёт сделок',
    en: 'this version makes no deals yet',
  },
  fix: {
    ru: 'Уберите VISITS; какими сделки были бы, покажет ident-amocrm visits plan',
    en: 'Take VISITS out; ident-amocrm visits plan shows which deals there would be',
  },
};
