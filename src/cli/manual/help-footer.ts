import type { Command } from 'commander';
import { type ExitCode, exitCode } from '../../app-error.ts';
import type { Language } from '../../language.ts';
import { wrapped } from '../terminal/wrapped.ts';
import { examples } from './examples.ts';
import { exitWords } from './exit-words.ts';

/** What a command may end with besides what every command may. */
const { rowsNotWritten, authorisation, temporary, guard } = exitCode;
const further: Readonly<Record<string, readonly ExitCode[]>> = {
  sync: [rowsNotWritten, authorisation, temporary, guard],
  test: [rowsNotWritten, authorisation, temporary, guard],
  plan: [authorisation, temporary, guard],
  forget: [rowsNotWritten, authorisation, temporary],
  auth: [authorisation, temporary],
  'test-db': [temporary],
  'visits cohort': [temporary],
  'visits list': [temporary],
  'visits plan': [temporary],
  'visits sync': [rowsNotWritten, authorisation, temporary, guard],
  'fields check': [authorisation, temporary],
  'fields create': [authorisation, temporary],
  'fields clear': [rowsNotWritten, authorisation, temporary, guard],
  'fields confirm': [temporary],
};

interface FooterOptions {
  /** The words that call it, without the program's name. */
  readonly path: string;
  readonly language: Language;
  readonly width: number;
  readonly bold: (text: string) => string;
}

/** What stands below a command's help: how one uses it, what it ends with, and how one changes the language. */
export function helpFooter(command: Command, options: FooterOptions): string {
  const { path, language, width, bold } = options;
  const words = headings[language];
  const own = examples[path] ?? [];
  const lines = own.map(({ line, about }) => [`ident-amocrm ${line}`, about[language]] as const);
  const column = Math.max(0, ...lines.map(([line]) => line.length));
  const fits = lines.every(([, about]) => column + about.length + 4 <= width);
  const shown = lines.map(([line, about]) =>
    fits ? `  ${line.padEnd(column)}  ${about}` : `  ${line}\n      ${about}`,
  );
  const exits = exitsOf(command, path).map((code) => `${code} ${exitWords[code][language]}`);
  return [
    ...(shown.length > 0 ? [bold(words.examples), ...shown, ''] : []),
    wrapped(`${bold(words.exits)} ${exits.join(' · ')}`, width, '  '),
    wrapped(words.language, width, '  '),
  ].join('\n');
}

function exitsOf(command: Command, path: string): readonly ExitCode[] {
  const waits = command.options.some(({ long }) => long === '--no-wait');
  return [
    ...[exitCode.ok, exitCode.failed, exitCode.usage],
    ...(further[path] ?? []),
    ...(waits ? [exitCode.lock] : []),
    exitCode.interrupted,
  ];
}

const headings = {
  ru: {
    examples: 'Примеры:',
    exits: 'Коды возврата:',
    language: 'Язык: --lang en; всегда: переменная LANG=en_GB.UTF-8 (или ru_RU.UTF-8)',
  },
  en: {
    examples: 'Examples:',
    exits: 'Exit codes:',
    language: 'Language: --lang ru; always: the variable LANG=ru_RU.UTF-8 (or en_GB.UTF-8)',
  },
} as const;
