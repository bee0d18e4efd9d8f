import type { VisitRules } from '../../visits/rules.ts';
import type { SettingReader } from '../setting-reader.ts';

export interface VisitsConfig extends VisitRules {
  /** Whether passes make deals of visits. */
  readonly isOn: boolean;
}

export function visitsConfig(read: SettingReader): VisitsConfig {
  const adoptStages = read.get('VISITS_ADOPT_STAGES') ?? [];
  return {
    isOn: read.get('VISITS') === 'deals',
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
