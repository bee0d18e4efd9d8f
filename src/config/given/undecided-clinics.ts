import { resolve } from 'node:path';
import { readConfigFile } from '../file/config-file.ts';
import { clinicSetting, type GivenIn, givenValues } from './given-settings.ts';

/**
 * The clinics of `CONFIG_FILE`, in its order, where it names several and nobody has said which one is meant.
 *
 * @returns null: there is one, or one is meant, or there is no such file. What is wrong with the file is told by whoever
 * reads the settings.
 */
export function undecidedClinics(source: GivenIn): readonly string[] | null {
  const { values, named } = givenValues(source);
  if (named === undefined || (source.clinic ?? values[clinicSetting] ?? '').trim() !== '')
    return null;
  const { clinics } = readConfigFile(named, source.cwd);
  return clinics.length > 1 ? clinics.map(({ name }) => name) : null;
}

/** The file of clinics, and their names in its order; null: there is none. */
export function clinicsFile(
  source: GivenIn,
): { readonly path: string; readonly names: readonly string[] } | null {
  const { named } = givenValues(source);
  if (named === undefined) return null;
  const { clinics } = readConfigFile(named, source.cwd);
  return { path: resolve(source.cwd, named), names: clinics.map(({ name }) => name) };
}
