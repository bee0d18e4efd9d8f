import type { Messages } from '../locale/messages.ts';
import type { Output } from '../terminal/output.ts';

/** Tells a step of a story by its sign: its title, in a column as wide as the longest one, and what came of it. */
export function storyTeller(output: Output, titles: Readonly<Record<string, string>>) {
  const width = Math.max(...Object.values(titles).map((title) => title.length));
  return (sign: string) =>
    (title: string, ...lines: readonly string[]): void => {
      const [first = '', ...rest] = lines;
      output.data(`${sign} ${output.paint.bold(title.padEnd(width))}  ${first}`);
      for (const line of rest) output.data(`${' '.repeat(width + 4)}${line}`);
    };
}

/** What happened in the sample clinic, each with how often. */
export const happenings = (
  { demo }: Messages,
  kinds: Readonly<Record<string, number>>,
): readonly string[] =>
  Object.entries(kinds).map(([kind, count]) => {
    const name = demo.kinds[kind] ?? kind;
    return count === 1 ? name : `${name} ×${count}`;
  });
