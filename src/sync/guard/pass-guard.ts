import type { PatientId } from '../../contact/model/patient-key.ts';
import { type GuardedChange, kindName } from '../../state/patients/guarded-changes.ts';
import type { Pass } from '../pass/pass-context.ts';
import { GuardError, guardErrors } from './errors.ts';
import { Guard, guardDayMs, guardWindow } from './guard.ts';
import { guardedPatients } from './linked-patients.ts';
import { allowRules } from './rule-changes.ts';

/** The guard of a pass over the patients that are linked now, or that a first load is to carry over. */
export async function passGuard(pass: Pass): Promise<Guard> {
  const { guard: limits } = pass.options;
  const guard = new Guard(await guardedPatients(pass, limits), pass.allowance, limits);
  pass.relinks.countWaiting(guard);
  return guard;
}

interface GuardCheck {
  /** Whether the pass has looked at what waited before, and would have found it. */
  readonly looked: (change: GuardedChange) => boolean;
  /** Nothing will be written: nobody has to be asked. */
  readonly planOnly?: boolean | undefined;
  /** No later pass would carry out what waits: what is too much for the day stops all of it. */
  readonly atOnce?: boolean;
}

/**
 * Lets the pass through, or stops it; what has to wait is told and kept in mind. From now on the pass writes by its word.
 *
 * @throws GuardError MASS_CHANGE, RULES_CHANGED
 */
export async function checkGuard(
  pass: Pass,
  guard: Guard,
  { looked, planOnly = false, atOnce = false }: GuardCheck,
): Promise<void> {
  const { state, clock, ledger } = pass;
  const now = clock.now();
  guard.check(await guardWindow(state.guarded, now), { atOnce });
  if (!planOnly) await checkRules(pass, guard);
  ledger.guardBy(guard, now);
  const { waiting, forgiven } = guard;
  const noLongerWaiting = guard.noLongerWaiting(looked);
  ledger.add(async ({ guarded }) => {
    await guarded.prune(now - guardDayMs);
    await guarded.forgive(forgiven);
    await guarded.dropWaiting(noLongerWaiting);
    await guarded.keepWaiting(waiting, now);
  });
  const patients = new Set<PatientId>();
  for (const one of waiting) {
    patients.add(one.patientId);
    // Incremental passes look at it again and again.
    if (pass.mode === 'incremental' && guard.waitedBefore(one)) continue;
    pass.found({ kind: 'guard-waits', patientId: one.patientId, subject: kindName(one.kind) });
  }
  pass.counts.postponed = Math.max(pass.counts.postponed, patients.size);
}

/** Asks once about what new rules of our own change for many. */
async function checkRules({ rules, state, ledger }: Pass, guard: Guard): Promise<void> {
  const changes = await rules.told(state);
  const over = changes.filter(({ changed }) => changed > guard.rulesLimit);
  if (over.length > 0 && !rules.isAllowed) {
    throw new GuardError(
      guardErrors.rulesChanged({ changes }),
      new Map(over.map(({ item }) => [`rule:${item}`, rules.patientsOf(item)])),
    );
  }
  if (rules.moved.size > 0) ledger.add(allowRules);
}
