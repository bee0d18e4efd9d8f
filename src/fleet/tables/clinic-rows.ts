import type { PostgresPoolClient } from 'kysely';
import { folded } from '../../config/file/names.ts';
import { type Claim, clash } from '../clinic/identity.ts';
import { FleetError, fleetErrors, type Taken } from '../errors.ts';
import { type FleetDatabase, rowsOf } from './fleet-database.ts';
import { fleetSchema } from './steps.ts';

/** A clinic of the fleet, as all machines know it. */
export interface KnownClinic {
  readonly number: number;
  readonly name: string;
  /** Where its state is. */
  readonly schema: string;
  /** Of the identity that holds. */
  readonly digest: string;
  readonly version: number;
}

const known = `select f.number, f.name, c.schema, f.digest, f.version
  from ${fleetSchema}.fleet_clinics f join ${fleetSchema}.clinics c using (number)`;

/** Which clinics a fleet has, and what each of them alone may have. */
export class ClinicRows {
  readonly #db: FleetDatabase;

  constructor(db: FleetDatabase) {
    this.#db = db;
  }

  /** Those whose state and key are made. */
  async all(): Promise<readonly KnownClinic[]> {
    return await this.#db.rows<KnownClinic>(`${known} where f.ready order by f.number`);
  }

  /** Of this schema; null: none of the fleet's is. */
  async ofSchema(schema: string): Promise<KnownClinic | null> {
    const [row] = await this.#db.rows<KnownClinic>(`${known} where c.schema = $1`, [schema]);
    return row ?? null;
  }

  /**
   * That none of these is another clinic's; nothing is written.
   *
   * @param clinic number null: it is of no fleet.
   * @throws FleetError FLEET_TAKEN
   */
  async refuseTaken(
    clinic: { readonly number: number | null; readonly name: string },
    claims: readonly Claim[],
  ): Promise<void> {
    await this.#db.with((client) => refuseTaken(client, clinic, claims));
  }

  /** Of this name, whether its passes are made or not; null: there is none. */
  async find(name: string): Promise<KnownClinic | null> {
    const [row] = await this.#db.rows<KnownClinic>(`${known} where f.folded = $1`, [folded(name)]);
    return row ?? null;
  }

  /**
   * Takes a clinic into the fleet, or makes another identity of one that is in it hold: for whoever holds its pass lock,
   * since what the former one named is free for other clinics from then on.
   *
   * @throws FleetError FLEET_TAKEN, FLEET_SCHEMA_MOVED
   */
  async put(clinic: {
    readonly number: number;
    readonly schema: string;
    readonly name: string;
    readonly digest: string;
    readonly claims: readonly Claim[];
  }): Promise<'added' | 'changed' | 'same'> {
    const { number, schema, name, digest, claims } = clinic;
    return await this.#db.alone(async (client) => {
      const all = await rowsOf<KnownClinic>(client, known);
      const isSameName = (one: KnownClinic) => folded(one.name) === folded(name);
      const before = all.find((one) => one.number === number);
      const sameName = all.find((one) => isSameName(one) && one.number !== number);
      const elsewhere = sameName ?? (before?.schema === schema ? undefined : before);
      if (elsewhere !== undefined) {
        const told = { clinic: name, known: elsewhere.schema, named: schema };
        throw new FleetError(fleetErrors.schemaMoved(told));
      }
      if (before !== undefined && !isSameName(before)) {
        throw taken({ clinic: name, owner: before.name, kind: 'schema', value: schema });
      }
      await client.query(
        `insert into ${fleetSchema}.fleet_clinics as c (number, name, folded, digest)
          values ($1, $2, $3, $4)
          on conflict (number) do update set name = excluded.name, digest = excluded.digest,
            version = c.version + (c.digest <> excluded.digest)::integer`,
        [number, name, folded(name), digest],
      );
      const isSame = before?.digest === digest;
      // What both sides were found to be was of the former identity.
      if (!isSame) {
        await client.query(`delete from ${fleetSchema}.fleet_claims where number = $1`, [number]);
      }
      await claim(client, { number, name }, claims);
      await client.query(
        `insert into ${fleetSchema}.fleet_due (number, due_at, class)
          values ($1, pg_catalog.clock_timestamp(), 'long') on conflict do nothing`,
        [number],
      );
      if (before === undefined) return 'added';
      return isSame ? 'same' : 'changed';
    });
  }

  /** From now on machines make its passes. */
  async ready(number: number): Promise<void> {
    await this.#db.rows(`update ${fleetSchema}.fleet_clinics set ready = true where number = $1`, [
      number,
    ]);
  }

  /** The clinic's claims of these kinds are now these. @throws FleetError FLEET_TAKEN */
  async claim(
    clinic: Pick<KnownClinic, 'number' | 'name'>,
    claims: readonly Claim[],
  ): Promise<void> {
    await this.#db.alone((client) => claim(client, clinic, claims));
  }

  async claimsOf(number: number): Promise<readonly Claim[]> {
    return await this.#db.rows<Claim>(
      `select kind, value, part from ${fleetSchema}.fleet_claims where number = $1`,
      [number],
    );
  }

  /** No machine begins a pass of it any more; those under way are stopped within seconds. */
  async retire(number: number): Promise<void> {
    await this.#db.rows(`update ${fleetSchema}.fleet_clinics set ready = false where number = $1`, [
      number,
    ]);
  }

  /** What it claimed is free; its state stays. For whoever holds its pass lock. */
  async remove(number: number): Promise<void> {
    await this.#db.rows(`delete from ${fleetSchema}.fleet_clinics where number = $1`, [number]);
  }
}

async function refuseTaken(
  client: PostgresPoolClient,
  { number, name }: { readonly number: number | null; readonly name: string },
  claims: readonly Claim[],
): Promise<void> {
  const kinds = claims.map(({ kind }) => kind);
  const others = await rowsOf<Claim & { readonly owner: string }>(
    client,
    `select l.kind, l.value, l.part, c.name as owner
      from ${fleetSchema}.fleet_claims l join ${fleetSchema}.fleet_clinics c using (number)
      where l.number is distinct from $1 and l.kind = any ($2) and l.value = any ($3)`,
    [number, kinds, claims.map(({ value }) => value)],
  );
  for (const one of claims) {
    const other = others.find((theirs) => clash(one, theirs));
    if (other !== undefined) {
      throw taken({ clinic: name, owner: other.owner, kind: one.kind, value: one.value });
    }
  }
}

async function claim(
  client: PostgresPoolClient,
  { number, name }: Pick<KnownClinic, 'number' | 'name'>,
  claims: readonly Claim[],
): Promise<void> {
  await refuseTaken(client, { number, name }, claims);
  const kinds = [...new Set(claims.map(({ kind }) => kind))];
  await client.query(
    `delete from ${fleetSchema}.fleet_claims where number = $1 and kind = any ($2)`,
    [number, kinds],
  );
  await client.query(
    `insert into ${fleetSchema}.fleet_claims (kind, value, part, number)
      select *, $2 from jsonb_to_recordset($1::jsonb) as c (kind text, value text, part text)
      on conflict do nothing`,
    [JSON.stringify(claims), number],
  );
}

const taken = (told: Taken) => new FleetError(fleetErrors.taken(told));
