import { stripVTControlCharacters } from 'node:util';

/** Between the words of a command; text has none of it. */
const glue = '\u0000';
const command = /(?<![\w/-])ident-amocrm(?: [a-z][a-z-]*){1,2}(?: --[a-z][a-z-]*(?: [^\s,;)]+)?)*/g;

/**
 * A paragraph that breaks between words where the terminal ends; the lines after the first are indented. What people copy
 * stays whole: commands, and words longer than a line.
 */
export function wrapped(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  const [first = '', ...words] = text
    .replace(command, (said) => said.replaceAll(' ', glue))
    .split(' ');
  let line = first;
  for (const word of words) {
    const longer = `${line} ${word}`;
    if (line.trim() !== '' && lengthOf(longer) > width) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line].join('\n').replaceAll(glue, ' ');
}

/** The least that a column of text is worth breaking for. */
const leastColumn = 24;

/** Lines as they fit a terminal: what goes on in a further line begins below the last column, or a little to the right. */
export function fitted(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (lengthOf(line) > width ? brokenLine(line, width) : line))
    .join('\n');
}

function brokenLine(line: string, width: number): string {
  const shown = stripVTControlCharacters(line).slice(0, width - leastColumn);
  const columns = /^.*\S {2,}(?=\S)/.exec(shown)?.[0].length;
  const indent = columns ?? (/^ */.exec(shown)?.[0].length ?? 0) + 2;
  return wrapped(line, width, ' '.repeat(indent));
}

const lengthOf = (text: string): number => stripVTControlCharacters(text).length;
