import type { ClinicConfig } from '../clinic/clinic.ts';
import { type ClinicIdentity, digestOf, identityOf } from './identity.ts';

/** A clinic as this machine's file has it. */
export interface OwnClinic {
  readonly name: string;
  readonly config: ClinicConfig;
  readonly identity: ClinicIdentity;
  readonly digest: string;
}

/** A clinic of the file; `fault`: the code of what is wrong with what it says of that clinic. */
export type OwnRead =
  | { readonly name: string; readonly clinic: OwnClinic }
  | { readonly name: string; readonly fault: string };

export function ownClinic(name: string, config: ClinicConfig): OwnClinic {
  const identity = identityOf(config);
  return { name, config, identity, digest: digestOf(identity) };
}
