import { hash } from 'node:crypto';
import type { FleetUsers } from '../../../fleet/people/fleet-users.ts';
import { builtInUser } from '../../../roles.ts';
import { foldedName } from '../../../state/account/users.ts';
import type { Account, AccountList } from '../../sign-in/accounts.ts';
import { hashPassword } from '../../sign-in/password-hash.ts';

/** Who may open the page of all clinics: the list of the fleet, and the user of DASHBOARD_PASSWORD. */
export class FleetAccounts implements AccountList {
  readonly #users: Pick<FleetUsers, 'all' | 'find'>;
  readonly #password: Promise<string> | null;

  /**
   * @param password DASHBOARD_PASSWORD
   * @param key of the fleet's page: every machine makes the same hash, so that a session of one is one at all of them
   */
  constructor(users: Pick<FleetUsers, 'all' | 'find'>, password: string | undefined, key: string) {
    this.#users = users;
    const salt = hash('sha256', `password:${key}`, 'buffer').subarray(0, 16);
    this.#password = password === undefined ? null : hashPassword(password, undefined, salt);
  }

  async builtIn(): Promise<Account> {
    return { name: builtInUser, role: 'operate', clinics: null, hash: await this.#password };
  }

  async find(name: string): Promise<Account | null> {
    if (foldedName(name) === builtInUser) return await this.builtIn();
    const user = await this.#users.find(name);
    if (user === null) return null;
    const { role, clinics, password } = user;
    return { name: user.name, role, clinics, hash: password };
  }

  async hasUsers(): Promise<boolean> {
    return (await this.#users.all()).length > 0;
  }

  async hasAny(): Promise<boolean> {
    return this.#password !== null || (await this.hasUsers());
  }
}
