import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { folded } from '../../config/file/names.ts';
import { type ClaimKind, FleetError, fleetErrors } from '../errors.ts';
import { type SavedHistory, savedHistory } from '../history.ts';
import { type Claim, clash } from '../identity.ts';
import type { PassClass } from '../places.ts';
import { fleetSchema, refuseOtherSteps, takenFleetSteps } from './steps.ts';

/** A clinic of the fleet, as all machines know it. */
export interface KnownClinic {
  readonly number: number;
  readonly name: string;
  /** Of the identity that holds. */
  readonly digest: string;
  readonly version: number;
}

/** A clinic whose next pass is due. */
export interface DueClinic {
  readonly number: number;
  readonly class: PassClass;
}

/** What a machine knows of a clinic as it begins its pass. */
export interface BegunTurn {
  readonly failures: number;
  readonly history: SavedHistory | null;
  /** The server's clock, ms. */
  readonly serverMs: number;
}

/** What a pass leaves for the next one. */
export interface EndedTurn {
  readonly dueInMs: number;
  readonly class: PassClass;
  readonly failures: number;
  /** Null: as it was. */
  readonly history: SavedHistory | null;
  /** `ok`, or the code of the failure; null: there was no pass. */
  readonly outcome: string | null;
}

/** A machine's sign of life. */
export interface MachineBeat {
  readonly machine: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly places: number;
  readonly running: number;
  /** Passes that were taken from it since it was silent, as long as it has run. */
  readonly lost: number;
}

/** What a machine's file says of a clinic. */
export interface ShownClinic {
  readonly number: number;
  /** Null: it cannot be said. */
  readonly digest: string | null;
  /** The code of what keeps the machine from its passes. */
  readonly fault: string | null;
}

/** Times are the server's, ms. */
export interface MachineRow extends Omit<MachineBeat, 'machine'> {
  readonly machine: string;
  readonly isLive: boolean;
  readonly startedAt: number;
  readonly seenAt: number;
}

export interface ClinicRow {
  readonly number: number;
  readonly name: string;
  readonly version: number;
  /** False: it was begun to be added, and broken off. */
  readonly ready: boolean;
  readonly class: PassClass;
  readonly failures: number;
  /** Of its last pass; null: there was none. */
  readonly outcome: string | null;
  readonly dueAt: number;
  readonly begunAt: number | null;
  readonly endedAt: number | null;
  readonly isRunning: boolean;
  /** Who has made its last pass, or makes it; null: nobody, or one that is forgotten. */
  readonly lastHost: string | null;
  /** How many live machines may make its passes. */
  readonly able: number;
  /** Why other live machines may not, by machine. */
  readonly faults: Readonly<Record<string, string>>;
}

export interface Overview {
  readonly machines: readonly MachineRow[];
  /** Whose pass is due first comes first. */
  readonly clinics: readonly ClinicRow[];
  /** The server's clock. */
  readonly now: number;
}

/** Who has not been seen for longer is gone. */
export const liveMs = 15_000;

