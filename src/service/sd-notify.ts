import { execFile } from 'node:child_process';
import type { Clock } from '../clock.ts';

/** Tells the service manager (systemd, Type=notify) how the service is; says nothing where there is none. */
interface ServiceNotifier {
  /**
   * How often to call {@link alive}: half of the unit's WatchdogSec. Absent: nobody watches.
   */
  readonly watchdogMs?: number;
  /** The service does its work from now on. */
  ready(): void;
  /** One line that `systemctl status` shows; no personal data, it lands in the journal's reach. */
  status(text: string): void;
  /** Feeds the watchdog. It may be called more often than needed: what comes too soon costs nothing. */
  alive(): void;
  stopping(): void;
  /** When everything said so far has arrived, or could not be told. */
  flush(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Part of systemd: where there is a NOTIFY_SOCKET, it is there. */
const tool = 'systemd-notify';

/** Longer than the tool itself waits for the manager to take a message (5 s). */
const deliveryTimeoutMs = 10_000;

/**
 * A notifier for this process by the variables that systemd gives it: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID.
 *
 * Node has no datagram sockets of the Unix domain, so systemd's own tool speaks for us: the unit needs
 * `NotifyAccess=all`. It waits until the manager has taken the message, without which a message of a process that is
 * gone already would be dropped.
 *
 * @param onFailure told once, when a message could not be delivered. Nothing here ever throws: the service outlives a
 * manager that does not listen.
 */
export function createServiceNotifier(
  env: Environment,
  clock: Clock,
  onFailure: (error: Error) => void = () => {},
): ServiceNotifier {
  const socket = env['NOTIFY_SOCKET'];
  if (socket === undefined || socket === '') return silent;
  const watchdogMs = watchdogInterval(env);
  const outbox = new Outbox(socket, env['PATH'], onFailure);
  let fedAt = Number.NEGATIVE_INFINITY;
  return {
    ...(watchdogMs === undefined ? {} : { watchdogMs }),
    ready: () => outbox.put('READY', '1'),
    // A line break would begin another variable.
    status: (text) => outbox.put('STATUS', text.replace(/\s+/g, ' ').trim()),
    alive: () => {
      const now = clock.monotonic();
      if (watchdogMs === undefined || now - fedAt < watchdogMs / 2) return;
      fedAt = now;
      outbox.put('WATCHDOG', '1');
    },
    stopping: () => outbox.put('STOPPING', '1'),
    flush: () => outbox.flush(),
  };
}

const silent: ServiceNotifier = {
  ready: () => {},
  status: () => {},
  alive: () => {},
  stopping: () => {},
  flush: () => Promise.resolve(),
};

function watchdogInterval(env: Environment): number | undefined {
  const pid = env['WATCHDOG_PID'];
  // The parent is meant where an older Node started this one (bin/ident-amocrm.js).
  const isMeant = pid === undefined || [process.pid, process.ppid].includes(Number(pid));
  const ms = Number(env['WATCHDOG_USEC']) / 2000;
  return isMeant && Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/**
 * One tool process at a time. What is said meanwhile waits and goes together, the latest of each variable: a slow
 * machine piles up no processes.
 */
class Outbox {
  readonly #env: NodeJS.ProcessEnv;
  readonly #onFailure: (error: Error) => void;
  readonly #waiting = new Map<string, string>();
  #delivery: Promise<void> | undefined;
  #hasFailed = false;

  constructor(socket: string, path: string | undefined, onFailure: (error: Error) => void) {
    this.#env = { NOTIFY_SOCKET: socket, ...(path === undefined ? {} : { PATH: path }) };
    this.#onFailure = onFailure;
  }

  put(variable: string, value: string): void {
    this.#waiting.set(variable, value);
    this.#delivery ??= this.#deliver();
  }

  async flush(): Promise<void> {
    await this.#delivery;
  }

  async #deliver(): Promise<void> {
    // What is said in the same turn goes in the same message.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const message = [...this.#waiting].map(([variable, value]) => `${variable}=${value}`);
      this.#waiting.clear();
      const failure = await send(message, this.#env);
      if (failure !== null && !this.#hasFailed) {
        this.#hasFailed = true;
        this.#onFailure(failure);
      }
    }
    this.#delivery = undefined;
  }
}

function send(message: readonly string[], env: NodeJS.ProcessEnv): Promise<Error | null> {
  const options = { env, timeout: deliveryTimeoutMs };
  return new Promise((resolve) => execFile(tool, message, options, resolve));
}
