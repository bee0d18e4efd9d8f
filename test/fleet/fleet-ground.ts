import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type CliRun, cli, temporaryFolder } from '../cli/cli-harness.ts';
import { freePort } from '../support/http/free-port.ts';
import { copySample } from '../support/made-once.ts';
import { postgresServer } from '../support/postgres/postgres-server.ts';
import { statementOn } from '../support/postgres/statement.ts';

/** A clinic of the file, as a test writes it. */
export interface Written {
  readonly name: string;
  readonly schema: string;
  readonly sandbox: Sandbox;
  readonly database?: string;
  readonly more?: string;
}

/** What the file says of all clinics. */
export interface WrittenTop {
  /** As RATE_LIMIT_REQUESTS and SYNC_INTERVAL_MINUTES have it. */
  readonly rate?: number;
  readonly interval?: string;
}

type Server = Awaited<ReturnType<typeof postgresServer>>;

/** A fleet in a database of its own on the tests' server, with clinics in amoCRMs of their own. */
export class FleetGround {
  readonly folder = temporaryFolder();
  readonly url: string;
  readonly #database: string;
  readonly #server: Server;
  readonly #sandboxes: Sandbox[] = [];
  readonly #ports: number[] = [];

  private constructor(server: Server, database: string) {
    const { host, port, user } = server;
    this.#server = server;
    this.#database = database;
    this.url = `postgres://${user}@${host}:${port}/${database}`;
  }

  /** @param own a server other than the one that all tests share. */
  static async make(own?: Server): Promise<FleetGround> {
    const server = own ?? (await postgresServer());
    const ground = new FleetGround(server, `fleet_${randomBytes(6).toString('hex')}`);
    await ground.#asOwner('postgres', `create database ${ground.#database}`);
    for (let left = 8; left > 0; left -= 1) ground.#ports.push(await freePort());
    ground.env['HTTP_PORT'] = String(ground.takePort());
    return ground;
  }

  /** The server, and the database of the fleet. */
  get server() {
    return { ...this.#server, database: this.#database };
  }

  /** For one more machine's site. */
  takePort(): number {
    const port = this.#ports.pop();
    if (port === undefined) throw new Error('there are no more ports');
    return port;
  }

  /** An account of amoCRM. */
  async account(accountId?: number, more: SandboxOptions = {}): Promise<Sandbox> {
    const sandbox = await startSandbox({
      ...{ rate: null, ...more },
      ...(accountId === undefined ? {} : { accountId }),
    });
    this.#sandboxes.push(sandbox);
    return sandbox;
  }

  /** A database of IDENT. */
  async patients(file: string, patients: number, seed = 1): Promise<void> {
    await copySample(join(this.folder, file), { patients, seed });
  }

  write(
    clinics: readonly Written[],
    file = 'clinics.yaml',
    { rate = 500, interval = '5s' }: WrittenTop = {},
  ): void {
    const entries = clinics.map(
      ({ name, schema, sandbox, database = `${schema}.db`, more = '' }) => `
  - name: ${name}
    STATE_SCHEMA: ${schema}
    AMOCRM_BASE_URL: ${sandbox.url}
    AMOCRM_LONG_LIVED_TOKEN: $\{TOKEN_${schema.toUpperCase()}}
    DB_FILE: ${database}${more}`,
    );
    const top = [
      `STATE_URL: ${this.url}`,
      'DB_CLIENT: sqlite',
      `RATE_LIMIT_REQUESTS: ${rate}`,
      `SYNC_INTERVAL_MINUTES: ${interval}`,
    ];
    writeFileSync(join(this.folder, file), `${top.join('\n')}\nclinics:${entries.join('')}\n`);
    for (const { schema, sandbox } of clinics) {
      this.env[`TOKEN_${schema.toUpperCase()}`] = sandbox.oauth.longLivedToken();
    }
  }

  readonly env: Record<string, string> = { CONFIG_FILE: 'clinics.yaml' };

  run(...argv: readonly string[]): Promise<CliRun> {
    return cli(argv, { cwd: this.folder, env: this.env });
  }

  runOf(file: string, ...argv: readonly string[]): Promise<CliRun> {
    return cli(argv, { cwd: this.folder, env: { ...this.env, CONFIG_FILE: file } });
  }

  /** As whoever looks after the server. */
  async sql<Row extends pg.QueryResultRow>(text: string): Promise<readonly Row[]> {
    return await this.#asOwner(this.#database, text);
  }

  /** Nobody reads or writes the table until it is disposed of. */
  async locked(table: string): Promise<AsyncDisposable> {
    const { host, port, user } = this.#server;
    const client = new pg.Client({ host, port, user, database: this.#database });
    await client.connect();
    await client.query(`begin; lock table ${table} in access exclusive mode`);
    return { [Symbol.asyncDispose]: () => client.end() };
  }

  async #asOwner<Row extends pg.QueryResultRow>(
    database: string,
    text: string,
  ): Promise<readonly Row[]> {
    return await statementOn<Row>({ ...this.#server, database }, text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sandboxes.map((sandbox) => sandbox.close()));
    await this.#asOwner('postgres', `drop database if exists ${this.#database} with (force)`);
  }
}