const live = `m.seen_at > pg_catalog.clock_timestamp() - interval '${liveMs} milliseconds'`;
const serverMs = '(extract(epoch from pg_catalog.clock_timestamp()) * 1000)::double precision';
const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::double precision`;
const later = (parameter: string) =>
  `pg_catalog.clock_timestamp() + ${parameter} * interval '1 millisecond'`;

/** What all machines of a fleet share beside the clinics' own states. */
export class FleetTables {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  /** @throws FleetError FLEET_NOT_MIGRATED, FLEET_NEWER */
  async check(): Promise<void> {
    await this.#with(async (client) => refuseOtherSteps(await takenFleetSteps(asPg(client))));
  }

  /** Those whose state and key are made. */
  async clinics(): Promise<readonly KnownClinic[]> {
    return await this.#rows<KnownClinic>(
      `select number, name, digest, version from ${fleetSchema}.fleet_clinics
        where ready order by number`,
    );
  }

  /** The schemas of all clinics. */
  async schemas(): Promise<readonly { readonly name: string; readonly schema: string }[]> {
    return await this.#rows(
      `select f.name, c.schema from ${fleetSchema}.fleet_clinics f
        join ${fleetSchema}.clinics c using (number) where f.ready order by f.number`,
    );
  }

  /** From now on machines make its passes. */
  async ready(number: number): Promise<void> {
    await this.#rows(`update ${fleetSchema}.fleet_clinics set ready = true where number = $1`, [
      number,
    ]);
  }

  /**
   * Takes a clinic into the fleet, or makes another identity of one that is in it hold.
   *
   * @throws FleetError FLEET_TAKEN
   */
  async put(clinic: {
    readonly number: number;
    readonly schema: string;
    readonly name: string;
    readonly digest: string;
    readonly claims: readonly Claim[];
  }): Promise<'added' | 'changed' | 'same'> {
    const { number, schema, name, digest, claims } = clinic;
    return await this.#alone(async (client) => {
      const others = await rowsOf<{ number: number; name: string; folded: string }>(
        client,
        `select number, name, folded from ${fleetSchema}.fleet_clinics`,
      );
      const sameName = others.find((one) => one.folded === folded(name) && one.number !== number);
      if (sameName !== undefined) {
        throw taken({ clinic: name, owner: sameName.name, kind: 'name', value: name });
      }
      const known = others.find((one) => one.number === number);
      if (known !== undefined && known.folded !== folded(name)) {
        throw taken({ clinic: name, owner: known.name, kind: 'schema', value: schema });
      }
      const before = await rowsOf<{ digest: string }>(
        client,
        `select digest from ${fleetSchema}.fleet_clinics where number = $1`,
        [number],
      );
      await client.query(
        `insert into ${fleetSchema}.fleet_clinics as c (number, name, folded, digest)
          values ($1, $2, $3, $4)
          on conflict (number) do update set name = excluded.name, digest = excluded.digest,
            version = c.version + (c.digest <> excluded.digest)::integer`,
        [number, name, folded(name), digest],
      );
      await claim(client, { number, name }, claims);
      await client.query(
        `insert into ${fleetSchema}.fleet_due (number, due_at, class)
          values ($1, pg_catalog.clock_timestamp(), 'long') on conflict do nothing`,
        [number],
      );
      if (known === undefined) return 'added';
      return before[0]?.digest === digest ? 'same' : 'changed';
    });
  }

  /** The clinic's claims of these kinds are now these. @throws FleetError FLEET_TAKEN */
  async claim(
    clinic: Pick<KnownClinic, 'number' | 'name'>,
    claims: readonly Claim[],
  ): Promise<void> {
    await this.#alone((client) => claim(client, clinic, claims));
  }

  async claimsOf(number: number): Promise<readonly Claim[]> {
    return await this.#rows<Claim>(
      `select kind, value, part from ${fleetSchema}.fleet_claims where number = $1`,
      [number],
    );
  }

  /** Its state stays. @returns whether there was one of this name. */
  async remove(name: string): Promise<boolean> {
    const gone = await this.#rows(
      `delete from ${fleetSchema}.fleet_clinics where folded = $1 returning number`,
      [folded(name)],
    );
    return gone.length > 0;
  }

  /** The first of these that are due, the longest due first. */
  async due(numbers: readonly number[], most: number): Promise<readonly DueClinic[]> {
    return await this.#rows<DueClinic>(
      `select number, class from ${fleetSchema}.fleet_due
        where due_at <= pg_catalog.clock_timestamp() and number = any ($1)
        order by due_at limit $2`,
      [numbers, most],
    );
  }

  /** Writes down who makes the pass that is due. @returns null: it is due no more. */
  async begin(number: number, job: string, machine: string): Promise<BegunTurn | null> {
    const [row] = await this.#rows<{ failures: number; history: unknown; server_ms: number }>(
      `update ${fleetSchema}.fleet_due
        set job = $2, machine = $3, begun_at = pg_catalog.clock_timestamp()
        where number = $1 and due_at <= pg_catalog.clock_timestamp()
        returning failures, history, ${serverMs} as server_ms`,
      [number, job, machine],
    );
    if (row === undefined) return null;
    const { failures, history, server_ms } = row;
    return { failures, history: savedHistory.nullable().parse(history), serverMs: server_ms };
  }

  /** @returns false: the pass was given to another job meanwhile, and its word counts. */
  async end(number: number, job: string, turn: EndedTurn): Promise<boolean> {
    const { dueInMs, failures, history, outcome } = turn;
    const rows = await this.#rows(
      `update ${fleetSchema}.fleet_due set job = null, due_at = ${later('$3::float8')}, class = $4,
          failures = $5, history = coalesce($6::jsonb, history),
          outcome = coalesce($7, outcome),
          ended_at = case when $7::text is null then ended_at else pg_catalog.clock_timestamp() end
        where number = $1 and job = $2 returning number`,
      [
        ...[number, job, Math.max(0, Math.round(dueInMs)), turn.class, failures],
        ...[history === null ? null : JSON.stringify(history), outcome],
      ],
    );
    return rows.length > 0;
  }

  /** The next pass as soon as may be. */
  async dueNow(number: number): Promise<void> {
    await this.#rows(
      `update ${fleetSchema}.fleet_due set due_at = pg_catalog.clock_timestamp() where number = $1`,
      [number],
    );
  }

  async beat({ machine, host, pid, version, ...counts }: MachineBeat): Promise<void> {
    const { places, running, lost } = counts;
    await this.#rows(
      `insert into ${fleetSchema}.fleet_machines (machine, host, pid, version, places, running, lost)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (machine) do update set seen_at = pg_catalog.clock_timestamp(),
          running = excluded.running, lost = excluded.lost`,
      [machine, host, pid, version, places, running, lost],
    );
  }

  async leave(machine: string): Promise<void> {
    await this.#rows(`delete from ${fleetSchema}.fleet_machines where machine = $1`, [machine]);
  }

  /** What a machine's file says now; those that are silent for a day are forgotten. */
  async show(machine: string, clinics: readonly ShownClinic[]): Promise<void> {
    await this.#with(async (client) => {
      await client.query('begin', []);
      try {
        await client.query(
          `delete from ${fleetSchema}.fleet_machines
            where seen_at < pg_catalog.clock_timestamp() - interval '1 day' and machine <> $1`,
          [machine],
        );
        await client.query(`delete from ${fleetSchema}.fleet_shown where machine = $1`, [machine]);
        await client.query(
          `insert into ${fleetSchema}.fleet_shown (machine, number, digest, fault)
            select $1, s.number, s.digest, s.fault
              from unnest($2::integer[], $3::text[], $4::text[]) as s (number, digest, fault)
              join ${fleetSchema}.fleet_clinics c on c.number = s.number`,
          [
            machine,
            clinics.map(({ number }) => number),
            clinics.map(({ digest }) => digest),
            clinics.map(({ fault }) => fault),
          ],
        );
        await client.query('commit', []);
      } catch (error) {
        await client.query('rollback', []).catch(() => undefined);
        throw error;
      }
    });
  }

  /** Identities other than those that hold, on which all live machines agree. */
  async agreed(): Promise<ReadonlyMap<number, string>> {
    const rows = await this.#rows<{ number: number; digest: string }>(
      `with live as (select machine from ${fleetSchema}.fleet_machines m where ${live})
        select s.number, min(s.digest) as digest
          from ${fleetSchema}.fleet_shown s join live using (machine)
          join ${fleetSchema}.fleet_clinics c on c.number = s.number
          group by s.number, c.digest
          having count(s.digest) = (select count(*) from live)
            and count(distinct s.digest) = 1 and min(s.digest) <> c.digest`,
    );
    return new Map(rows.map(({ number, digest }) => [number, digest]));
  }

  async overview(): Promise<Overview> {
    const machines = await this.#rows<MachineRow>(
      `select m.machine, m.host, m.pid, m.version, m.places, m.running, m.lost, ${live} as "isLive",
          ${ms('m.started_at')} as "startedAt", ${ms('m.seen_at')} as "seenAt"
        from ${fleetSchema}.fleet_machines m order by m.machine`,
    );
    const clinics = await this.#rows<ClinicRow>(
      `select c.number, c.name, c.version, c.ready, d.class, d.failures, d.outcome,
          ${ms('d.due_at')} as "dueAt", ${ms('d.begun_at')} as "begunAt",
          ${ms('d.ended_at')} as "endedAt", d.job is not null as "isRunning",
          l.host as "lastHost",
          (select count(*) from ${fleetSchema}.fleet_shown s
            join ${fleetSchema}.fleet_machines m using (machine)
            where s.number = c.number and s.fault is null and ${live}) as able,
          (select coalesce(jsonb_object_agg(m.host || ':' || m.pid, s.fault), '{}')
            from ${fleetSchema}.fleet_shown s join ${fleetSchema}.fleet_machines m using (machine)
            where s.number = c.number and s.fault is not null and ${live}) as faults
        from ${fleetSchema}.fleet_clinics c
        join ${fleetSchema}.fleet_due d using (number)
        left join ${fleetSchema}.fleet_machines l on l.machine = d.machine
        order by d.due_at`,
    );
    const [clock] = await this.#rows<{ now: number }>(`select ${serverMs} as now`);
    return { machines, clinics, now: clock?.now ?? 0 };
  }

  async #rows<Row>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return await this.#with((client) => rowsOf<Row>(client, text, values));
  }

  /** Nobody else changes who claims what meanwhile. */
  async #alone<T>(work: (client: PostgresPoolClient) => Promise<T>): Promise<T> {
    return await this.#with(async (client) => {
      await client.query('begin', []);
      try {
        await client.query(
          `lock table ${fleetSchema}.fleet_clinics in share row exclusive mode`,
          [],
        );
        const result = await work(client);
        await client.query('commit', []);
        return result;
      } catch (error) {
        await client.query('rollback', []).catch(() => undefined);
        throw error;
      }
    });
  }

  async #with<T>(work: (client: PostgresPoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      return await work(client);
    } finally {
      client.release();
    }
  }
}

async function rowsOf<Row>(
  client: PostgresPoolClient,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const { rows } = await client.query<Row>(text, values);
  return rows;
}

async function claim(
  client: PostgresPoolClient,
  { number, name }: Pick<KnownClinic, 'number' | 'name'>,
  claims: readonly Claim[],
): Promise<void> {
  const kinds = [...new Set(claims.map(({ kind }) => kind))];
  const others = await rowsOf<Claim & { readonly owner: string }>(
    client,
    `select l.kind, l.value, l.part, c.name as owner
      from ${fleetSchema}.fleet_claims l join ${fleetSchema}.fleet_clinics c using (number)
      where l.number <> $1 and l.kind = any ($2) and l.value = any ($3)`,
    [number, kinds, claims.map(({ value }) => value)],
  );
  for (const one of claims) {
    const other = others.find((theirs) => clash(one, theirs));
    if (other !== undefined) {
      throw taken({ clinic: name, owner: other.owner, kind: one.kind, value: one.value });
    }
  }
  await client.query(
    `delete from ${fleetSchema}.fleet_claims where number = $1 and kind = any ($2)`,
    [number, kinds],
  );
  await client.query(
    `insert into ${fleetSchema}.fleet_claims (kind, value, part, number)
      select *, $4 from unnest($1::text[], $2::text[], $3::text[])
      on conflict do nothing`,
    [
      claims.map(({ kind }) => kind),
      claims.map(({ value }) => value),
      claims.map(({ part }) => part),
      number,
    ],
  );
}

const taken = (told: {
  readonly clinic: string;
  readonly owner: string;
  readonly kind: ClaimKind;
  readonly value: string;
}) => new FleetError(fleetErrors.taken(told));

/** pg's own types of a query say more than Kysely's of the same object. */
const asPg = (client: PostgresPoolClient) => client as never;
