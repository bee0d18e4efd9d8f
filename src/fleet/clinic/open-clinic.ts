import { Clinic, type ClinicConfig, type ClinicSurroundings } from '../../clinic/clinic.ts';
import { StateError } from '../../state/file/errors.ts';
import { FleetError, fleetErrors } from '../errors.ts';

/**
 * A clinic of the fleet, on the state that `fleet add` made: no machine makes one, whether for a pass or for a page.
 *
 * @throws FleetError FLEET_STATE_GONE; StateError
 */
export async function openClinic(
  config: ClinicConfig,
  surroundings: ClinicSurroundings,
): Promise<Clinic> {
  try {
    return await Clinic.open(config, surroundings);
  } catch (error) {
    if (!(error instanceof StateError) || error.code !== 'STATE_ABSENT') throw error;
    throw new FleetError(fleetErrors.stateGone({ schema: config.state.server?.schema ?? '' }));
  }
}
