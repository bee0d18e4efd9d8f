import type { PatientId } from '../../contact/model/patient-key.ts';
import type { State } from '../../state/open-state.ts';
import type { FirstLoad } from './first-load.ts';

/**
 * `auto`: incremental where the state allows it, else deep. `patients`: only these, wherever the cursor stands.
 * `visits`: none, only the deals of
 * visits. `during-audit`: an incremental one while a deep one waits between two of its pages; with `firstLoad`: while that
 * one does; see `runDuringAudit`.
 */
export type PassMode =
  | 'auto'
  | 'deep'
  | 'during-audit'
  | 'visits'
  | { readonly firstLoad: FirstLoad }
  | { readonly patients: readonly PatientId[] };

/** What one kind of pass does otherwise than the others. */
export interface PassKind {
  /** It looks at these alone; null: at whoever changed. */
  readonly patients: readonly PatientId[] | null;
  /**
   * Between whose pages it runs: it looks at those alone whose contact is linked already, and nobody is created, adopted
   * or removed by it. Null: there is none, or it is this one.
   */
  readonly firstLoad: FirstLoad | null;
  /** It compares everything: always, where that is due, never (it is left to the next pass), or it does not ask. */
  readonly isDeep: 'always' | 'if-due' | 'left-to-next' | 'not-asked';
  /** Nothing else runs: what the history calls running died with its process. */
  readonly isAlone: boolean;
  /** It decides the creates that a dead process left, and reads back late updates of whatever pass. */
  readonly recovers: boolean;
  /** It looks for new patients that no stamp tells of. */
  readonly looksForUnstamped: boolean;
  /** It reads what people did in amoCRM. */
  readonly hears: boolean;
  /** It writes nothing, neither to amoCRM nor of what it learnt. */
  readonly plansOnly: boolean;
}

const whole: Omit<PassKind, 'plansOnly' | 'hears'> = {
  patients: null,
  firstLoad: null,
  isDeep: 'if-due',
  isAlone: true,
  recovers: true,
  looksForUnstamped: true,
};

export function kindOf(mode: PassMode, plansOnly: boolean): PassKind {
  if (mode === 'visits' || (typeof mode === 'object' && 'patients' in mode)) {
    const patients = mode === 'visits' ? [] : mode.patients;
    const alone = { isDeep: 'not-asked', looksForUnstamped: false, hears: false } as const;
    return { ...whole, patients, ...alone, plansOnly };
  }
  if (mode === 'auto') return { ...whole, hears: !plansOnly, plansOnly };
  if (mode === 'deep') return { ...whole, isDeep: 'always', hears: false, plansOnly };
  // The deep pass around it reads everybody, and what that one has sent is that one's to decide.
  return {
    ...whole,
    firstLoad: mode === 'during-audit' ? null : mode.firstLoad,
    isDeep: 'left-to-next',
    isAlone: false,
    recovers: false,
    looksForUnstamped: false,
    hears: false,
    plansOnly,
  };
}

/** What it is listed as: a plan, or a pass over single patients, must not pass for a whole one. */
export function listedAs(kind: PassKind, mode: 'incremental' | 'deep'): string {
  if (kind.plansOnly) return 'plan';
  return kind.patients === null ? mode : 'patients';
}

/** What it is listed as while it runs, and should it die; what the database says of its clock is not known yet. */
export async function expectedMode(
  { meta }: Pick<State, 'meta'>,
  { isDeep }: Pick<PassKind, 'isDeep'>,
): Promise<'incremental' | 'deep'> {
  if (isDeep === 'always') return 'deep';
  if (isDeep !== 'if-due') return 'incremental';
  const known = await meta.read('deepDue', 'cursor');
  const isDue = known.get('deepDue') !== undefined;
  return isDue || known.ofSources('cursor').size === 0 ? 'deep' : 'incremental';
}
