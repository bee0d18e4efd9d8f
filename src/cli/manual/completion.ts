import { allOf, type CommandNode, type OptionNode } from './command-tree.ts';

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof shells)[number];

/** A script that completes the command line by Tab. It knows the commands as they were declared; nothing is started. */
export function completionScript(shell: Shell, program: CommandNode): string {
  return writers[shell](program, allOf(program));
}

type Writer = (program: CommandNode, all: readonly CommandNode[]) => string;

const name = 'ident-amocrm';

const bash: Writer = (
  program,
  all,
) => `# ${name}: completion for bash. Source it, or put it into /etc/bash_completion.d.
_ident_amocrm() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} at='' word i words=''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$at/$word" in
${stepLines(all, (at, word, to) => `      '${at}/${word}') at='${to}' ;;`)}
    esac
  done
  case "$at/$previous" in
${valueCases(all, (words) => `words='${words.join(' ')}'`, 'COMPREPLY=($(compgen -f -- "$current")); return', 'return')}
  esac
  if [[ -z $words ]]; then
    case "$at" in
${all.map((node) => `      '${node.path}') words='${wordsOf(program, node).join(' ')}' ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _ident_amocrm ${name}
`;

const zsh: Writer = (program, all) => `#compdef ${name}
# ${name}: completion for zsh. Put it into a folder of fpath as _${name}.
_ident_amocrm() {
  local at='' word i previous=\${words[CURRENT-1]}
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    case "$at/$word" in
${stepLines(all, (at, word, to) => `      '${at}/${word}') at='${to}' ;;`)}
    esac
  done
  case "$at/$previous" in
${valueCases(all, (words) => `compadd ${words.join(' ')}; return`, '_files; return', 'return')}
  esac
  case "$at" in
${all
  .map(
    (node) =>
      `    '${node.path}') offered=(${described(program, node)
        .map(([word, about]) => `'${word}:${plain(about)}'`)
        .join(' ')}) ;;`,
  )
  .join('\n')}
  esac
  _describe '${name}' offered
}
if [[ $funcstack[1] == _${name} ]]; then _ident_amocrm "$@"; else compdef _ident_amocrm ${name}; fi
`;

const fish: Writer = (
  program,
  all,
) => `# ${name}: completion for fish. Put it into ~/.config/fish/completions/${name}.fish.
function __ident_amocrm_at
    set -l at ''
    for word in (commandline -opc)[2..]
        switch "$at/$word"
${stepLines(all, (at, word, to) => `            case '${at}/${word}'\n                set at '${to}'`)}
        end
    end
    test "$at" = "$argv[1]"
end
complete -c ${name} -f
${all
  .flatMap((node) => {
    const here = `complete -c ${name} -n '__ident_amocrm_at "${node.path}"'`;
    const global = node === program ? [] : everywhere(program);
    return [
      ...node.commands.map(
        (child) => `${here} -a ${lastWord(child.path)} -d '${plain(child.about)}'`,
      ),
      ...node.args
        .filter(({ choices }) => choices.length > 0)
        .map(({ choices }) => `${here} -a '${choices.join(' ')}'`),
      ...[...node.options, ...global].map((option) => `${here} ${fishOption(option)}`),
    ];
  })
  .join('\n')}
