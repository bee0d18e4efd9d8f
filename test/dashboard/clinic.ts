import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { exitCode } from '../../src/app-error.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type CliStart, cli, startCli, temporaryFolder } from '../cli/cli-harness.ts';
import { freePort } from '../support/http/free-port.ts';
import { copySample } from '../support/made-once.ts';

export const password = 'correct horse battery';

export interface ClinicOptions {
  readonly patients?: number;
  /** Nobody has connected amoCRM yet, and no password is set: the first start. Default: all is connected. */
  readonly isNew?: boolean;
  /** Before anybody is carried over. */
  readonly prepare?: (clinic: Clinic) => void;
  /** Commands before the first sync. */
  readonly first?: readonly (readonly string[])[];
  /** Settings that are others than these. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An installation as people have it: the command `run` with its site, on a sample database and a sandbox. */
export class Clinic implements AsyncDisposable {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly #env: Readonly<Record<string, string>>;
  #service: CliStart | null = null;

  private constructor(parts: Pick<Clinic, 'folder' | 'sandbox' | 'url'>, env: Clinic['env']) {
    this.folder = parts.folder;
    this.sandbox = parts.sandbox;
    this.url = parts.url;
    this.#env = env;
  }

  static async open(options: ClinicOptions = {}): Promise<Clinic> {
    const { patients = 30, isNew = false, prepare, first = [] } = options;
    await buildPage();
    const folder = temporaryFolder();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const redirectUri = `${url}/oauth/callback`;
    const sandbox = await startSandbox({ rate: null, integration: { redirectUri } });
    const database = { client: 'sqlite', file: join(folder, 'ident.db') } as const;
    await copySample(database.file, { patients, seed: 7 });
    writeFileSync(join(folder, 'password'), password);
    const { clientId, clientSecret } = sandbox.oauth.integration;
    const clinic = new Clinic(
      { folder, sandbox, url },
      {
        AMOCRM_BASE_URL: sandbox.url,
        ...(isNew
          ? {
              AMOCRM_CLIENT_ID: clientId,
              AMOCRM_CLIENT_SECRET: clientSecret,
              AMOCRM_REDIRECT_URI: redirectUri,
            }
          : {
              AMOCRM_LONG_LIVED_TOKEN: sandbox.oauth.longLivedToken(),
              DASHBOARD_PASSWORD_FILE: join(folder, 'password'),
            }),
        DB_CLIENT: 'sqlite',
        DB_FILE: database.file,
        HTTP_PORT: String(port),
        RATE_LIMIT_REQUESTS: '500',
        TIMEZONE: 'Europe/Moscow',
        // What happens happens because somebody pressed a button.
        SYNC_INTERVAL_MINUTES: '60',
        LOG_FILE: 'service.log',
        ...options.env,
      },
    );
    prepare?.(clinic);
    if (!isNew) {
      await clinic.command(['fields', 'create']);
      for (const argv of first) await clinic.command(argv);
      await clinic.command(['sync']);
    }
    await clinic.start();
    return clinic;
  }

  get env(): Readonly<Record<string, string>> {
    return this.#env;
  }

  /** One of the other commands, in a process of its own as it were. @param ends with this exit code. */
  async command(argv: readonly string[], ends: number = exitCode.ok): Promise<void> {
    const { code, stderr } = await cli(argv, { cwd: this.folder, env: this.#env });
    expect(code, stderr).toBe(ends);
  }

  /** @param changed settings that are others than before. */
  async start(changed: Readonly<Record<string, string>> = {}): Promise<void> {
    const env = { ...this.#env, ...changed };
    const service = startCli(['run'], { cwd: this.folder, env, isTTY: true });
    this.#service = service;
    const answers = async () => {
      const { status } = await fetch(`${this.url}/healthz`);
      expect(status, this.said()).toBe(200);
    };
    await vi.waitFor(answers, { timeout: 20_000, interval: 50 });
  }

  /** Ends the service, as SIGTERM does. */
  async stop(): Promise<void> {
    this.#service?.signals.emit('SIGTERM');
    await this.#service?.done;
    this.#service = null;
  }

  /** What the service has said to who started it. */
  said(): string {
    return `${this.#service?.stdout() ?? ''}${this.#service?.stderr() ?? ''}`;
  }

  /** Changes IDENT by plain SQL, as IDENT itself would. */
  sql(statement: string, ...parameters: (string | number | null)[]): void {
    const database = new DatabaseSync(join(this.folder, 'ident.db'));
    database.prepare(statement).run(...parameters);
    database.close();
  }

  /** Edits a person's columns and stamps the row with the database's present time. */
  editPerson(id: number, column: string, value: string | number | null): void {
    this.sql(
      `update Persons set ${column} = ?, DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime') where ID = ?`,
      ...[value, id],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#service?.signals.emit('SIGTERM');
    await this.#service?.done;
    await this.sandbox.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The page as it stands in the sources; quick when it is built already. */
export async function buildPage(): Promise<void> {
  const script = fileURLToPath(new URL('../../dashboard/build-when-stale.js', import.meta.url));
  await promisify(execFile)(process.execPath, [script]);
}
