import { singleLine, withoutUnseen } from '../value/text.ts';
import { digitsOf, fewestDigits, isFiller, isRussianMobile, phoneNumber } from './phone-number.ts';

/** One number out of a cell. `value` and `key` as in ContactPhone. */
interface CellPhone {
  readonly value: string;
  readonly key: string;
  /** False: a local number, sent as typed, because it is no whole number anywhere. */
  readonly parsed: boolean;
}

/** What a cell with phones holds. */
export interface PhoneCell {
  /** In order, doubles included. */
  readonly phones: readonly CellPhone[];
  /** How many stretches with the digits of a number cannot be read: they are not sent. */
  readonly unreadable: number;
  /** Whether anything else stands there that is not sent: a remark, signs that nobody can see. */
  readonly remarks: boolean;
}

/** No telephone cell holds more; bounds the work on a runaway text. */
const longestCell = 500;

/**
 * «доб. 12», «вн. 12», «ext 12», `x12`, `#12`, `;ext=12`, behind a comma too. «д.» also means «домашний», so digits
 * that go on after it are a number of their own.
 */
const extension =
  /[\s,;(]*(?<!\p{L})(?:(?:добавочный|доб|внутренний|внутр|вн|extension|ext|[xх#])[\s.:=№]*(\d{1,7})(?![-\d])|д[\s.:]*(\d{1,7})(?![-\s()]*\d))\)?/giu;
const separator = /[,;/\\|]+/gu;
const words = /[\p{L}\p{M}]+/gu;
const notOfNumbers = /[^\d+().\s\p{Pd}]/gu;
/** Dates and hours beside a number are remarks, though they have as many digits as one. */
const date = /(?<![\d.])\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)(?![\d.])/gu;
const hours = /(?<![\d.:(-])\d{1,2}[.:]\d\d(?:\s*\p{Pd}\s*\d{1,2}[.:]\d\d)?(?![\d.:-])/gu;
/** «1) 8 905 … 2) 8 905 …», «1. 8 905 …», «8 905 … (2)»: numbers are counted, and no code of a town stands so. */
const counting = /(?<=^|[\s;,])\d{1,2}(?:\)|\.(?=\s))\s*(?=[+\d(])|\(\d{1,2}\)(?=\s*(?:$|[;,]))/gu;
/** «111-22-03/04»: two numbers with all but the last digits in common. */
const otherEnding = /([+\d(][\d\s()+.-]*\d)\/(\d{2,4})(?![-\d])/u;
/** A table that was a number once: «79053332203.0», «7.9053332203E+10». */
const decimalZeros = /(?<!\d)(\d{10,15})[.,]0{1,2}(?!\d)/gu;
const exponent = /(?<![\d.,])(\d)[.,](\d{10})E\+?10(?!\d)/giu;

/** What a cell says when there is no phone: an empty mask, or a word for it. */
const absent =
  /^(?:не\s*т(?:у)?(?:\s+(?:телефона|тел|номера|данных))?|не\s+(?:указан[аоы]?|известен|известно|имеет(?:ся)?)|отсутству(?:ет|ют)|без\s+телефона|б\/?[тн]|неизвестно|none|no|null|n\/?a)$/iu;

/** Reads the numbers in a free text: separated by `,` `;` `/`, a line break, words or mere spaces. */
export function readPhoneCell(raw: string): PhoneCell {
  // As nearly all cells are, and the only one that has no need of being taken apart.
  if (isRussianMobile(raw))
    return { phones: [parsed(`+7${digitsOf(raw).slice(1)}`)], ...nothingElse };
  const seen = withoutUnseen(atMost(raw));
  const text = singleLine(
    seen
      .normalize('NFKC')
      .trim()
      .replace(/[\r\n]+/gu, ';'),
  );
  if (text === null || isAbsent(text)) return { phones: [], ...nothingElse };
  const digits = asDigits(text);
  const typed = digits.replace(date, ';').replace(hours, ';').replace(counting, ';');
  const beside = seen.length < raw.length || typed.length < digits.length;
  const whole = phoneNumber(typed.replace(separator, ' '));
  if (whole !== null) return { phones: [parsed(whole)], unreadable: 0, remarks: beside };
  const parts = split(typed).flatMap(readPiece);
  const anyParsed = parts.some((part) => typeof part === 'object' && part.parsed);
  const phones: CellPhone[] = [];
  let [unreadable, remarks] = [0, beside];
  for (const part of parts) {
    if (part === 'remark') remarks = true;
    else if (part === 'unreadable') unreadable += 1;
    // «05-03-24» beside a number is a day, alone it is a local number.
    else if (!part.parsed && anyParsed && isLikeDate(part.value)) remarks = true;
    else phones.push(part);
  }
  return { phones, unreadable, remarks };
}

const nothingElse = { unreadable: 0, remarks: false } as const;

/** Cut between numbers, not in the midst of one. */
function atMost(raw: string): string {
  if (raw.length <= longestCell) return raw;
  const start = raw.slice(0, longestCell);
  const end = start.search(/[\s,;/]\S*$/u);
  return end > 0 ? start.slice(0, end) : start;
}

/** «+7 (   )», «8», «-», «нет», «+7(000)000-00-00». */
function isAbsent(text: string): boolean {
  const bare = text.replace(/[\s.,;:!?()[\]"«»_*=\p{Pd}]+/gu, ' ').trim();
  const digits = digitsOf(bare);
  if (/[\p{L}\p{M}]/u.test(bare)) return digits === '' && absent.test(bare);
  return /^(?:[78]|\d?0*)$/.test(digits) || (digits.length >= fewestDigits && isFiller(digits));
}

const asDigits = (text: string): string =>
  text
    .replace(exponent, '$1$2')
    .replace(decimalZeros, '$1')
    // The letter where the digit was meant.
    .replace(/(?<=\d)[oо](?=[\doо])/giu, '0');

type Part = CellPhone | 'remark' | 'unreadable';

interface Piece {
  readonly body: string;
  readonly extension: string | null;
}

/** Cuts at separators and behind extensions, which may stand behind a separator themselves. */
function split(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const match of text.matchAll(extension)) {
    const before = text.slice(start, match.index);
    const body = before.split(separator).at(-1) ?? '';
    if (digitsOf(body).length < fewestDigits) continue;
    pieces.push(...plainPieces(before.slice(0, before.length - body.length)));
    pieces.push({ body, extension: match[1] ?? match[2] ?? null });
    start = match.index + match[0].length;
  }
  pieces.push(...plainPieces(text.slice(start)));
  return pieces;
}

function plainPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  for (let found = otherEnding.exec(rest); found !== null; found = otherEnding.exec(rest)) {
    const [all, base = '', ending = ''] = found;
    const other = base.slice(0, -ending.length) + ending;
    const isPair = /^\d+$/.test(base.slice(-ending.length)) && phoneNumber(base) !== null;
    if (!isPair) break;
    pieces.push(...cut(rest.slice(0, found.index)), { body: base, extension: null });
    // The second stands for the base of a third: «-03/04/05».
    rest = other + rest.slice(found.index + all.length);
  }
  return [...pieces, ...cut(rest)];
}

const cut = (text: string): Piece[] =>
  text.split(separator).map((body) => ({ body, extension: null }));

/** What one piece holds; its words, if it has any, are a remark. */
function readPiece(piece: Piece): readonly Part[] {
  const runs = piece.body.split(words).map((typed, at, { length }) => ({
    typed,
    parts: readRun(typed, { before: at > 0, after: at + 1 < length }),
  }));
  const last = runs.findLast((run) => run.parts.some((part) => typeof part === 'object'));
  const parts: Part[] = runs.flatMap((run) => {
    if (run !== last || piece.extension === null) return run.parts;
    return [...run.parts.slice(0, -1), ...run.parts.slice(-1).map(extended(piece.extension))];
  });
  return isRemark(piece.body) ? [...parts, 'remark'] : parts;
}

/** Words that only say whose or what kind of number it is are read as well as they can be. */
const isRemark = (body: string): boolean => {
  const kept = body.match(words)?.filter((word) => !labels.has(word.toLowerCase())) ?? [];
  return kept.length > 0;
};

const labels = new Set(
  'т тел телефон моб мобильный мобил сот сотовый дом домашний д р раб рабочий гор городской и или'.split(
    ' ',
  ),
);

const extended =
  (ext: string) =>
  (part: Part): Part =>
    typeof part === 'object' && part.parsed ? parsed(part.value, ext) : part;

/** Whether a word stands right before or right after a stretch. */
interface Beside {
  readonly before: boolean;
  readonly after: boolean;
}

/** What a stretch without words holds. */
function readRun(typed: string, beside: Beside): readonly Part[] {
  const run = typed.replace(notOfNumbers, ' ').trim();
  const digits = digitsOf(run);
  // A country's code that stands alone is a mask that nobody filled in.
  if (/^(?:[78]?|0+)$/.test(digits)) return [];
  if (digits.length < fewestDigits) return ['remark'];
  const numbers = numbersIn(run, beside);
  if (numbers.length > 0) return numbers;
  if (isFiller(digits)) return [];
  return [localNumber(run) ?? 'unreadable'];
}

/** A number of the town, as it is typed there: five to seven digits. */
function localNumber(run: string): CellPhone | null {
  const value = run.replace(/^[^\d]+|[^\d]+$/g, '');
  const key = digitsOf(value);
  if (!/^[1-9]\d{4,6}$/.test(key) || !/^\d{1,3}(?:[\s-]?\d{2,3}){1,3}$/.test(value)) return null;
  return { value, key, parsed: false };
}

const isLikeDate = (typed: string): boolean => {
  const [, day, month] = /^(\d\d)[\s-](\d\d)[\s-]\d\d$/.exec(typed) ?? [];
  return Number(day) >= 1 && Number(day) <= 31 && Number(month) >= 1 && Number(month) <= 12;
};

/**
 * The numbers in a stretch. Only if they make up all of it: digits left over would mean a guess, unless a word next to
 * them says what they count: «8 905 111-22-01 2 этаж», «тел1: 8 905 111-22-01».
 */
function numbersIn(run: string, beside: Beside): readonly Part[] {
  const whole = phoneNumber(run);
  if (whole !== null) return [parsed(whole)];
  const groups = run.split(/\s+|(?=\+)/u).filter((group) => /\d/.test(group));
  const numbers: Part[] = [];
  for (let from = 0; from < groups.length; ) {
    let to = Math.min(groups.length, from + 12);
    let found: string | null = null;
    while (to > from && found === null) {
      found = phoneNumber(groups.slice(from, to).join(' '));
      if (found === null) to -= 1;
    }
    if (found !== null) numbers.push(parsed(found));
    // The code of the country alone: a mask that nobody filled in.
    else if (/^\D*[78]\D*$/.test(groups[from] ?? '')) to = from + 1;
    else {
      // In one piece and with hyphens it is nobody's continuation.
      const group = groups[from] ?? '';
      const isBesideWord =
        (beside.before && from === 0) || (beside.after && from + 1 === groups.length);
      const isCount = isBesideWord && digitsOf(group).length < fewestDigits;
      if (isCount || isLikeDate(group)) numbers.push('remark');
      else {
        const apart = group.includes('-') ? localNumber(group) : null;
        if (apart === null) return [];
        numbers.push(apart);
      }
      to = from + 1;
    }
    from = to;
  }
  return numbers;
}

function parsed(e164: string, ext: string | null = null): CellPhone {
  return ext === null
    ? { value: e164, key: e164, parsed: true }
    : { value: `${e164} доб. ${ext}`, key: `${e164};ext=${ext}`, parsed: true };
}
