import type { Command, Option } from 'commander';

/**
 * What is to be parsed: `help sync` is `sync --help`. To a name that no command has commander answers with the help of
 * the level above, as if it were what was asked for: it gets the words alone then, and says that there is no such command.
 */
export function askedHelp(program: Command, argv: readonly string[]): readonly string[] {
  const { words, others, misnamed, isHelp } = read(program, argv);
  if (!isHelp && !others.some((word) => word === '--help' || word === '-h')) return argv;
  if (misnamed !== undefined) return [...words, misnamed];
  return isHelp ? [...words, ...others, '--help'] : argv;
}

interface Read {
  /** The words that name a command. */
  readonly words: readonly string[];
  readonly others: readonly string[];
  /** The first word that is no command where one belongs. */
  readonly misnamed: string | undefined;
  /** Whether the word `help` stands where a command belongs. */
  readonly isHelp: boolean;
}

function read(program: Command, argv: readonly string[]): Read {
  const words: string[] = [];
  const others: string[] = [];
  let command = program;
  let misnamed: string | undefined;
  let isHelp = false;
  let isValue = false;
  for (const word of argv) {
    const isGroup = command.commands.length > 0 && misnamed === undefined;
    if (isValue || word.startsWith('-') || !isGroup) {
      isValue = !isValue && takesValue([...program.options, ...command.options], word);
      others.push(word);
    } else if (word === 'help') isHelp = true;
    else {
      const child = command.commands.find((one) => one.name() === word);
      if (child === undefined) misnamed = word;
      else {
        words.push(word);
        command = child;
      }
    }
  }
  return { words, others, misnamed, isHelp };
}

const takesValue = (options: readonly Option[], word: string): boolean =>
  options.some(({ long, short, required }) => (long === word || short === word) && required);
