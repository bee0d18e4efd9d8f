import { builtInUser, type Role } from '../../roles.ts';
import type { Meta } from '../../state/account/meta.ts';
import { foldedName, hasClinic, type Users } from '../../state/account/users.ts';
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

interface AccountSources {
  readonly meta: Pick<Meta, 'get'>;
  readonly users: Pick<Users, 'all' | 'find'>;
}

/** Who may come in, read anew each time. */
export interface AccountList {
  /** The user of the page's password. */
  builtIn(): Promise<Account>;
  /** Null: there is no such user, or another clinic's. */
  find(name: string): Promise<Account | null>;
  /** Whether anybody is on the list, besides the user of the page's password. */
  hasUsers(): Promise<boolean>;
  /** Whether anybody can come in but by a one-time link. */
  hasAny(): Promise<boolean>;
}

/**
 * Who may come in: the user of the page's password (of the settings, else as `ident-amocrm password` set it), and those
 * of the list. Read anew each time: another process may change it.
 */
export class Accounts implements AccountList {
  readonly #sources: AccountSources;
  readonly #fromSettings: Promise<string> | null;
  readonly #clinic: string | null;

  /**
   * @param password DASHBOARD_PASSWORD
   * @param clinic its name in CONFIG_FILE; null: there is but one
   */
  constructor(sources: AccountSources, password: string | undefined, clinic: string | null) {
    this.#sources = sources;
    this.#fromSettings = password === undefined ? null : hashPassword(password);
    this.#clinic = clinic;
  }

  async builtIn(): Promise<Account> {
    const kept = await this.#sources.meta.get('dashboardPassword');
    const hash = (await this.#fromSettings) ?? kept ?? null;
    return { name: builtInUser, role: 'operate', clinics: null, hash };
  }

  async find(name: string): Promise<Account | null> {
    if (foldedName(name) === builtInUser) return await this.builtIn();
    const user = await this.#sources.users.find(name);
    if (user === null || !hasClinic(user, this.#clinic)) return null;
    const { role, clinics, password } = user;
    return { name: user.name, role, clinics, hash: password };
  }

  async hasUsers(): Promise<boolean> {
    return (await this.#sources.users.all()).some((user) => hasClinic(user, this.#clinic));
  }

  async hasAny(): Promise<boolean> {
    return (await this.builtIn()).hash !== null || (await this.hasUsers());
  }
}
