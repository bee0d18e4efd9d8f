import type { StateConfig } from '../../../config/parts/state-config.ts';
import type { State } from '../../../state/open-state.ts';
import type { CliContext } from '../../context.ts';

/**
 * For whoever has just put something into the state: a service looks there every second, and a clinic of a fleet is made
 * due at once.
 *
 * @returns whether anybody is there to do it.
 */
export async function wakeService(
  { clock }: Pick<CliContext, 'clock'>,
  { server }: StateConfig,
  state: Pick<State, 'serviceLock'>,
): Promise<boolean> {
  if (server !== undefined) {
    const { wakeClinic } = await import('../../../fleet/machine/wake.ts');
    const fleet = await wakeClinic(server, clock.now());
    if (fleet !== null) return fleet.service !== null;
  }
  return (await state.serviceLock.current()) !== null;
}
