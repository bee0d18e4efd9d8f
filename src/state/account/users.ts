import { z } from 'zod';
import { type Role, roles } from '../../roles.ts';
import { Repository } from '../shape/repository.ts';
import type { RowOf } from '../shape/schema.ts';
import { upsert } from '../shape/upsert.ts';

export interface User {
  readonly name: string;
  readonly role: Role;
  /** Names of clinics; null: all of them. */
  readonly clinics: readonly string[] | null;
  /** Hash of the password; null: another program tells who it is (AUTH_HEADER). */
  readonly password: string | null;
  /** Wall ms. */
  readonly since: number;
}

/** One line, neither blanks around it nor signs that another program might read as its own. */
export const userNameSchema = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@ -]{0,59}$/u);

/** Keyboards and browsers write one name in several ways. */
export const foldedName = (name: string): string => name.trim().normalize('NFKC').toLowerCase();

/** Whether a user has to do with a clinic; one without a name is the only one. */
export const hasClinic = ({ clinics }: Pick<User, 'clinics'>, clinic: string | null): boolean =>
  clinics === null ||
  clinic === null ||
  clinics.some((name) => foldedName(name) === foldedName(clinic));

const clinicsSchema = z.array(z.string()).nullable();

/** The list of those who may open the page. */
export class Users extends Repository {
  async all(): Promise<readonly User[]> {
    const rows = await this.db.selectFrom('users').selectAll().orderBy('name').execute();
    return rows.map(userOf);
  }

  async find(name: string): Promise<User | null> {
    const row = await this.db
      .selectFrom('users')
      .selectAll()
      .where('name', '=', foldedName(name))
      .executeTakeFirst();
    return row === undefined ? null : userOf(row);
  }

  /** Adds a user, or puts another one in the place of the one of that name. */
  async set({ name: shown, role, clinics, password, since }: User): Promise<void> {
    const row = { name: foldedName(shown), shown, role, password, since };
    await upsert(this.db, 'users', [{ ...row, clinics: JSON.stringify(clinics) }]);
  }

  /** @returns whether there was one. */
  async remove(name: string): Promise<boolean> {
    const [result] = await this.db
      .deleteFrom('users')
      .where('name', '=', foldedName(name))
      .execute();
    return (result?.numDeletedRows ?? 0n) > 0n;
  }
}

function userOf({ shown, role, clinics, password, since }: RowOf<'users'>): User {
  return {
    name: shown,
    password,
    since,
    // Of a role that is not known nobody may assume more than the least.
    role: roles.find((one) => one === role) ?? 'look',
    clinics: clinics === null ? null : clinicsSchema.parse(JSON.parse(clinics)),
  };
}
