/** It begins where a word does: from each letter of a long word anew would take quadratic time. */
const email = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+/gu;
/** Ten digits and more, as people type phones and documents: with blanks, dots, dashes and brackets between. */
const phone = /\+?\(?\d(?:[ ().-]{0,2}\d){9,}/g;
/** A date of ISO 8601 ahead of a time would count as one of those. */
const isoDate = /(\d{4}-\d{2}-\d{2})(?=[T ]\d{2}:)/;
const replacement = '[scrubbed]';

/**
 * The last defence of a log line (I7): whatever looks like a phone, an e-mail or a document's number goes, wherever in
 * the record it stands. The rule is that none gets here; see {@link serializeError}.
 */
export function scrubLine(line: string): string {
  // Most lines hold nothing to look at closely.
  if (!line.includes('@') && !/\d(?:[ ().-]{0,2}\d){9,}/.test(line)) return line;
  return `${JSON.stringify(scrub(JSON.parse(line)))}\n`;
}

function scrub(value: unknown): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value === 'number') return Math.abs(value) >= 1e9 ? replacement : value;
  if (Array.isArray(value)) return value.map(scrub);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [scrubText(key), scrub(inner)]),
  );
}

export function scrubText(text: string): string {
  // Every second part is a date.
  return text
    .split(isoDate)
    .map((part, at) =>
      at % 2 === 1 ? part : part.replaceAll(email, replacement).replaceAll(phone, replacement),
    )
    .join('');
}
