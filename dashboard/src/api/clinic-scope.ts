import { createContext, useContext } from 'react';
import { type RouteName, sharedRoutes } from '../../../src/http/api/contract/paths.ts';
import { address } from './client.ts';

/** The clinic of a fleet whose pages are shown, by its key; null: there is but one, or the fleet as a whole. */
export const ClinicContext = createContext<string | null>(null);

export const useClinic = (): string | null => useContext(ClinicContext);

/** Under which an answer is kept: what two clinics answer are two things. */
export const answerKey = (
  name: RouteName,
  input: unknown,
  clinic: string | null,
): readonly unknown[] =>
  clinic === null || sharedRoutes.has(name) ? [name, input] : [name, input, clinic];

/** The address of a route of the clinic that is shown. */
export function useAddress(): (name: RouteName, input: Parameters<typeof address>[1]) => string {
  const clinic = useClinic();
  return (name, input) => address(name, input, clinic);
}
