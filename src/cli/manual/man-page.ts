import type { Language } from '../../language.ts';
import { allOf, type CommandNode, type OptionNode } from './command-tree.ts';
import { examples } from './examples.ts';
import { exitWords } from './exit-words.ts';

const headings = {
  ru: {
    name: 'ИМЯ',
    synopsis: 'ОБЗОР',
    synopsisText: '[параметры] команда',
    options: 'ОБЩИЕ ПАРАМЕТРЫ',
    commands: 'КОМАНДЫ',
    exits: 'КОДЫ ВОЗВРАТА',
    files: 'ФАЙЛЫ',
    settings: 'настройки; все описаны в .env_example',
    state: 'состояние и его ключ',
    see: 'СМОТРИ ТАКЖЕ',
  },
  en: {
    name: 'NAME',
    synopsis: 'SYNOPSIS',
    synopsisText: '[options] command',
    options: 'GLOBAL OPTIONS',
    commands: 'COMMANDS',
    exits: 'EXIT STATUS',
    files: 'FILES',
    settings: 'settings; .env_example tells of all of them',
    state: 'the state and its key',
    see: 'SEE ALSO',
  },
} as const;

/** The manual, for `man ident-amocrm`: every command as it was declared. */
export function manPage(program: CommandNode, language: Language, version: string): string {
  const words = headings[language];
  const commands = allOf(program).filter(
    ({ commands: below, path }) => path !== '' && below.length === 0,
  );
  return `${[
    `.TH IDENT\\-AMOCRM 1 "" "ident\\-amocrm ${roff(version)}"`,
    // A name that a line breaks is not what one types.
    ...['.nh', '.ad l'],
    ...section(words.name, [`ident\\-amocrm \\- ${roff(program.about)}`]),
    ...section(words.synopsis, ['.B ident\\-amocrm', roff(words.synopsisText)]),
    ...section(words.options, program.options.flatMap(optionLines)),
    ...section(
      words.commands,
      commands.flatMap((node) => commandLines(node, language)),
    ),
    ...section(
      words.exits,
      Object.entries(exitWords).flatMap(([code, said]) => ['.TP', code, roff(said[language])]),
    ),
    ...section(words.files, [
      ...['.TP', '.I .env', roff(words.settings)],
      ...['.TP', '.I data/state.db, data/state.key', roff(words.state)],
    ]),
    ...section(words.see, [roff(`docs/guide.${language}.md, docs/deploy.${language}.md`)]),
  ].join('\n')}\n`;
}

const section = (title: string, lines: readonly string[]): readonly string[] => [
  `.SH ${roff(title)}`,
  ...lines,
];

function commandLines(node: CommandNode, language: Language): readonly string[] {
  const call = [node.path, ...node.args.map(({ shown }) => shown)].join(' ');
  return [
    `.SS "${roff(call)}"`,
    roff(node.about),
    ...node.options.filter(({ names }) => !names.includes('--help')).flatMap(optionLines),
    ...(examples[node.path] ?? []).flatMap(({ line, about }) => [
      ...['.PP', roff(`${about[language]}:`), '.RS', `.B ${roff(`ident-amocrm ${line}`)}`, '.RE'],
    ]),
  ];
}

const optionLines = ({ flags, about }: OptionNode): readonly string[] => [
  ...['.TP', `.B ${roff(flags)}`, roff(about)],
];

/** As text: no line of ours begins a request, and hyphens stay what one types. */
const roff = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/-/g, '\\-')
    .replace(/^([.'])/, '\\&$1');
