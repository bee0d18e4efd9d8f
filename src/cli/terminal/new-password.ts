import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { weakPassword } from '../../secret-strength.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../ends/usage-error.ts';
import { firstLine, SecretPrompt } from './ask-secret.ts';

/** Where a password comes from: never from the command line, which others on this computer can read. */
export interface PasswordSource {
  readonly stdin?: true;
  readonly file?: string;
}

/** @throws UsageError, naming the command in its hint */
export async function newPassword(
  context: CliContext,
  { stdin: fromStdin, file }: PasswordSource,
  command: string,
): Promise<string> {
  const { stdin, text } = context;
  const words = text.password;
  const mistake = (describe: (said: typeof words) => string) =>
    new UsageError((said) => describe(said.password), command);
  const strong = (given: string): string => {
    const weakness = weakPassword(given);
    if (weakness !== null) throw mistake((said) => said.weak(weakness.problem));
    return given;
  };
  if (file !== undefined) return strong(inFile(resolve(context.cwd, file), mistake));
  if (fromStdin) return strong(await firstLine(stdin));
  if (stdin.isTTY !== true) throw mistake((said) => said.noTerminal(command));
  using prompt = new SecretPrompt(context);
  const first = strong((await prompt.ask(words.ask)) ?? '');
  const second = await prompt.ask(words.again);
  if (first !== second) throw mistake((said) => said.differ);
  return first;
}

function inFile(
  file: string,
  mistake: (describe: (said: CliContext['text']['password']) => string) => UsageError,
): string {
  try {
    return (
      readFileSync(file, 'utf8')
        .replace(/^\uFEFF/, '')
        .split(/\r?\n/)[0] ?? ''
    );
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
    throw mistake((said) => said.unreadable(file, code));
  }
}
