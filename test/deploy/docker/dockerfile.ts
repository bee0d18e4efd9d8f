/** One instruction of a Dockerfile, continuation lines joined. */
export interface Instruction {
  readonly name: string;
  readonly value: string;
}

export interface Stage {
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  /** ARG before the first FROM. */
  readonly args: Readonly<Record<string, string>>;
  readonly stages: readonly Stage[];
}

export function parseDockerfile(text: string): Dockerfile {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n');
  const args: Record<string, string> = {};
  const stages: { name: string | undefined; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = '', value = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') {
      stages.push({ name: / AS (\S+)$/.exec(value)?.[1], instructions: [] });
    }
    const stage = stages.at(-1);
    if (stage !== undefined) stage.instructions.push({ name, value });
    else args[value.split('=')[0] ?? ''] = value.slice(value.indexOf('=') + 1);
  }
  return { args, stages };
}

export interface Copy {
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly target: string;
}

export function copiesOf(stage: Stage): readonly Copy[] {
  return stage.instructions
    .filter(({ name }) => name === 'COPY')
    .map(({ value }) => {
      const words = value.split(/\s+/);
      const flags = words.filter((word) => word.startsWith('--'));
      const paths = words.filter((word) => !word.startsWith('--'));
      return {
        from: flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length),
        sources: paths.slice(0, -1),
        target: paths.at(-1) ?? '',
      };
    });
}

/** What an allow-list (`*`, then `!path`) of .dockerignore lets through. */
export function allowedPaths(dockerignore: string): readonly string[] {
  return dockerignore
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
}
