import type { Command, Option } from 'commander';

/** What may follow an option: nothing, a file, one of these words, or anything. */
type OptionValue = 'none' | 'file' | 'any' | readonly string[];

export interface OptionNode {
  readonly names: readonly string[];
  /** `--limit <N>` */
  readonly flags: string;
  readonly about: string;
  readonly value: OptionValue;
}

interface ArgumentNode {
  /** `[RUN_ID]` */
  readonly shown: string;
  /** Empty: anything. */
  readonly choices: readonly string[];
}

/** A command as it was declared, for whoever writes of all of them. */
export interface CommandNode {
  /** The words that call it, without the program's name: `rejected list`. */
  readonly path: string;
  readonly about: string;
  readonly args: readonly ArgumentNode[];
  readonly options: readonly OptionNode[];
  readonly commands: readonly CommandNode[];
}

export function commandTree(command: Command, path = ''): CommandNode {
  const help = command.createHelp();
  return {
    path,
    about: command.description(),
    args: command.registeredArguments.map((one) => ({
      shown: one.required ? `<${one.name()}>` : `[${one.name()}]`,
      choices: one.argChoices ?? [],
    })),
    options: help.visibleOptions(command).map(optionNode),
    commands: command.commands.map((child) => commandTree(child, `${path} ${child.name()}`.trim())),
  };
}

/** A command and all below it. */
export const allOf = (node: CommandNode): readonly CommandNode[] => [
  node,
  ...node.commands.flatMap(allOf),
];

function optionNode({ flags, description, short, long, ...rest }: Option): OptionNode {
  return {
    names: [short, long].filter((name) => name !== undefined),
    flags,
    about: description,
    value: wantedBy({ flags, ...rest }),
  };
}

function wantedBy({
  flags,
  argChoices: choices,
}: Pick<Option, 'flags' | 'argChoices'>): OptionValue {
  if (choices !== undefined) return choices;
  const placeholder = /<([^>]+)>/.exec(flags)?.[1];
  if (placeholder === undefined) return 'none';
  return /^F(ILE|\.csv)?$/.test(placeholder) ? 'file' : 'any';
}
