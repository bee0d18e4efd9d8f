import { execFile } from 'node:child_process';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Part of systemd: where there is a NOTIFY_SOCKET, it is there. */
const tool = 'systemd-notify';

/** Longer than the tool itself waits for the manager to take a message (5 s). */
const deliveryTimeoutMs = 10_000;

/**
 * Tells the service manager (systemd, Type=notify) how the service is, by the variables that systemd gives it:
 * NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID; says nothing where there is none. Nothing here ever throws: the service
 * outlives a manager that does not listen, and logs that once.
 *
 * Node has no datagram sockets of the Unix domain, so systemd's own tool speaks for us: the unit needs
 * `NotifyAccess=all`. It waits until the manager has taken the message, without which a message of a process that is
 * gone already would be dropped. One tool process at a time: what is said meanwhile waits and goes together, so that a slow
 * machine piles up no processes.
 */
export class ServiceNotifier implements AsyncDisposable {
  /** Of the tool; null: nobody listens. */
  readonly #env: NodeJS.ProcessEnv | null;
  /** Half of the unit's WatchdogSec; null: nobody watches. */
  readonly #watchdogMs: number | null;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #waiting = new Set<string>();
  #delivery: Promise<void> | undefined;
  #fedAt = Number.NEGATIVE_INFINITY;
  #hasFailed = false;

  constructor(
    env: Environment,
    {
      clock,
      log,
    }: { readonly clock: Pick<Clock, 'monotonic'>; readonly log: Pick<Logger, 'warn'> },
  ) {
    const { NOTIFY_SOCKET: socket = '', PATH: path } = env;
    this.#env =
      socket === '' ? null : { NOTIFY_SOCKET: socket, ...(path !== undefined && { PATH: path }) };
    this.#watchdogMs = watchdogInterval(env);
    this.#clock = clock;
    this.#log = log;
  }

  /** The service does its work from now on. */
  ready(): void {
    this.#say('READY=1');
  }

  /** Feeds the watchdog. It may be called more often than needed: what comes too soon costs nothing. */
  alive(): void {
    const now = this.#clock.monotonic();
    if (this.#watchdogMs === null || now - this.#fedAt < this.#watchdogMs / 2) return;
    this.#fedAt = now;
    this.#say('WATCHDOG=1');
  }

  stopping(): void {
    this.#say('STOPPING=1');
  }

  /** When everything said so far has arrived, or could not be told. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#delivery;
  }

  #say(line: string): void {
    if (this.#env === null) return;
    this.#waiting.add(line);
    this.#delivery ??= this.#deliver(this.#env);
  }

  async #deliver(env: NodeJS.ProcessEnv): Promise<void> {
    // What is said in the same turn goes in the same message.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const message = [...this.#waiting];
      this.#waiting.clear();
      const err = await send(message, env);
      if (err !== null && !this.#hasFailed) {
        this.#hasFailed = true;
        this.#log.warn({ err }, 'the service manager could not be told');
      }
    }
    this.#delivery = undefined;
  }
}

function watchdogInterval(env: Environment): number | null {
  const pid = env['WATCHDOG_PID'];
  // The parent is meant where an older Node started this one (bin/ident-amocrm.js).
  const isMeant = pid === undefined || [process.pid, process.ppid].includes(Number(pid));
  const ms = Number(env['WATCHDOG_USEC']) / 2000;
  return isMeant && Number.isFinite(ms) && ms > 0 ? ms : null;
}

const send = (message: readonly string[], env: NodeJS.ProcessEnv): Promise<Error | null> =>
  new Promise((resolve) => execFile(tool, message, { env, timeout: deliveryTimeoutMs }, resolve));
