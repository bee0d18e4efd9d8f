import { InvalidArgumentError } from 'commander';
import { folded } from '../../config/file/names.ts';
import {
  type PatientId,
  parsePatientId,
  patientKey,
  personIdOf,
  type SourceNumber,
  sourceOf,
} from '../../contact/model/patient-key.ts';
import type { NamedSource } from '../../report/source-name.ts';
import { UsageError } from '../ends/usage-error.ts';
import type { Messages } from '../locale/messages.ts';

/** `--source` */
export interface SourceOption {
  readonly source?: string;
}

/**
 * The database that a command means: the one that `--source` names, by name or number, or the only one.
 *
 * @throws UsageError that lists the databases.
 */
export function chosenSource<Source extends NamedSource>(
  sources: readonly Source[],
  { source: wanted }: SourceOption,
  command: string,
): Source {
  const [only] = sources;
  const list = listed(sources);
  if (wanted !== undefined) {
    const found = sources.find(
      ({ name, number }) => folded(name) === folded(wanted) || String(number) === wanted.trim(),
    );
    if (found) return found;
    throw new UsageError(({ source }) => source.unknown(wanted, list), command);
  }
  if (only === undefined || sources.length > 1) {
    throw new UsageError(({ source }) => source.which(list), command);
  }
  return only;
}

/**
 * The patient that a person means: `2:12345` names the database itself; a plain number is one of the only database, or of
 * the one that `--source` names, and of several none: number 12345 of each is another human.
 */
export function chosenPatient(
  sources: readonly NamedSource[],
  { id, isPlain }: TypedPatient,
  option: SourceOption,
  command: string,
): PatientId {
  const fits = (number: SourceNumber) =>
    option.source === undefined || chosenSource(sources, option, command).number === number;
  if (!isPlain) {
    const number = sourceOf(id);
    const isKnown = sources.length === 1 || sources.some((one) => one.number === number);
    if (isKnown && fits(number)) return id;
    const list = listed(sources);
    throw new UsageError(({ source }) => source.contradicts(String(number), list), command);
  }
  const { number } = chosenSource(sources, option, command);
  // The id was one of the first source: it is one of every other.
  return patientKey(number, personIdOf(id)) ?? id;
}

function listed(sources: readonly NamedSource[]): string {
  return sources.map(({ name, number }) => `${name} (${number})`).join(', ');
}

/** The option by which a command is told which database it means. */
export const sourceOption = ({ source }: Messages) => ['--source <NAME>', source.option] as const;

/** A patient's id as it was typed. */
export interface TypedPatient {
  readonly id: PatientId;
  /** A number alone: which source it is of has to be known otherwise. */
  readonly isPlain: boolean;
}

/** Parser of an option whose value is one patient's id: `12345`, or `2:12345` of another source than the first. */
export const patientArgument =
  ({ usage }: Messages) =>
  (value: string): TypedPatient =>
    typedPatient(value, usage.patientId);

export function typedPatient(value: string, refusal: string): TypedPatient {
  const id = parsePatientId(value);
  if (id === null) throw new InvalidArgumentError(refusal);
  return { id, isPlain: /^\s*\d+\s*$/.test(value) };
}
