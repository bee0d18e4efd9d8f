import {
  type PatientId,
  patientIdText,
  type SourceName,
  type SourceNumber,
  sourceOf,
} from '../contact/model/patient-key.ts';

/** How a database of the clinic is called. */
export interface NamedSource {
  readonly name: SourceName;
  readonly number: SourceNumber;
}

/** The name of a patient's database where there are several; null: there is but one. */
export function sourceNameOf(sources: readonly NamedSource[], id: PatientId): string | null {
  if (sources.length < 2) return null;
  const number = sourceOf(id);
  return sources.find((one) => one.number === number)?.name ?? String(number);
}

/** «2:12345 (Север)»; just the id where there is one database. */
export function namedPatient(sources: readonly NamedSource[], id: PatientId): string {
  const name = sourceNameOf(sources, id);
  return name === null ? patientIdText(id) : `${patientIdText(id)} (${name})`;
}
