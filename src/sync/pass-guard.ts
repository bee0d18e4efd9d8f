import { Guard } from './guard.ts';
import type { Pass } from './pass-context.ts';

/** The guard of a pass over the patients that are linked now. */
export async function passGuard(
  { state, options }: Pass,
  { allowMassChange }: { readonly allowMassChange?: number },
): Promise<Guard> {
  return new Guard(await state.links.count('linked'), allowMassChange, options.guard);
}
