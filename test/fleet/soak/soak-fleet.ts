import { join } from 'node:path';
import type { QueryResultRow } from 'pg';
import { openWritable } from '../../../src/ident/open-connection.ts';
import { silentLogger } from '../../../src/log/logger.ts';
import { mutateSampleDatabase } from '../../../src/sandbox/sample-db/mutate.ts';
import { Cluster } from '../../support/postgres/postgres-cluster.ts';
import { FleetGround, type Written } from '../fleet-ground.ts';
import { SoakMachine } from './soak-machine.ts';
import type { SoakShape } from './soak-shape.ts';

/** Machines in processes of their own, on a PostgreSQL server that may be stopped, for clinics that are at work. */
export class SoakFleet implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly ground: FleetGround;
  readonly clinics: readonly Written[];
  readonly machines: readonly SoakMachine[];
  #isServerUp = true;

  private constructor(
    cluster: Cluster,
    ground: FleetGround,
    clinics: readonly Written[],
    { machines, places }: SoakShape,
  ) {
    this.cluster = cluster;
    this.ground = ground;
    this.clinics = clinics;
    this.machines = Array.from({ length: machines }, () => new SoakMachine(ground, places));
  }

  static async begin(shape: SoakShape): Promise<SoakFleet> {
    const { rate, latencyMs, patients, seed } = shape;
    // As doctor reckons them: 10 of each machine, 5 a place; those of one that was killed may not have ended yet.
    const sessions = 2 * shape.machines * (10 + 5 * shape.places);
    const cluster = await Cluster.own(sessions);
    const ground = await FleetGround.make(cluster.server);
    const clinics: Written[] = [];
    const limit = rate === null ? null : { limit: rate, periodMs: 1_000 };
    for (let at = 0; at < shape.clinics; at += 1) {
      const schema = `clinic_${at}`;
      const sandbox = await ground.account(31_000_001 + at, { journal: true, rate: limit });
      clinics.push({ name: `Клиника ${at}`, schema, sandbox });
      await ground.patients(`${schema}.db`, patients, 1 + ((seed + at) % 1_000));
    }
    const interval = `${shape.intervalS}s`;
    ground.write(clinics, 'clinics.yaml', rate === null ? { interval } : { interval, rate });
    await done(ground, 'fleet', 'migrate');
    for (const { name } of clinics) await done(ground, 'fleet', 'add', name, '--start');
    // What is no machine's work need not wait.
    for (const { sandbox } of clinics) sandbox.manners.latencyMs = latencyMs;
    return new SoakFleet(cluster, ground, clinics, shape);
  }

  /** Some machine could serve everybody. */
  get isWell(): boolean {
    return this.#isServerUp && this.machines.some(({ isWell }) => isWell);
  }

  /** Numbers of clinics, with the schemas that their states are in. */
  get schemas(): string {
    const values = this.clinics.map(({ name, schema }) => `('${name}', '${schema}')`).join(', ');
    return `select c.number, n.schema_name from ident_amocrm.fleet_clinics c
      join (values ${values}) n (name, schema_name) using (name)`;
  }

  fileOf({ schema }: Written): string {
    return join(this.ground.folder, `${schema}.db`);
  }

  /** What the clinic's people do meanwhile. */
  async mutate(clinic: Written, changes: number, seed: number): Promise<void> {
    const target = { client: 'sqlite', file: this.fileOf(clinic) } as const;
    const connection = await openWritable(target, { log: silentLogger() });
    try {
      await mutateSampleDatabase(connection, { changes, seed });
    } finally {
      await connection.close();
    }
  }

  /** Whose machine has a clinic's pass in hand. */
  async holderOf({ schema }: Written): Promise<SoakMachine | undefined> {
    const rows = await this.rowsOrNull<{ pid: number }>(`
      select m.pid from ident_amocrm.fleet_due d join (${this.schemas}) s using (number)
      join ident_amocrm.fleet_machines m using (machine)
      where d.job is not null and s.schema_name = '${schema}'`);
    return this.machines.find(({ pid }) => pid === rows?.[0]?.pid);
  }

  /** Schemas of the clinics whose passes a machine has in hand. */
  async heldBy({ pid }: SoakMachine): Promise<readonly string[]> {
    const rows = await this.rowsOrNull<{ schema: string }>(`
      select s.schema_name as schema from ident_amocrm.fleet_due d join (${this.schemas}) s using (number)
      join ident_amocrm.fleet_machines m using (machine)
      where d.job is not null and m.pid = ${pid}`);
    return (rows ?? []).map(({ schema }) => schema);
  }

  /** Signs of life of machines that came too late, as they count themselves. */
  async missedSigns(): Promise<number> {
    const rows = await this.rowsOrNull<{ missed: number }>(
      'select coalesce(sum(missed), 0)::integer as missed from ident_amocrm.fleet_machines',
    );
    return rows?.[0]?.missed ?? 0;
  }

  /** `null` while the server is away, or when it ended the session. */
  async rowsOrNull<Row extends QueryResultRow>(text: string): Promise<readonly Row[] | null> {
    try {
      return await this.ground.sql<Row>(text);
    } catch {
      return null;
    }
  }

  stopServer(): void {
    this.#isServerUp = false;
    this.cluster.stop();
  }

  startServer(): void {
    this.cluster.start();
    this.#isServerUp = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const machine of this.machines) machine[Symbol.dispose]();
    if (!this.#isServerUp) this.startServer();
    await this.ground[Symbol.asyncDispose]();
    this.cluster[Symbol.dispose]();
  }
}

async function done(ground: FleetGround, ...argv: readonly string[]): Promise<void> {
  const { code, stderr } = await ground.run(...argv);
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr}`);
}
