import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { cut, singleLine, textLimit } from './text.ts';

/** One number out of a free text. `value` and `key` as in ContactPhone. */
export interface PhoneNumber {
  readonly value: string;
  readonly key: string;
  /** False: sent as typed, because it is no valid number anywhere. */
  readonly parsed: boolean;
}

/** No telephone cell holds more; bounds the work on a runaway text. */
const longestText = 500;
/** Fewer digits are no number of their own but a remark beside one («до 18», «кв. 5»). */
const fewestDigits = 5;

/**
 * «доб. 12», «вн. 12», «ext 12», `x12`, `#12`, `;ext=12`, behind a comma too. «д.» also means «домашний», so digits
 * that go on after it are a number of their own.
 */
const extension =
  /[\s,;(]*(?<!\p{L})(?:(?:добавочный|доб|внутренний|внутр|вн|extension|ext|[xх#])[\s.:=№]*(\d{1,7})(?![-\d])|д[\s.:]*(\d{1,7})(?![-\s()]*\d))\)?/giu;
const separator = /[,;/\\|]+/gu;
const words = /[\p{L}\p{M}]+/gu;
const notOfNumbers = /[^\d+().\s\p{Pd}]/gu;

/**
 * The numbers in a free text, in order, doubles included: separated by `,` `;` `/`, a line break, words or mere spaces.
 * What is no valid number is kept as typed, as long as it has digits or is all there is.
 */
export function parsePhones(raw: string): readonly PhoneNumber[] {
  const text = singleLine(
    raw
      .trim()
      .slice(0, longestText)
      .replace(/[\r\n]+/gu, ';'),
  );
  if (text === null) return [];
  const whole = number(text.replace(separator, ' '));
  if (whole !== null) return [parsed(whole)];
  const pieces = split(text).filter((piece) => digitsOf(piece.typed) !== '');
  const found = pieces.map(readPiece);
  const anyParsed = found.some((numbers) => numbers.some((one) => one.parsed));
  const allLong = pieces.every((piece) => digitsOf(piece.typed).length >= fewestDigits);
  return found.length > 0 && (anyParsed || allLong) ? found.flat() : [asTyped(text)];
}

interface Piece {
  readonly typed: string;
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
    const end = match.index + match[0].length;
    const typed = text.slice(match.index - body.length, end);
    pieces.push({ typed, body, extension: match[1] ?? match[2] ?? null });
    start = end;
  }
  pieces.push(...plainPieces(text.slice(start)));
  return pieces;
}

function plainPieces(text: string): Piece[] {
  return text.split(separator).map((typed) => ({ typed, body: typed, extension: null }));
}

/** The numbers of one piece; the piece as typed when it has none. */
function readPiece(piece: Piece): readonly PhoneNumber[] {
  const runs = piece.body.split(words).map((typed) => ({ typed, numbers: numbersIn(typed) }));
  const last = runs.findLast((run) => run.numbers.length > 0);
  if (last === undefined) return [asTyped(piece.typed)];
  return runs.flatMap((run) => {
    if (run.numbers.length === 0) {
      return digitsOf(run.typed).length >= fewestDigits ? [asTyped(run.typed)] : [];
    }
    return run.numbers.map((e164, index) =>
      parsed(e164, run === last && index === run.numbers.length - 1 ? piece.extension : null),
    );
  });
}

/** The numbers in a stretch without words. Only if they make up all of it: digits left over would mean a guess. */
function numbersIn(typed: string): readonly string[] {
  const run = typed.replace(notOfNumbers, ' ').trim();
  if (digitsOf(run).length < fewestDigits) return [];
  const whole = number(run);
  if (whole !== null) return [whole];
  const groups = run.split(/\s+|(?=\+)/u).filter((group) => group !== '');
  const numbers: string[] = [];
  for (let from = 0; from < groups.length; ) {
    let to = Math.min(groups.length, from + 12);
    let found: string | null = null;
    while (to > from && found === null) {
      found = number(groups.slice(from, to).join(' '));
      if (found === null) to -= 1;
    }
    if (found === null) return [];
    numbers.push(found);
    from = to;
  }
  return numbers;
}

/**
 * A Russian mobile number as nearly all of them are typed. Whatever digits follow these codes, it is a valid one; of 930
 * some are not given out, so that the library decides.
 */
const russianMobile = /^(?:\+7|8)[ -]?\(?9(?:[0-24-9]\d|3[1-9])\)?[ -]?\d{3}[ -]?\d\d[ -]?\d\d$/;

/** E.164 of a text that is one valid number and nothing else. */
function number(text: string): string | null {
  const digits = digitsOf(text);
  if (digits.length < fewestDigits) return null;
  // Without this, most of a pass's time for phones would go into recognising these.
  if (russianMobile.test(text)) return `+7${digits.slice(1)}`;
  const phone = parsePhoneNumberFromString(text, { defaultCountry: 'RU', extract: false });
  return phone?.isValid() && phone.ext === undefined ? phone.number : null;
}

function parsed(e164: string, ext: string | null = null): PhoneNumber {
  return ext === null
    ? { value: e164, key: e164, parsed: true }
    : { value: `${e164} доб. ${ext}`, key: `${e164};ext=${ext}`, parsed: true };
}

function asTyped(typed: string): PhoneNumber {
  const value = cut(typed.trim(), textLimit);
  const digits = digitsOf(value);
  return {
    value,
    key: digits.length >= fewestDigits ? digits : value.toLowerCase(),
    parsed: false,
  };
}

function digitsOf(text: string): string {
  return text.replace(/\D/gu, '');
}
