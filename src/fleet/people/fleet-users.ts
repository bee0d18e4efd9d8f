import { z } from 'zod';
import { type Role, roles } from '../../roles.ts';
import { foldedName, type User } from '../../state/account/users.ts';
import type { FleetDatabase } from '../tables/fleet-database.ts';
import { fleetSchema } from '../tables/steps.ts';

interface UserRow {
  readonly shown: string;
  readonly role: string;
  readonly clinics: unknown;
  readonly password: string | null;
  readonly since: number;
}

const table = `${fleetSchema}.fleet_users`;
const clinicNames = z.array(z.string()).nullable();

/** The list of those who may open the page of all clinics, on whichever machine. */
export class FleetUsers {
  readonly #db: Pick<FleetDatabase, 'rows'>;

  constructor(db: Pick<FleetDatabase, 'rows'>) {
    this.#db = db;
  }

  async all(): Promise<readonly User[]> {
    const rows = await this.#db.rows<UserRow>(`select * from ${table} order by name`);
    return rows.map(userOf);
  }

  async find(name: string): Promise<User | null> {
    const [row] = await this.#db.rows<UserRow>(`select * from ${table} where name = $1`, [
      foldedName(name),
    ]);
    return row === undefined ? null : userOf(row);
  }

  /** Adds a user, or puts another one in the place of the one of that name. */
  async set({ name, role, clinics, password, since }: User): Promise<void> {
    const before = await this.find(name);
    if (before !== null && before.password !== password) await this.#endSessions(before);
    await this.#db.rows(
      `insert into ${table} (name, shown, role, clinics, password, since)
        values ($1, $2, $3, $4::jsonb, $5, $6)
        on conflict (name) do update set shown = excluded.shown, role = excluded.role,
          clinics = excluded.clinics, password = excluded.password, since = excluded.since`,
      [
        ...[foldedName(name), name, role],
        ...[clinics === null ? null : JSON.stringify(clinics), password, since],
      ],
    );
  }

  /** @returns whether there was one. */
  async remove(name: string): Promise<boolean> {
    const user = await this.find(name);
    if (user !== null) await this.#endSessions(user);
    const gone = await this.#db.rows(`delete from ${table} where name = $1 returning name`, [
      foldedName(name),
    ]);
    return gone.length > 0;
  }

  /** What is streamed to them ends, too: it asks for nothing, and would not find out that they are over. */
  async #endSessions({ name }: User): Promise<void> {
    await this.#db.rows(`delete from ${fleetSchema}.fleet_sessions where account = $1`, [name]);
  }
}

function userOf({ shown, role, clinics, password, since }: UserRow): User {
  return {
    name: shown,
    password,
    since,
    clinics: clinicNames.parse(clinics),
    role: knownRole(role),
  };
}

/** Of a role that is not known nobody may assume more than the least. */
const knownRole = (role: string): Role => roles.find((one) => one === role) ?? 'look';
