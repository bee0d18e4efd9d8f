import { clinicParts } from '../../clinic/clinic.ts';
import type { Config } from '../../config/load-config.ts';
import { type ClinicIdentity, digestOf, identityOf } from './identity.ts';

/** Settings of a clinic that a machine needs: those of its passes, and who is told of its troubles. */
export const fleetClinicParts = [...clinicParts, 'alerts'] as const;

export type FleetClinicConfig = Config<(typeof fleetClinicParts)[number]>;

/** A clinic as this machine's file has it. */
export interface OwnClinic {
  readonly name: string;
  readonly config: FleetClinicConfig;
  readonly identity: ClinicIdentity;
  readonly digest: string;
}

/** A clinic of the file; `fault`: the code of what is wrong with what it says of that clinic. */
export type OwnRead =
  | { readonly name: string; readonly clinic: OwnClinic }
  | { readonly name: string; readonly fault: string };

export function ownClinic(name: string, config: FleetClinicConfig): OwnClinic {
  const identity = identityOf(config);
  return { name, config, identity, digest: digestOf(identity) };
}
