import {
  extraLines,
  type FieldKey,
  type InputKind,
  lines,
  type OtherSubject,
  otherInputs,
  type PatientInput,
  type SelectOption,
} from './table.ts';

/** An input as the table has it: with the field that is named for it, or as what of a contact it goes into. */
interface Input {
  readonly kind: InputKind;
  readonly subject: FieldKey | OtherSubject;
  /** What a person knows it by. */
  readonly name: string;
  readonly options: readonly SelectOption[];
}

const owning = [...lines, ...extraLines].flatMap((line) =>
  'kind' in line
    ? [{ options: [], ...line, subject: line.key } satisfies Input & { input: PatientInput }]
    : [],
);

const inputs: ReadonlyMap<string, Input> = new Map<string, Input>([
  ...Object.entries(otherInputs).map(
    ([input, other]) => [input, { ...other, options: [] }] as const,
  ),
  ...owning.map((line) => [line.input, line] as const),
]);

/** All inputs, in the order in which they are selected and reported. */
export const patientInputs: readonly PatientInput[] = [...inputs.keys()].filter(isPatientInput);

export function isPatientInput(text: string): text is PatientInput {
  return inputs.has(text);
}

/** The table's words on an input. */
export function inputOf(input: PatientInput): Input {
  const found = inputs.get(input);
  if (found === undefined) throw new Error(`The table has no input ${input}`);
  return found;
}

/**
 * The inputs that must not even be selected when these fields are off (I7). The field that is *named* for an input
 * decides: `birthday` off leaves no age, `patronymic` off leaves names without it, `age` off leaves the birthday.
 */
export const excludedInputs = (excluded: ReadonlySet<FieldKey>): ReadonlySet<PatientInput> =>
  new Set(owning.flatMap(({ key, input }) => (excluded.has(key) ? [input] : [])));
