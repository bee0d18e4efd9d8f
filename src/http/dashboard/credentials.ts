import type { Meta } from '../../state/account/meta.ts';
import { hashPassword } from './password-hash.ts';

/** Which password is in force, as its hash: that of the settings, else the one set by `ident-amocrm password`. */
export class Credentials {
  readonly #meta: Pick<Meta, 'get'>;
  readonly #fromSettings: Promise<string> | null;

  /** @param password DASHBOARD_PASSWORD */
  constructor(meta: Pick<Meta, 'get'>, password: string | undefined) {
    this.#meta = meta;
    this.#fromSettings = password === undefined ? null : hashPassword(password);
  }

  /** Null: none is set. Read anew each time: another process may set it. */
  async hash(): Promise<string | null> {
    return (await this.#fromSettings) ?? (await this.#meta.get('dashboardPassword')) ?? null;
  }
}
