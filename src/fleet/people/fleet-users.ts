import { z } from 'zod';
import { type Role, roles } from '../../roles.ts';
import { foldedName, type User } from '../../state/account/users.ts';
import type { FleetDatabase } from '../tables/fleet-database.ts';
import { fleetSchema } from '../tables/steps.ts';

type UserRow = Omit<User, 'role' | 'clinics'> & Readonly<Record<'role' | 'clinics', unknown>>;

const table = `${fleetSchema}.fleet_users`;
const users = `select shown as name, role, clinics, password, since from ${table} u`;
const clinicNames = z.array(z.string()).nullable();

/** The list of those who may open the page of all clinics, on whichever machine. */
export class FleetUsers {
  readonly #db: Pick<FleetDatabase, 'rows'>;

  constructor(db: Pick<FleetDatabase, 'rows'>) {
    this.#db = db;
  }

  async all(): Promise<readonly User[]> {
    const rows = await this.#db.rows<UserRow>(`${users} order by u.name`);
    return rows.map(userOf);
  }

  async find(name: string): Promise<User | null> {
    const [row] = await this.#db.rows<UserRow>(`${users} where u.name = $1`, [foldedName(name)]);
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

function userOf(row: UserRow): User {
  return { ...row, clinics: clinicNames.parse(row.clinics), role: knownRole(row.role) };
}

/** Of a role that is not known nobody may assume more than the least. */
const knownRole = (role: unknown): Role => roles.find((one) => one === role) ?? 'look';
