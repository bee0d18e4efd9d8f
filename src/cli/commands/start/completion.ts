import { Argument } from 'commander';
import type { CommandDeclaration } from '../../command.ts';
import { commandTree } from '../../manual/command-tree.ts';
import { completionScript, type Shell, shells } from '../../manual/completion.ts';

export const declareCompletion: CommandDeclaration = (parent, { text, action }) => {
  parent
    .command('completion')
    .description(text.completion.description)
    .addArgument(new Argument('<SHELL>', text.completion.shell).choices(shells))
    .action(
      action(async () => async ({ output }, _options: object, shell: Shell) => {
        const script = completionScript(shell, commandTree(parent));
        output.data(script.trimEnd());
        return { result: { script } };
      }),
    );
};
