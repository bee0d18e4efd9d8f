import { cli } from '../cli/cli-harness.ts';

/** The names of the program's commands, as its own help tells them. */
export async function knownCommands(): Promise<ReadonlySet<string>> {
  const { stdout } = await cli(['--help']);
  return new Set(
    [...stdout.matchAll(/^ {2}([a-z-]+)(?: \S+)* {2,}/gm)].map((match) => match[1] ?? ''),
  );
}