`;

function fishOption({ names, about, value }: OptionNode): string {
  const words = names.map((one) =>
    one.startsWith('--') ? `-l ${one.slice(2)}` : `-s ${one.slice(1)}`,
  );
  const follows =
    value === 'none'
      ? []
      : value === 'file'
        ? ['-r -F']
        : value === 'any'
          ? ['-x']
          : [`-x -a '${value.join(' ')}'`];
  return [...words, ...follows, `-d '${plain(about)}'`].join(' ');
}

const powershell: Writer = (
  program,
  all,
) => `# ${name}: completion for PowerShell. Add it to your $PROFILE.
Register-ArgumentCompleter -Native -CommandName ${name} -ScriptBlock {
  param($current, $line, $position)
  $steps = @{
${stepLines(all, (at, word, to) => `    '${at}/${word}' = '${to}'`)}
  }
  $offered = @{
${all
  .map(
    (node) =>
      `    '${node.path}' = @(${wordsOf(program, node)
        .map((word) => `'${word}'`)
        .join(', ')})`,
  )
  .join('\n')}
  }
  $values = @{
${choicesOf(all)
  .map(([option, words]) => `    '${option}' = @(${words.map((word) => `'${word}'`).join(', ')})`)
  .join('\n')}
  }
  $typed = @($line.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { "$_" })
  $at = ''
  foreach ($word in $typed) { if ($steps.ContainsKey("$at/$word")) { $at = $steps["$at/$word"] } }
  $words = $offered[$at]
  foreach ($key in "$at/$($typed[-1])", "*/$($typed[-1])") { if ($values.ContainsKey($key)) { $words = $values[$key] } }
  $words | Where-Object { $_ -like "$current*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;

const writers: Readonly<Record<Shell, Writer>> = { bash, zsh, fish, powershell };

/** A line for each step from a command, by a word, to the one below it. */
const stepLines = (
  all: readonly CommandNode[],
  line: (at: string, word: string, to: string) => string,
): string =>
  all
    .flatMap(({ path, commands }) =>
      commands.map((child) => line(path, lastWord(child.path), child.path)),
    )
    .join('\n');

/** What may be typed where this command stands, each with what it is. */
function described(
  program: CommandNode,
  node: CommandNode,
): readonly (readonly [string, string])[] {
  const options = node === program ? node.options : [...node.options, ...everywhere(program)];
  const seen = new Set<string>();
  return [
    ...node.commands.map((child) => [lastWord(child.path), child.about] as const),
    ...node.args.flatMap(({ choices }) => choices.map((word) => [word, node.about] as const)),
    ...options.map(({ names, about }) => [names.at(-1) ?? '', about] as const),
  ].filter(([word]) => word !== '' && !seen.has(word) && seen.add(word));
}

/** The program's options that every command takes. */
const everywhere = ({ options }: CommandNode): readonly OptionNode[] =>
  options.filter(({ names }) => !names.includes('--version'));

const wordsOf = (program: CommandNode, node: CommandNode): readonly string[] =>
  described(program, node).map(([word]) => word);

/** Options as a shell tells them from one another: `rejected list/--reason`; those of the program stand anywhere. */
const optionsOf = (
  all: readonly CommandNode[],
): readonly { readonly key: string; readonly value: OptionNode['value'] }[] =>
  all.flatMap(({ path, options }) =>
    options.flatMap(({ names, value }) =>
      names.map((one) => ({ key: `${path === '' ? '*' : path}/${one}`, value })),
    ),
  );

/** Options that take one of a few words. */
const choicesOf = (
  all: readonly CommandNode[],
): readonly (readonly [string, readonly string[]])[] =>
  optionsOf(all).flatMap(({ key, value }) =>
    typeof value === 'string' ? [] : [[key, value] as const],
  );

/** A shell's cases for what the last option wants. */
function valueCases(
  all: readonly CommandNode[],
  words: (choices: readonly string[]) => string,
  file: string,
  anything: string,
): string {
  const keys = (wanted: OptionNode['value']) =>
    optionsOf(all)
      .filter(({ value }) => value === wanted)
      .map(({ key }) => key);
  const cases: [readonly string[], string][] = [
    ...choicesOf(all).map(([key, choices]): [readonly string[], string] => [[key], words(choices)]),
    [keys('file'), file],
    [keys('any'), anything],
  ];
  return cases
    .filter(([options]) => options.length > 0)
    .map(([options, then]) => `    ${options.map(pattern).join(' | ')}) ${then} ;;`)
    .join('\n');
}

/** A star stays one. */
const pattern = (key: string): string => (key.startsWith('*') ? key : `'${key}'`);

const lastWord = (path: string): string => path.slice(path.lastIndexOf(' ') + 1);

/** Fit for a text between apostrophes, and for zsh's `word:about`. */
const plain = (about: string): string => about.replace(/'/g, '’').replace(/:/g, ' –');
