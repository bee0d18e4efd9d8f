import { inputOf } from '../../contact/model/inputs.ts';
import type { KindTypes, Read } from '../../contact/model/patient.ts';
import type { InputKind, PatientInput, SelectOption } from '../../contact/model/table.ts';
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
import type { ResolvedInput } from './resolve.ts';

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
