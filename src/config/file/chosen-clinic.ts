import type { Mistake } from '../mistake.ts';
import type { ClinicEntry } from './config-file.ts';
import { fileMistakes } from './mistakes.ts';
import { folded } from './names.ts';

/** The clinic that a process works with: the one that is named, or the only one. */
export function chosenClinic(
  clinics: readonly ClinicEntry[],
  wanted: string | undefined,
): { readonly clinic: ClinicEntry } | { readonly mistake: Mistake } {
  const [only] = clinics;
  const names = clinics.map(({ name }) => name);
  if (wanted !== undefined && wanted.trim() !== '') {
    const clinic = clinics.find(({ name }) => folded(name) === folded(wanted));
    return clinic ? { clinic } : { mistake: fileMistakes.noSuchClinic(wanted, names) };
  }
  if (only === undefined || clinics.length > 1) return { mistake: fileMistakes.whichClinic(names) };
  return { clinic: only };
}
