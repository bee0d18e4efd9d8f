import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../../app-error.ts';
import type { ConfigPart } from '../../../config/load-config.ts';
import {
  fleetClinicParts,
  type OwnClinic,
  type OwnRead,
  ownClinic,
} from '../../../fleet/clinic/own-clinics.ts';
import { FleetError, fleetErrors } from '../../../fleet/errors.ts';
import { fleetReads, fleetServer, refuseElsewhere } from '../../../fleet/server.ts';
import type { StateServer } from '../../../state/postgres/server.ts';
import type { CliContext, Settings } from '../../context.ts';

/** A clinic of the file that could not be read, and why. */
interface Unread {
  readonly name: string;
  readonly error: AppError;
}

/** The clinics of `CONFIG_FILE`. */
export interface FileClinics {
  readonly clinics: readonly OwnClinic[];
  readonly unread: readonly Unread[];
  /** That of the fleet. */
  readonly server: StateServer;
  /** The same one by another address, for the reads of the pages. */
  readonly reads?: StateServer;
  /** Of the file. */
  readonly path: string;
}

/**
 * What is wrong with one clinic stands beside the others and hides none of them.
 *
 * @throws FleetError FLEET_NO_FILE, FLEET_NO_SERVER; of a file of which nothing can be read what is wrong with it
 */
export async function fileClinics(context: CliContext): Promise<FileClinics> {
  const file = await context.clinicsFile();
  if (file === null) throw new FleetError(fleetErrors.noFile);
  const { path, names } = file;
  // Of an empty or broken one it is told what is wrong with it.
  if (names.length === 0) await context.settings();
  const read: OwnClinic[] = [];
  const unread: Unread[] = [];
  const configOf = await context.configOfEach(...fleetClinicParts);
  for (const name of names) {
    // Whoever else waits for this process, passes and signs of life among them, comes between.
    await setImmediate();
    try {
      read.push(ownClinic(name, configOf(name)));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      unread.push({ name, error });
    }
  }
  const [first] = unread;
  if (read.length === 0 && first !== undefined) throw first.error;
  const server = fleetServer(read);
  const reads = fleetReads(read);
  const clinics = read.filter((clinic) => {
    try {
      refuseElsewhere(clinic, server, reads);
      return true;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      unread.push({ name: clinic.name, error });
      return false;
    }
  });
  return { clinics, unread, server, path, ...(reads && { reads }) };
}

/** As the fleet compares them. */
export const readsOf = ({ clinics, unread }: FileClinics): readonly OwnRead[] => [
  ...clinics.map((clinic) => ({ name: clinic.name, clinic })),
  ...unread.map(({ name, error }) => ({ name, fault: error.code })),
];

/** What holds for the whole machine is read as of the first clinic that can be read. */
export async function machineSettings<Part extends ConfigPart>(
  context: CliContext,
  { clinics }: FileClinics,
  ...needs: readonly Part[]
): Promise<Settings<Part>> {
  const [first] = clinics;
  if (first === undefined) throw new FleetError(fleetErrors.noFile);
  return await context.ofClinic(first.name).settingsOfService(...needs);
}
