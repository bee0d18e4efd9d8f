/** amoCRM refuses longer values of `text` fields and names. Counted in UTF-16 units. */
export const textLimit = 255;
/** amoCRM names no limit for `textarea`; this one only guards against a runaway cell. */
export const textareaLimit = 60_000;

/**
 * Characters that are already clean: no control, no surrogate, nothing that NFC would change, and each a
 * character of its own, so that a text of them may be cut anywhere.
 */
const plain =
  /^[\n\t\u0020-\u007e\u00a0-\u02ff\u0400-\u0481\u048a-\u052f\u2010-\u2027\u2030-\u205e№]*$/u;
const lineBreak = /\r\n?|[\v\f\u0085\u2028\u2029]/gu;
const control = /[^\P{Cc}\n\t]/gu;

/**
 * Signs that nobody can see and that come along when a text is copied: zero-width blanks, marks of direction, soft
 * hyphens. Joiners stay: they make emoji.
 */
const unseen =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/gu;

export const withoutUnseen = (text: string): string => text.replace(unseen, '');

/** LF line ends, NFC, well-formed UTF-16, no control characters but LF and TAB, trimmed; `null` when nothing is left. */
export function cleanText(raw: string): string | null {
  const clean = plain.test(raw)
    ? raw
    : raw.toWellFormed().replace(lineBreak, '\n').replace(control, '').normalize('NFC');
  return clean.trim() || null;
}

/** For amoCRM's one-line values: {@link cleanText} with a space for each stretch of line breaks. */
export function singleLine(raw: string): string | null {
  const text = cleanText(raw);
  if (!text?.includes('\n')) return text;
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** At most `limit` UTF-16 units of a clean text, ended between characters as a reader sees them. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return text.slice(0, plain.test(text) ? limit : boundary(text, limit)).trimEnd();
}

function boundary(text: string, limit: number): number {
  // Made here, not kept: texts this long are rare, and a segmenter costs microseconds.
  const graphemes = new Intl.Segmenter('ru', { granularity: 'grapheme' });
  const start = graphemes.segment(text.slice(0, limit + 4)).containing(limit)?.index ?? limit;
  if (start > 0) return start;
  // One "character" of more than `limit` units (stacked accents): only keep surrogate pairs whole.
  return (text.codePointAt(limit - 1) ?? 0) > 0xffff ? limit - 1 : limit;
}
