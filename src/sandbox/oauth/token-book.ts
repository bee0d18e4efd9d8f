import { randomBytes, randomUUID } from 'node:crypto';
import { type SandboxUser, usersOf } from '../account.ts';
import type { CrmData } from '../crm-data.ts';
import { nowSeconds } from '../now.ts';
import type { Integration } from '../sandbox-options.ts';
import { readJwt, signJwt } from './jwt.ts';

/** Lifetimes in seconds. */
const lifetime = { access: 86_400, refresh: 90 * 86_400, code: 20 * 60 } as const;

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
}

/** Whom an access token lets in. */
export interface Bearer {
  readonly tokenId: string;
  readonly user: SandboxUser;
}

export type Spent<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: 'unknown' | 'used' | 'expired' };

/** Every code and token that the account has given to the integration. */
export class TokenBook {
  readonly #data: CrmData;
  readonly #integration: Integration;
  readonly #secret: string;

  constructor(data: CrmData, integration: Integration) {
    this.#data = data;
    this.#integration = integration;
    this.#secret = data.db.once('jwtSecret', () => randomBytes(32).toString('hex'));
  }

  /** An access token that lives for so many seconds. */
  issueAccess(
    user: SandboxUser,
    seconds: number = lifetime.access,
  ): { token: string; jti: string } {
    const { account, clock, db, url } = this.#data;
    const now = nowSeconds(clock);
    const jti = randomBytes(40).toString('hex');
    db.prepare('insert into access_token (jti, user_id, revoked) values (?, ?, 0)').run(
      jti,
      user.id,
    );
    const token = signJwt(
      {
        aud: this.#integration.clientId,
        jti,
        iat: now,
        nbf: now,
        exp: now + seconds,
        sub: String(user.id),
        grant_type: '',
        account_id: account.id,
        base_domain: 'amocrm.ru',
        version: 2,
        scopes: ['crm', 'notifications'],
        hash_uuid: randomUUID(),
        api_domain: new URL(url()).host,
      },
      this.#secret,
    );
    return { token, jti };
  }

  /** A fresh pair; earlier pairs go on working. */
  issuePair(user: SandboxUser): TokenPair {
    const { db, clock } = this.#data;
    const { token, jti } = this.issueAccess(user);
    const refreshToken = `def50200${randomBytes(320).toString('hex')}`;
    db.prepare(
      'insert into refresh_token (token, access_jti, user_id, expires_at, used) values (?, ?, ?, ?, 0)',
    ).run(refreshToken, jti, user.id, nowSeconds(clock) + lifetime.refresh);
    return { accessToken: token, refreshToken, expiresIn: lifetime.access };
  }

  /** A code for the callback: twenty minutes, once. */
  issueCode(): string {
    const code = `def50200${randomBytes(160).toString('hex')}`;
    this.#data.db
      .prepare('insert into oauth_code (code, redirect_uri, expires_at, used) values (?, ?, ?, 0)')
      .run(code, this.#integration.redirectUri, nowSeconds(this.#data.clock) + lifetime.code);
    return code;
  }

  spendCode(code: string): Spent<SandboxUser> {
    const row = this.#data.db
      .prepare('select expires_at, used from oauth_code where code = ?')
      .get(code);
    const spent = this.#spend(row, this.#data.account.admin);
    if (spent.ok) this.#data.db.prepare('update oauth_code set used = 1 where code = ?').run(code);
    return spent;
  }

  spendRefresh(token: string): Spent<SandboxUser> {
    const { db, account, manners } = this.#data;
    const row = db
      .prepare('select access_jti, user_id, expires_at, used from refresh_token where token = ?')
      .get(token);
    const user = usersOf(account).find(({ id }) => id === row?.['user_id']) ?? account.admin;
    const spent = this.#spend(row, user);
    if (!spent.ok) return spent;
    db.prepare('update refresh_token set used = 1 where token = ?').run(token);
    if (manners.refreshRevokesAccess) this.#revokeAccess(String(row?.['access_jti']));
    return spent;
  }

  #spend(row: Record<string, unknown> | undefined, user: SandboxUser): Spent<SandboxUser> {
    if (!row) return { ok: false, why: 'unknown' };
    if (row['used'] !== 0) return { ok: false, why: 'used' };
    if (Number(row['expires_at']) <= nowSeconds(this.#data.clock))
      return { ok: false, why: 'expired' };
    return { ok: true, value: user };
  }

  /** Whether a refresh token could still be used, without using it. */
  isRefreshAlive(token: string): boolean {
    const row = this.#data.db
      .prepare('select expires_at, used from refresh_token where token = ?')
      .get(token);
    return this.#spend(row, this.#data.account.admin).ok;
  }

  /** Whom `Authorization: Bearer …` lets in; `null` for a token that is bad, expired or revoked. */
  bearer(authorization: string | undefined): Bearer | null {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    const claims = token ? readJwt(token, this.#secret) : null;
    if (!claims || claims.exp <= nowSeconds(this.#data.clock) || !this.isEnabled()) return null;
    const row = this.#data.db
      .prepare('select user_id, revoked from access_token where jti = ?')
      .get(claims.jti);
    if (row?.['revoked'] !== 0) return null;
    const user = usersOf(this.#data.account).find(({ id }) => id === row['user_id']);
    return user ? { tokenId: claims.jti.slice(0, 12), user } : null;
  }

  #revokeAccess(jti: string): void {
    this.#data.db.prepare('update access_token set revoked = 1 where jti = ?').run(jti);
  }

  revokeAll(): void {
    this.#data.db.transaction(() => {
      this.#data.db.prepare('update access_token set revoked = 1').run();
      this.#data.db.prepare('update refresh_token set used = 1').run();
      this.#data.db.prepare('update oauth_code set used = 1').run();
    });
  }

  isEnabled(): boolean {
    const row = this.#data.db.prepare(`select value from meta where key = 'disabled'`).get();
    return row === undefined;
  }

  setEnabled(enabled: boolean): void {
    const sql = enabled
      ? `delete from meta where key = 'disabled'`
      : `insert or ignore into meta (key, value) values ('disabled', '1')`;
    this.#data.db.prepare(sql).run();
  }
}
