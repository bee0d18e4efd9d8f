import type { frameRu } from '../ru/frame.ts';

export const frameEn: typeof frameRu = {
  program: {
    description: 'Mirrors every IDENT patient as an amoCRM contact and keeps it correct',
    lang: 'language: ru or en (by default as LANG says, else the time zone)',
    json: 'the last line of stdout is a JSON object',
    settings: 'settings file instead of .env',
    clinic: 'a clinic of CONFIG_FILE, where it names several',
    help: 'show help',
    version: 'show the version',
    groups: { start: 'First steps:', work: 'Work:', sample: 'Sample environment:' },
  },
  help: {
    'Usage:': 'Usage:',
    'Arguments:': 'Arguments:',
    'Options:': 'Options:',
    'Global Options:': 'Common options:',
    'Commands:': 'Commands:',
    options: '[options]',
    command: '[command]',
    default: (value) => `default ${value}`,
    required: 'required',
  },
  source: {
    option: 'which database of the clinic, by name or number, where it has several',
    column: 'Database',
    which: (list: string) => `the clinic has several databases: ${list}. Name one by --source`,
    unknown: (name: string, list: string) => `there is no database "${name}"; there are: ${list}`,
    contradicts: (number: string, list: string) =>
      `the id names database ${number}, which is none of those meant; there are: ${list}`,
    idle: 'a pass reads all databases; --source goes with --accept-database or --allow-mass-change',
  },
  usage: {
    unknownOption: (name) => `No such option: ${name}.`,
    unknownCommand: (name) => `No such command: ${name}.`,
    dashes: (option) => `There is a dash in place of two hyphens. Type: ${option}.`,
    missingArgument: (name) => `Argument ${name} is missing.`,
    optionMissingArgument: (flags) => `Option ${flags} needs a value.`,
    missingOption: (flags) => `Option ${flags} is missing.`,
    conflict: (one, other) => `${one} and ${other} cannot go together.`,
    excessArguments: (details) => `Too many arguments: ${details}.`,
    invalidArgument: (flags, value, expected) =>
      `${flags}: the value "${value}" does not fit. ${expected}`,
    noCommand: 'No command was given.',
    suggestion: (names) => `Perhaps this was meant: ${names}.`,
    seeHelp: (command) => `Help: ${command} --help`,
    patientId: 'The id of a patient is expected, as in amoCRM: 12345, or 2:12345.',
    integer: (min, max) => `A whole number from ${min} to ${max} is expected.`,
    choices: (list) => `Choose from: ${list}.`,
  },
  failure: {
    title: 'Error:',
    interrupted: 'Interrupted.',
    interruptedHint: 'What was done is kept; the command may be run again.',
    stopping: 'Stopping, finishing what has begun… (Ctrl-C again: at once)',
    bug: (place) => `Internal error of ident-amocrm (${place}). This is our bug.`,
    bugHint:
      'Run the command again; if it comes back, send us this code and the log (LOG_FILE): it holds no personal data.',
    incomplete: (name: string) => `The program is not installed completely: ${name} is not there.`,
    incompleteHint: 'In the folder of ident-amocrm run "npm ci", then "npm run build".',
    system: (code, call, subject) =>
      `The system refused: ${code} (${call})${subject === '' ? '' : `, ${subject}`}.`,
    systemHints: {
      EADDRINUSE: 'The port is taken: stop the other program or give another port.',
      EACCES: 'Permission is missing: give the file or folder to whom the program runs as (chown).',
      EPERM: 'Permission is missing: give the file or folder to whom the program runs as (chown).',
      EROFS: 'The disk is read-only: give another folder.',
      ENOSPC: 'The disk is full.',
      ENOENT: 'There is no such file or folder: check the path.',
    },
    page: (page) => `More: ${page}`,
    systemHint: 'Check paths and permissions; the error code helps to find the cause.',
  },
  progress: {
    rate: (perSecond) => `${perSecond}/s`,
    left: (duration) => `${duration} left`,
  },
  completion: {
    description: 'Completion of commands by Tab: prints a script for the shell',
    shell: 'bash, zsh, fish or powershell',
  },
};
