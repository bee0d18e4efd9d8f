import { AppError } from '../../app-error.ts';
import { type Clock, within } from '../../clock.ts';
import type { HealthFacts } from '../../health/facts.ts';

/** Health checks are given five seconds by those who ask. */
const patienceMs = 3_000;

/** The facts, or the code of why there are none: whoever watches must be able to say so. */
export type FactsLook =
  | { readonly facts: HealthFacts }
  | { readonly facts: null; readonly code: string };

/** A state store that is locked, full or gone must not keep the answer «not ready» from being given. */
export async function factsInTime(
  service: { readonly facts: () => Promise<HealthFacts> },
  clock: Clock,
): Promise<FactsLook> {
  try {
    const facts = await within(clock, patienceMs, service.facts());
    return facts === null ? { facts, code: 'TIMEOUT' } : { facts };
  } catch (error) {
    return { facts: null, code: error instanceof AppError ? error.code : 'INTERNAL' };
  }
}
