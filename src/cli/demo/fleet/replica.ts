import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../../sandbox/free-port.ts';
import { type FleetWorld, programFile } from './fleet-world.ts';

/** `ident-amocrm fleet run` in a process of its own: one machine of the demo's fleet. */
export class Replica implements AsyncDisposable {
  /** From 1 on. */
  readonly number: number;
  /** Where its metrics are. */
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #said = '';

  private constructor(child: ChildProcess, number: number, url: string) {
    this.number = number;
    this.url = url;
    this.#child = child;
    this.#ended = once(child, 'close');
    child.stderr?.on('data', (chunk) => {
      this.#said = `${this.#said}${String(chunk)}`.slice(-4_000);
    });
  }

  static async start({ folder, env }: FleetWorld, number: number): Promise<Replica> {
    const port = await freePort();
    const child = spawn(process.execPath, [programFile, 'fleet', 'run'], {
      cwd: folder,
      env: { ...env, HTTP_PORT: String(port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new Replica(child, number, `http://127.0.0.1:${port}`);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get lives(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** @throws Error it has ended by itself, and what it said last */
  prove(): void {
    if (!this.lives) throw new Error(`machine ${this.number} has ended: ${this.#said}`);
  }

  /** As a power cut would: it comes to no end of anything. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.lives) return;
    // What it has sent is gone with its amoCRM: nobody needs a well-kept state.
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
