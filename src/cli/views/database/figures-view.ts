import { fieldByKey } from '../../../contact/model/fields.ts';
import type { Patient } from '../../../contact/model/patient.ts';
import { type PatientId, patientIdText } from '../../../contact/model/patient-key.ts';
import type { FieldKey, PatientInput } from '../../../contact/model/table.ts';
import type { SourceReport } from '../../../ident/patients/resolve.ts';
import { itemWords } from '../../../report/item-names.ts';
import type { CliContext } from '../../context.ts';
import { right, showTable } from '../../terminal/table.ts';

/** Figures of the clinic's books, with the keys of their fields. */
const figures = [
  ['visits', 'visits'],
  ['visits_sum', 'visitsSum'],
  ['discount', 'discount'],
  ['advance', 'advance'],
  ['debt', 'debt'],
  ['paid_total', 'paidTotal'],
  ['plan_left', 'planLeft'],
] as const satisfies readonly (readonly [FieldKey, PatientInput])[];

export interface PatientFigures {
  readonly patientId: PatientId;
  /** By the field's key; `null` where it is empty, or not to be read here. */
  readonly figures: Readonly<Record<string, string | null>>;
}

export const figuresOf = (patients: readonly Patient[]): readonly PatientFigures[] =>
  patients.map((patient) => ({
    patientId: patient.id,
    figures: Object.fromEntries(
      figures.flatMap(([key, input]) => {
        const value = patient[input];
        // Of what nobody asked for nothing is said.
        if (value === undefined && fieldByKey(key).isExtra) return [];
        return [[key, value === null || value === undefined ? null : String(value)]];
      }),
    ),
  }));

export function showFigureTable(
  { output, text, language }: Pick<CliContext, 'output' | 'text' | 'language'>,
  shown: {
    readonly ids: readonly PatientId[];
    readonly patients: readonly PatientFigures[];
    readonly inputs: ReadonlyMap<PatientInput, SourceReport>;
  },
): void {
  const { ids, patients, inputs } = shown;
  const words = text.testDb;
  const { field, source } = words.columns;
  showTable(
    output,
    [field, ...patients.map(({ patientId }) => right(patientIdText(patientId))), source],
    figures.flatMap(([key, input]) => {
      const report = inputs.get(input);
      if (report === undefined) return [];
      const values = patients.map((patient) => patient.figures[key] ?? '—');
      return [[itemWords(key)[language], ...values, report.source ?? words.status[report.status]]];
    }),
  );
  const there = new Set(patients.map(({ patientId }) => patientId));
  const absent = ids.filter((id) => !there.has(id));
  if (absent.length > 0) output.data(words.absent(absent.map(patientIdText).join(', ')));
  output.talk(words.compareHint);
}
