import type { Decimal, Patient, PatientId, PatientInput, Read } from '../contact/patient.ts';
import type { ComputedSource } from './computed-source.ts';
import { inputKinds } from './input-kind.ts';
import {
  type CellParser,
  parseCount,
  parseDay,
  parseDecimal,
  parseFlag,
  parseText,
  parseWallClock,
} from './parse-cell.ts';
import { foldValue } from './profile.ts';
import type { Row } from './queries.ts';
import type { ResolvedInput } from './resolve.ts';
import { isExact } from './sql/dialect.ts';
import { cellName } from './sql/page.ts';

/** What was computed for a patient; a source that found nothing for him has no entry. */
export type ComputedCells = ReadonlyMap<ComputedSource, unknown>;

/** For somebody with no completed reception: no visit and no sum are known to be none, not unknown. */
const nothingComputed: Readonly<Record<ComputedSource, unknown>> = {
  'completedReceptions.count': 0,
  'completedReceptions.firstDate': null,
  'orders.sum': 0,
  'lastReception.branch': null,
  'journal.debt': 0,
  'journal.advance': 0,
};

/** Parses one row of a page. An input that is not in `inputs` stays `undefined`: not known here. */
export function parsePatient(
  id: PatientId,
  row: Row,
  computed: ComputedCells,
  inputs: ReadonlyMap<PatientInput, ResolvedInput>,
): Patient {
  const unreadable: PatientInput[] = [];
  const noted = <T>(input: PatientInput, value: Read<T>): Read<T> => {
    if (value === undefined) unreadable.push(input);
    return value;
  };
  const read = <T>(input: PatientInput, parse: CellParser<T>): Read<T> => {
    const source = inputs.get(input);
    return source && noted(input, firstCell(source, input, row, computed, parse));
  };
  const text = (input: PatientInput) => read(input, textParser(inputs.get(input)));
  const decimal = (input: PatientInput) => read(input, parseDecimal);
  const stamps = inputs.get('changedAt');
  const patient: Patient = {
    id,
    surname: text('surname'),
    name: text('name'),
    patronymic: text('patronymic'),
    parentName: text('parentName'),
    birthday: read('birthday', parseDay),
    sex: read('sex', sexParser(inputs.get('sex'))),
    mobilePhone: text('mobilePhone'),
    phone: text('phone'),
    email: text('email'),
    cardNumber: text('cardNumber'),
    comment: text('comment'),
    patientNumber: text('patientNumber'),
    status: read('status', statusParser(inputs.get('status'))),
    archiveReason: text('archiveReason'),
    branch: text('branch'),
    city: text('city'),
    inn: text('inn'),
    snils: text('snils'),
    passport: text('passport'),
    firstVisit: read('firstVisit', parseDay),
    visits: read('visits', parseCount),
    visitsSum: decimal('visitsSum'),
    discount: decimal('discount'),
    advance:
      inputs.get('advance')?.kind === 'computed'
        ? positive(decimal('advance'))
        : decimal('advance'),
    debt: decimal('debt'),
    smsRefusal: read('smsRefusal', flagParser(inputs.get('smsRefusal'))),
    changedAt: stamps?.kind === 'columns' ? noted('changedAt', greatest(stamps, row)) : undefined,
    address: text('address'),
    source: text('source'),
  };
  return unreadable.length > 0 ? { ...patient, unreadable } : patient;
}

function firstCell<T>(
  source: ResolvedInput,
  input: PatientInput,
  row: Row,
  computed: ComputedCells,
  parse: CellParser<T>,
): Read<T> {
  if (source.kind !== 'computed') return parse(row[cellName(input, 0)]);
  return parse(
    computed.has(source.name) ? computed.get(source.name) : nothingComputed[source.name],
  );
}

/** Who owes has paid nothing in advance. */
function positive(amount: Read<Decimal>): Read<Decimal> {
  // `0` is a Decimal in its only form.
  return amount?.startsWith('-') ? ('0' as Decimal) : amount;
}

/** The greatest of several stamps; one that cannot be read leaves the others. */
function greatest(
  { columns }: ResolvedInput & { readonly kind: 'columns' },
  row: Row,
): Patient['changedAt'] {
  const stamps = columns.map((_, index) => parseWallClock(row[cellName('changedAt', index)]));
  const known = stamps.filter((stamp) => stamp !== null && stamp !== undefined).sort();
  return known.at(-1) ?? (stamps.includes(undefined) ? undefined : null);
}

/** Numbers are texts here, as people write them: a card is 12345, not 12345.00. */
function textParser(source: ResolvedInput | undefined): CellParser<string> {
  const column = source?.kind === 'columns' ? source.columns[0] : undefined;
  return column && isExact(column.type) ? parseDecimal : parseText;
}

/** `unknown` in a profile's map is nothing said of the sex; a code that is not in the map is not understood. */
function sexParser(source: ResolvedInput | undefined): CellParser<'male' | 'female'> {
  return (cell) => {
    const value = mapped(cell, source);
    if (value === 'unknown') return null;
    return value === null || value === 'male' || value === 'female' ? value : undefined;
  };
}

function statusParser(
  source: ResolvedInput | undefined,
): CellParser<'active' | 'archived' | 'deleted'> {
  return (cell) => {
    const value = mapped(cell, source);
    if (value === null || value === 'active' || value === 'archived' || value === 'deleted') {
      return value;
    }
    return undefined;
  };
}

function flagParser(source: ResolvedInput | undefined): CellParser<boolean> {
  if (!source?.values) return parseFlag;
  return (cell) => {
    const value = mapped(cell, source);
    return value === null || typeof value === 'boolean' ? value : undefined;
  };
}

/** A cell through the profile's map; `undefined` for a cell that is no text, the text itself for one without meaning. */
function mapped(cell: unknown, source: ResolvedInput | undefined): Read<string | boolean> {
  const text = parseText(typeof cell === 'boolean' ? Number(cell) : cell);
  if (text === null || text === undefined) return text;
  return source?.values?.get(foldValue(text)) ?? text;
}

/** What a cell of a list or a mark is understood as; `null`: nothing said, `undefined`: not understood. */
export function listMeaning(
  input: PatientInput,
  source: ResolvedInput,
  cell: unknown,
): Read<string | boolean> {
  switch (inputKinds[input]) {
    case 'sex':
      return sexParser(source)(cell);
    case 'status':
      return statusParser(source)(cell);
    default:
      return flagParser(source)(cell);
  }
}

/** Which computed sources these inputs need: the others are not even asked for. */
export function computedSourcesOf(
  inputs: ReadonlyMap<PatientInput, ResolvedInput>,
): readonly ComputedSource[] {
  return [...inputs.values()].flatMap((input) => (input.kind === 'computed' ? [input.name] : []));
}
