import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FleetGround } from './fleet-ground.ts';

const bin = join(import.meta.dirname, '..', '..', 'bin', 'ident-amocrm.js');

/** `ident-amocrm fleet run` in a process of its own. */
export class MachineProcess {
  readonly #child: ChildProcess;
  #said = '';
  readonly ended: Promise<number | null>;

  /** Of its site. */
  readonly url: string;

  constructor(ground: FleetGround, places: number) {
    const port = ground.takePort();
    this.url = `http://127.0.0.1:${port}`;
    this.#child = spawn(process.execPath, [bin, 'fleet', 'run'], {
      cwd: ground.folder,
      env: {
        ...{ PATH: process.env['PATH'], LANG: 'en_US.UTF-8', LOG_FORMAT: 'json' },
        ...{ ...ground.env, FLEET_PLACES: String(places) },
        HTTP_PORT: String(port),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.on('data', (chunk) => {
      this.#said += String(chunk);
    });
    this.ended = new Promise((resolve) => this.#child.once('close', (code) => resolve(code)));
    onTestFinished(() => {
      this.#child.kill('SIGKILL');
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get said(): string {
    return this.#said;
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
