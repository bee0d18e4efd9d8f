import { builtInUser, type Role } from '../../roles.ts';
import { foldedName, hasClinic, type Users } from '../../state/account/users.ts';
import type { State } from '../../state/open-state.ts';
import { hashPassword } from './password-hash.ts';

/** Somebody who may come in. */
export interface Account {
  readonly name: string;
  readonly role: Role;
  /** Names of the clinics of a fleet that they have to do with; null: all. */
  readonly clinics: readonly string[] | null;
  /** Of the password; null: there is none. */
  readonly hash: string | null;
}

/** What a session was begun with; when the account’s differs later, the session ends. */
export const credentialOf = ({ hash }: Account): string => hash ?? 'none';

/**
 * Who may come in: the user of the page's password, and those of a list. Read anew each time: another process may change
 * it.
 */
export class Accounts {
  readonly #users: Pick<Users, 'all' | 'find'>;
  readonly #password: () => Promise<string | null>;
  readonly #clinic: string | null;

  /**
   * @param password hash of the page's own; null: it has none
   * @param clinic its name in CONFIG_FILE, whose users alone may come in; null: all may
   */
  constructor(
    users: Pick<Users, 'all' | 'find'>,
    password: () => Promise<string | null>,
    clinic: string | null,
  ) {
    this.#users = users;
    this.#password = password;
    this.#clinic = clinic;
  }

  /** The user of the page's password. */
  async builtIn(): Promise<Account> {
    return { name: builtInUser, role: 'operate', clinics: null, hash: await this.#password() };
  }

  /** Null: there is no such user, or another clinic's. */
  async find(name: string): Promise<Account | null> {
    if (foldedName(name) === builtInUser) return await this.builtIn();
    const user = await this.#users.find(name);
    if (user === null || !hasClinic(user, this.#clinic)) return null;
    const { role, clinics, password } = user;
    return { name: user.name, role, clinics, hash: password };
  }

  /** Whether anybody is on the list, besides the user of the page's password. */
  async hasUsers(): Promise<boolean> {
    return (await this.#users.all()).some((user) => hasClinic(user, this.#clinic));
  }

  /** Whether anybody can come in but by a one-time link. */
  async hasAny(): Promise<boolean> {
    return (await this.#password()) !== null || (await this.hasUsers());
  }
}

/**
 * Those of one state; the page's password is that of the settings, else as `ident-amocrm password` set it.
 *
 * @param password DASHBOARD_PASSWORD
 */
export function accountsOf(
  { meta, users }: Pick<State, 'meta' | 'users'>,
  password: string | undefined,
  clinic: string | null,
): Accounts {
  const given = password === undefined ? null : hashPassword(password);
  const ofPage = async () => (await given) ?? (await meta.get('dashboardPassword')) ?? null;
  return new Accounts(users, ofPage, clinic);
}
