import { inputOf } from '../../contact/model/inputs.ts';
import {
  type KindTypes,
  type Patient,
  type Read,
  unknownPatient,
} from '../../contact/model/patient.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { InputKind, PatientInput, SelectOption } from '../../contact/model/table.ts';
import type { ComputedCells } from '../computed/computed-reader.ts';
import type { Row } from '../connection/queries.ts';
import { type ComputedSource, computedSources } from '../profiles/computed-source.ts';
import { foldValue } from '../profiles/profile.ts';
import { isExact } from '../sql/dialect.ts';
import {
  type CellParser,
  parseCount,
  parseDay,
  parseDecimal,
  parseFlag,
  parseText,
  parseWallClock,
} from '../sql/parse-cell.ts';
import { cellName } from './page.ts';
import type { ResolvedInput } from './resolve.ts';

/** Parses one row of a page. An input that is not read stays `undefined`: not known here. */
export type PatientParser = (id: PatientId, row: Row, computed: ComputedCells) => Patient;

type Reader = (row: Row, computed: ComputedCells) => Read<unknown>;

/** For what this database has. */
export function patientParser(inputs: ReadonlyMap<PatientInput, ResolvedInput>): PatientParser {
  const readers = [...inputs].map(([input, source]) => [input, readerOf(input, source)] as const);
  return (id, row, computed) => {
    const patient: Partial<Record<PatientInput, unknown>> = unknownPatient(id);
    const unreadable: PatientInput[] = [];
    for (const [input, read] of readers) {
      patient[input] = read(row, computed);
      if (patient[input] === undefined) unreadable.push(input);
    }
    // Each value is of its input's kind, for which its parser was chosen.
    const parsed = patient as Patient;
    return unreadable.length > 0 ? { ...parsed, unreadable } : parsed;
  };
}

function readerOf(input: PatientInput, source: ResolvedInput): Reader {
  const parse = parserOf(input, source);
  if (source.kind === 'computed') {
    const { name } = source;
    // For whom nothing was found no visit and no sum are known to be none, not unknown.
    const { nothing } = computedSources[name];
    return (_, computed) => parse(computed.has(name) ? computed.get(name) : nothing);
  }
  const [first = '', ...more] = columnsOf(source).map((_, index) => cellName(input, index));
  if (more.length === 0) return (row) => parse(row[first]);
  return (row) => greatest([first, ...more].map((name) => parse(row[name])));
}

const columnsOf = (source: ResolvedInput): readonly unknown[] =>
  source.kind === 'columns' ? source.columns : [source];

/** The greatest of several stamps; one that cannot be read leaves the others. */
function greatest<T>(stamps: readonly Read<T>[]): Read<T> {
  const known = stamps.filter((stamp) => stamp !== null && stamp !== undefined).sort();
  return known.at(-1) ?? (stamps.includes(undefined) ? undefined : null);
}

/** Which computed sources these inputs need: the others are not even asked for. */
export function computedSourcesOf(
  inputs: ReadonlyMap<PatientInput, ResolvedInput>,
): readonly ComputedSource[] {
  return [...inputs.values()].flatMap((input) => (input.kind === 'computed' ? [input.name] : []));
}

type ParserOf<K extends InputKind> = (
  source: ResolvedInput,
  options: readonly SelectOption[],
) => CellParser<KindTypes[K]>;

/** The parser of each kind of cell, for where it stands in this database. */
const parsers: { readonly [K in InputKind]: ParserOf<K> } = {
  // Numbers are texts here, as people write them: a card is 12345, not 12345.00.
  text: (source) =>
    source.kind === 'columns' && isExact(source.columns[0]?.type ?? '') ? parseDecimal : parseText,
  day: () => parseDay,
  'wall-clock': () => parseWallClock,
  decimal: () => parseDecimal,
  count: () => parseCount,
  flag: (source) => {
    if (!source.values) return parseFlag;
    return (cell) => {
      const value = mapped(cell, source);
      return value === null || typeof value === 'boolean' ? value : undefined;
    };
  },
  // A code that is not in the profile's map is not understood.
  choice: (source, options) => (cell) => {
    const value = mapped(cell, source);
    if (value === null) return null;
    const option = options.find(({ key }) => key === value);
    return option?.saysNothing ? null : option?.key;
  },
};

/** How a cell of an input is understood; `null`: nothing said, `undefined`: not understood. */
export function parserOf(
  input: PatientInput,
  source: ResolvedInput,
): CellParser<KindTypes[InputKind]> {
  const { kind, options } = inputOf(input);
  return parsers[kind](source, options);
}

/** A cell through the profile's map; `undefined` for a cell that is no text, the text itself for one without meaning. */
function mapped(cell: unknown, source: ResolvedInput): Read<string | boolean> {
  const text = parseText(typeof cell === 'boolean' ? Number(cell) : cell);
  if (text === null || text === undefined) return text;
  return source.values?.get(foldValue(text)) ?? text;
}
