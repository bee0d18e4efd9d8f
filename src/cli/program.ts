import { Command, Help, Option } from 'commander';
import type { Language } from '../language.ts';
import { type CommandFrame, commandPath } from './command.ts';
import { declareSample } from './commands/sample.ts';
import { declareStart } from './commands/start.ts';
import { declareWork } from './commands/work.ts';
import type { Messages } from './locale/messages.ts';
import { helpFooter } from './manual/help-footer.ts';
import type { Output } from './terminal/output.ts';

interface ProgramOptions {
  readonly language: Language;
  readonly frame: CommandFrame;
  readonly output: Output;
  readonly version: string;
}

/** Options that every command has. */
export interface GlobalOptions {
  readonly lang?: string;
  readonly json?: true;
  readonly settings?: string;
  readonly envFile?: string;
  readonly clinic?: string;
}

/** The command line: which commands there are, and how commander speaks. */
export function createProgram({ language, frame, output, version }: ProgramOptions): Command {
  const { program: text, help } = frame.text;
  const plain = new Help();
  plain.showGlobalOptions = true;
  const program = new Command('ident-amocrm')
    .description(text.description)
    .version(version, '-V, --version', text.version)
    .addOption(new Option('--lang <ru|en>', text.lang).choices(['ru', 'en']))
    .option('--json', text.json)
    .option('--settings <FILE>', text.settings)
    // What it was called before. Node looks for an option of this name itself, behind a script's name, too.
    .addOption(new Option('--env-file <FILE>').hideHelp())
    .option('--clinic <NAME>', text.clinic)
    .helpOption('-h, --help', text.help)
    .helpCommand(false)
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (words) => output.data(words.trimEnd()),
      // Help that is shown because the command is missing; errors are told by the caller.
      writeErr: (words) => output.talk(words.trimEnd()),
      outputError: () => {},
      // Output decides of colours; by its own lights commander would take ours out again.
      getOutHasColors: () => true,
      getErrHasColors: () => true,
      getOutHelpWidth: () => Math.min(output.width, 100),
      getErrHelpWidth: () => Math.min(output.width, 100),
    })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => output.paint.bold(headingIn(help, title)),
      // --version goes without repeating.
      visibleGlobalOptions: (command) =>
        plain.visibleGlobalOptions(command).filter((option) => option.long !== '--version'),
      subcommandTerm: (command) => [command.name(), ...argumentsOf(command)].join(' '),
      commandUsage: (command) => usageOf(command, frame.text),
      optionDescription: (option) => {
        const { description, mandatory, defaultValue } = option;
        if (mandatory) return `${description} (${help.required})`;
        return defaultValue === undefined || option.isBoolean()
          ? description
          : `${description} (${help.default(String(defaultValue))})`;
      },
    });

  program.commandsGroup(text.groups.start);
  declareStart(program, frame);
  program.commandsGroup(text.groups.work);
  declareWork(program, frame);
  program.commandsGroup(text.groups.sample);
  declareSample(program, frame);
  localise(program, text);
  addFooters(program, { language, output });
  return program;
}

function headingIn(help: Messages['help'], title: string): string {
  return title in help ? String(help[title as keyof typeof help]) : title; // checked on this line
}

function usageOf(command: Command, { help }: Messages): string {
  const subcommand = command.commands.length > 0 ? [help.command] : [];
  return [commandPath(command), ...subcommand, ...argumentsOf(command), help.options].join(' ');
}

function argumentsOf(command: Command): readonly string[] {
  return command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
}

function addFooters(
  command: Command,
  { language, output }: Pick<ProgramOptions, 'language' | 'output'>,
): void {
  const path = commandPath(command).split(' ').slice(1).join(' ');
  const width = Math.min(output.width, 100);
  command.addHelpText(
    'after',
    () => `\n${helpFooter(command, { path, language, width, bold: output.paint.bold })}`,
  );
  for (const child of command.commands) addFooters(child, { language, output });
}

/** Commander hands settings down to subcommands, but not the words for --help. */
function localise(command: Command, text: Messages['program']): void {
  for (const child of command.commands) {
    child.helpOption('-h, --help', text.help);
    child.helpCommand(false);
    localise(child, text);
  }
}
