import { patientInputs } from '../../contact/model/inputs.ts';
import type { Patient } from '../../contact/model/patient.ts';
import type { PatientInput } from '../../contact/model/table.ts';

/** How many patients have a value of an input, and of how many it cannot be read. */
interface InputCensus {
  filled: number;
  unreadable: number;
}

export type Census = ReadonlyMap<PatientInput, Readonly<InputCensus>>;

/** Counts what the patients of a database have. */
export async function takeCensus(pages: AsyncIterable<readonly Patient[]>): Promise<Census> {
  const census = new Map<PatientInput, InputCensus>(
    patientInputs.map((input) => [input, { filled: 0, unreadable: 0 }]),
  );
  for await (const page of pages) {
    for (const patient of page) {
      for (const [input, counts] of census) {
        const value = patient[input];
        if (value !== null && value !== undefined) counts.filled += 1;
      }
      for (const input of patient.unreadable ?? []) {
        const counts = census.get(input);
        if (counts) counts.unreadable += 1;
      }
    }
  }
  return census;
}
