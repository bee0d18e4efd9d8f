import { withoutUnseen } from './text.ts';

/** RFC 5321: the longest address that can be delivered to. */
const longest = 254;

/** What is plausible in a free text that may hold several addresses, and how many of its parts are not. */
interface ParsedEmails {
  /** Trimmed, lower-cased, in order, without doubles. */
  readonly emails: readonly string[];
  /** Stretches that look like an address and are none, or may be a part of one. */
  readonly dropped: number;
  /** Whether there is anything else, which is not sent: a remark, signs that nobody can see. */
  readonly remarks: boolean;
}

/** Letters of any script: `анна@почта.рф` is an address (RFC 6531). */
const local = /^[\p{L}\p{M}\p{N}!#$%&'*+=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+=?^_`{|}~-]+)*$/u;
const label = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;
const topLevel = /^(?:\p{L}[\p{L}\p{M}]+|xn--[a-z\d-]+)$/u;

/** Where one stretch surely ends and another begins, whatever stands there. */
const sure = /[;<>()[\]"«»„“”:\r\n\t]/u;

interface Stretch {
  readonly text: string;
  /** Nothing but blanks, commas and slashes stands before it: it may go on what came before. */
  readonly goesOn: boolean;
}

/**
 * amoCRM keeps any text as an e-mail; we send only what is an address, and never a part of one: `anna@mail,ru` and
 * `anna petrova@mail.ru` are left out and counted, since only the patient knows what was meant.
 */
export function parseEmails(raw: string): ParsedEmails {
  const text = withoutUnseen(raw);
  const stretches = stretchesOf(text.normalize('NFC').toLowerCase());
  const emails = new Set<string>();
  let dropped = 0;
  let remarks = text.length < raw.length;
  stretches.forEach((stretch, at) => {
    if (!stretch.text.includes('@')) {
      remarks ||= /[\p{L}\p{N}]/u.test(stretch.text) && !labels.has(stretch.text);
      return;
    }
    const isWhole = !continues(stretches[at - 1], stretch) && !goesOnIn(stretch, stretches[at + 1]);
    if (isWhole && isEmail(stretch.text)) emails.add(stretch.text);
    else dropped += 1;
  });
  return { emails: [...emails], dropped, remarks };
}

/** By the form alone: one `@`, a domain with a top level, no longer than can be delivered. */
function isEmail(text: string): boolean {
  if (text.length > longest) return false;
  const at = text.indexOf('@');
  if (at < 1 || at > 64 || !local.test(text.slice(0, at))) return false;
  const labels = text.slice(at + 1).split('.');
  if ([text.slice(0, at), ...labels].some(isMixed)) return false;
  return labels.length > 1 && labels.every((one) => label.test(one)) && isTop(labels);
}

/** «аnna» with the Cyrillic а: nobody has such an address, and nobody sees it. */
const isMixed = (part: string): boolean =>
  /\p{Script=Cyrillic}/u.test(part) && /\p{Script=Latin}/u.test(part);

const isTop = (labels: readonly string[]): boolean => topLevel.test(labels.at(-1) ?? '');

function stretchesOf(text: string): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let goesOn = false;
  for (const part of text.split(/([\s,/|\\;<>()[\]"«»„“”:]+)/u)) {
    if (/^[\s,/|\\;<>()[\]"«»„“”:]*$/u.test(part)) {
      if (part === '') continue;
      goesOn = !sure.test(part);
      continue;
    }
    const bare = withoutEnds(part);
    if (bare === '') continue;
    stretches.push({ text: bare, goesOn });
  }
  return stretches;
}

/** Quotes and full stops around an address are the sentence's, not its own. */
function withoutEnds(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && ends.includes(text.charAt(from))) from += 1;
  while (to > from && ends.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}
const ends = ".'`’‘";

/** What people write before an address to say that it is one. */
const labels = new Set(
  'mailto email e-mail mail почта эл емейл имейл и или нет не указан указано отсутствует none no'.split(
    ' ',
  ),
);

/** Whether what stands before may be the beginning of this address: `anna petrova@mail.ru`. */
function continues(before: Stretch | undefined, { text, goesOn }: Stretch): boolean {
  if (!goesOn || before === undefined || before.text.includes('@')) return false;
  if (labels.has(before.text)) return false;
  return isLatin(before.text) === isLatin(text.slice(0, text.indexOf('@')));
}

/** Whether what stands behind may be its end: `anna@mail.co,uk`, `anna@mail.co m`. */
function goesOnIn({ text }: Stretch, after: Stretch | undefined): boolean {
  if (after === undefined || !after.goesOn || after.text.includes('@')) return false;
  const short = after.text.length <= 3 && topLevelPart.test(after.text) && !labels.has(after.text);
  return short && isLatin(after.text) === isLatin(text.slice(text.lastIndexOf('.') + 1));
}
const topLevelPart = /^\p{L}+$/u;

const isLatin = (text: string): boolean => !/[^\u0020-\u024f]/u.test(text);
