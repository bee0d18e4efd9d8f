import type { Command, CommanderError } from 'commander';
import { AppError, errorKind, exitCode } from '../../app-error.ts';
import { editDistance } from '../../config/edit-distance.ts';
import { inLatin } from '../../config/look-alike.ts';
import { commandPath } from '../command.ts';
import { type Messages, messages } from '../locale/messages.ts';

/** The command line itself is wrong. */
export class UsageError extends AppError {
  /** @param command what to ask for help: `ident-amocrm sync`. */
  constructor(describe: (text: Messages) => string, command: string, options?: ErrorOptions) {
    const { ru, en } = messages;
    const texts = {
      ru: describe(ru),
      ruHint: ru.usage.seeHelp(command),
      en: describe(en),
      enHint: en.usage.seeHelp(command),
    };
    super(errorKind('USAGE', exitCode.usage, false, texts), options);
  }
}

/**
 * Commander speaks English only; its error's code and the quoted words are enough to say the same in any language.
 *
 * @param command what the words named, as far as they did.
 */
export function toUsageError(error: CommanderError, command: Command): UsageError {
  const message = error.message.replace(/^error: /, '');
  const quoted = [...message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
  const [first = '', second = ''] = quoted;
  const child = misspeltChild(error, message, command);
  const suggestion =
    (child === null ? undefined : nearestChild(child, command)) ??
    /\(Did you mean (?:one of )?(.+)\?\)/.exec(message)?.[1] ??
    meantBy(first, command);

  const describe = ({ usage }: Messages): string => {
    switch (error.code) {
      case 'commander.help':
        return usage.noCommand;
      case 'commander.unknownOption':
        return dashed.test(first) ? usage.dashes(hyphens(first)) : usage.unknownOption(first);
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
        if (child !== null) return usage.unknownCommand(child);
        return excess(excessWords(message), usage);
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
    commandPath(command),
    { cause: error },
  );
}

/** A command that does something by itself and has others below it takes a misspelt one of them for its argument. */
function misspeltChild({ code }: CommanderError, message: string, command: Command): string | null {
  if (code !== 'commander.excessArguments' || command.commands.length === 0) return null;
  const word = excessWords(message).split(/, ?/)[0] ?? '';
  return /^[a-z-]+$/i.test(word) ? word : null;
}

const excessWords = (message: string): string => message.replace(/^.*: (.*)\.$/s, '$1');

/** Two letters off, at most. */
function nearestChild(word: string, { commands }: Command): string | undefined {
  const far = (name: string) => editDistance(word.toLowerCase(), name);
  const [best] = commands.map((child) => child.name()).toSorted((a, b) => far(a) - far(b));
  return best !== undefined && far(best) <= 2 ? best : undefined;
}

/** Editors and messengers make a dash of two hyphens. */
const dashed = /^[-—–−]*[—–−][-—–−]*(?=[a-z])/;

const hyphens = (word: string): string => word.replace(dashed, '--');

function excess(words: string, usage: Messages['usage']): string {
  const word = words.split(/, ?/).find((one) => dashed.test(one));
  return word === undefined ? usage.excessArguments(words) : usage.dashes(hyphens(word));
}

/** In another alphabet or case, or with one hyphen too few. */
function meantBy(word: string, command: Command): string | undefined {
  const typed = inLatin(word).toLowerCase();
  const options = [command, ...(command.parent ? [command.parent] : [])].flatMap(
    (one) => one.options,
  );
  const known = [
    ...command.commands.map((child) => child.name()),
    ...options.flatMap(({ long }) => long ?? []),
  ];
  const found = known.find((name) => name === typed || name === `-${typed}`);
  return found === word ? undefined : found;
}
