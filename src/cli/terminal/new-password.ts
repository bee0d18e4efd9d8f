import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { systemCode } from '../../config/file/text-file.ts';
import { weakPassword } from '../../secret-strength.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../ends/usage-error.ts';
import type { InputStream } from './output.ts';

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
    throw mistake((said) => said.unreadable(file, systemCode(error)));
  }
}

/**
 * Asks for lines at a terminal without showing what is typed. Lines are given out in the order in which they come, also
 * when they are pasted at once.
 */
class SecretPrompt implements Disposable {
  readonly #reader: ReturnType<typeof createInterface>;
  readonly #lines: AsyncIterator<string>;
  readonly #output: CliContext['output'];

  constructor({ stdin, output, signal }: Pick<CliContext, 'stdin' | 'output' | 'signal'>) {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    // As a terminal readline takes the echo upon itself, and has nowhere to write it.
    this.#reader = createInterface({ input: stdin, output: nowhere, terminal: true, signal });
    this.#lines = this.#reader[Symbol.asyncIterator]();
    this.#output = output;
    // In raw mode Ctrl-C is a key like others.
    this.#reader.on('SIGINT', () => this.#reader.close());
  }

  /** @returns null when there is nothing more to come: Ctrl-C, Ctrl-D. */
  async ask(question: string): Promise<string | null> {
    this.#output.stderr.write(question);
    const { value, done } = await this.#lines.next();
    this.#output.stderr.write('\n');
    return done === true ? null : value;
  }

  [Symbol.dispose](): void {
    this.#reader.close();
  }
}

/** The first line of what is piped in. */
async function firstLine(stdin: InputStream): Promise<string> {
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text.split(/\r?\n/)[0] ?? '';
}
