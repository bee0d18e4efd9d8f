import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a child answers: a result, or the reason why there is none. */
export type Reply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: string };

/**
 * A process of its own: what is measured in it is nobody else's. Questions are answered one at a time, in order.
 */
export class MeasuredProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(file: string, execArgv: readonly string[] = []) {
    this.#child = fork(join(import.meta.dirname, 'processes', file), {
      serialization: 'advanced',
      execArgv: [...execArgv],
      // As in the image and in the systemd unit.
      env: { ...process.env, MALLOC_ARENA_MAX: '1' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  /** The child's own word for what comes back is trusted: both ends are in this folder. */
  ask<T>(question: object): Promise<T> {
    const answer = this.#turn.then(() => this.#exchange<T>(question));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #exchange<T>(question: object): Promise<T> {
    const answered = new AbortController();
    const { signal } = answered;
    const ended = once(this.#child, 'exit', { signal }).then(([code]) => {
      throw new Error(`a measured process ended with ${code}`);
    });
    ended.catch(() => undefined);
    const message = once(this.#child, 'message', { signal });
    message.catch(() => undefined);
    this.#child.send(question);
    const [reply] = (await Promise.race([message, ended]).finally(() => answered.abort())) as [
      Reply,
    ];
    if (!reply.ok) throw new Error(reply.error);
    return reply.result as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}
