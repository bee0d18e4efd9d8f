import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { CliContext } from '../context.ts';
import type { InputStream } from './input-stream.ts';

/**
 * Asks for lines at a terminal without showing what is typed. Lines are given out in the order in which they come, also
 * when they are pasted at once.
 */
export class SecretPrompt implements Disposable {
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
export async function firstLine(stdin: InputStream): Promise<string> {
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text.split(/\r?\n/)[0] ?? '';
}
