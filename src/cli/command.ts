import { type Command, InvalidArgumentError } from 'commander';
import type { CliContext } from './context.ts';
import type { Messages } from './locale/messages.ts';

/** How a command ended. */
export interface CommandEnd {
  /** The object that `--json` prints as the last line. */
  readonly result?: object;
  /** Default 0. */
  readonly exit?: number | undefined;
}

/** What a command does; arguments in the order in which they were declared. */
type CommandAction<Options, Args extends readonly unknown[]> = (
  context: CliContext,
  options: Options,
  ...args: Args
) => Promise<CommandEnd>;

/** What a command's declaration works with. */
export interface CommandFrame {
  readonly text: Messages;
  /** What commander calls: it loads the action, which a mere `--help` does without, and runs it with a context. */
  action<Options, Args extends readonly unknown[]>(
    load: () => Promise<CommandAction<Options, Args>>,
  ): (...received: unknown[]) => Promise<void>;
}

/** Adds one command to the program, or to a command that has commands of its own. */
export type CommandDeclaration = (parent: Command, frame: CommandFrame) => void;

/** The words that call it: `ident-amocrm sample-db create`. */
export function commandPath(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}

/** Parser of an option whose value is a whole number. */
export function integerArgument(
  min: number,
  max: number,
  { usage }: Messages,
): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d{1,15}$/.test(value) || number < min || number > max) {
      throw new InvalidArgumentError(usage.integer(min, max));
    }
    return number;
  };
}
