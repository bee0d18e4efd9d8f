import type { CommanderError } from 'commander';
import { AppError, exitCode } from '../app-error.ts';
import { type Messages, messages } from './locale/messages.ts';

/** The command line itself is wrong. */
export class UsageError extends AppError {
  /** @param command what to ask for help: `ident-amocrm sync`. */
  constructor(describe: (text: Messages) => string, command: string, options?: ErrorOptions) {
    const text = (said: Messages) => ({
      message: describe(said),
      hint: said.usage.seeHelp(command),
    });
    super(
      {
        code: 'USAGE',
        exit: exitCode.usage,
        retryable: false,
        ru: text(messages.ru),
        en: text(messages.en),
      },
      options,
    );
  }
}

/** Commander speaks English only; its error's code and the quoted words are enough to say the same in any language. */
export function toUsageError(error: CommanderError, command: string): UsageError {
  const message = error.message.replace(/^error: /, '');
  const quoted = [...message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
  const suggestion = /\(Did you mean (?:one of )?(.+)\?\)/.exec(message)?.[1];
  const [first = '', second = ''] = quoted;

  const describe = ({ usage }: Messages): string => {
    switch (error.code) {
      case 'commander.help':
        return usage.noCommand;
      case 'commander.unknownOption':
        return usage.unknownOption(first);
      case 'commander.unknownCommand':
        return usage.unknownCommand(first);
      case 'commander.missingArgument':
        return usage.missingArgument(first);
      case 'commander.optionMissingArgument':
        return usage.optionMissingArgument(first);
      case 'commander.missingMandatoryOptionValue':
        return usage.missingOption(first);
      case 'commander.conflictingOption':
        return usage.conflict(first, second);
      case 'commander.excessArguments':
        return usage.excessArguments(message.replace(/^.*: (.*)\.$/s, '$1'));
      case 'commander.invalidArgument': {
        // Of an option commander names the option first, of an argument the value.
        const isArgument = message.startsWith('command-argument value');
        const [name, value] = isArgument ? [`<${second}>`, first] : [first, second];
        const expected = message.replace(/^.*?' is invalid(?: for argument '[^']*')?\. ?/s, '');
        const choices = /^Allowed choices are (.*)\.$/.exec(expected)?.[1];
        return usage.invalidArgument(
          name,
          value,
          choices === undefined ? expected : usage.choices(choices),
        );
      }
      default:
        return message;
    }
  };
  return new UsageError(
    (text) =>
      suggestion === undefined
        ? describe(text)
        : `${describe(text)} ${text.usage.suggestion(suggestion)}`,
    command,
    { cause: error },
  );
}
