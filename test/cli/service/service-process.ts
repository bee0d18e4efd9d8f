import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { freePort } from '../../support/http/free-port.ts';
import type { Clinic } from '../clinic.ts';

const bin = join(import.meta.dirname, '..', '..', '..', 'bin', 'ident-amocrm.js');

/** As long as a loaded machine needs. */
const patience = { timeout: 60_000, interval: 50 };

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
}

/** A command of a clinic in a process of its own. */
export function spawnCli(clinic: Clinic, env: Record<string, string>, ...argv: string[]): Started {
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd: clinic.folder,
    env: { PATH: process.env['PATH'], LANG: 'en_US.UTF-8', ...clinic.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += String(chunk);
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...said }));
  });
  return { child, stderr: () => said.stderr, ended };
}

/** `ident-amocrm run` in a process of its own. */
export class ServiceProcess {
  readonly #started: Started;

  private constructor(started: Started) {
    this.#started = started;
  }

  /** Resolves when it says that it works. It loads everybody unless FIRST_LOAD says otherwise. */
  static async start(clinic: Clinic, env: Record<string, string> = {}): Promise<ServiceProcess> {
    const own = { HTTP_PORT: String(await freePort()), SYNC_INTERVAL_MINUTES: '5s' };
    const service = new ServiceProcess(
      spawnCli(clinic, { ...own, FIRST_LOAD: 'start', ...env }, 'run'),
    );
    await service.logs(({ msg }) => msg === 'service started');
    return service;
  }

  get ended(): Promise<Ended> {
    return this.#started.ended;
  }

  /** Its log so far. */
  get log(): readonly LogLine[] {
    const lines = this.#started.stderr().split('\n').slice(0, -1);
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  }

  /** Waits until it has logged it. */
  async logs(wanted: (line: LogLine) => boolean): Promise<void> {
    await vi.waitUntil(() => {
      if (this.#started.child.exitCode !== null) throw new Error(this.#started.stderr());
      return this.log.some(wanted);
    }, patience);
  }

  send(signal: NodeJS.Signals): void {
    this.#started.child.kill(signal);
  }
}

type LogLine = Readonly<Record<string, unknown>>;
