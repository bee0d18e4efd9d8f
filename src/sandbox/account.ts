import type { Link } from './wire.ts';

export interface SandboxUser {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly isAdmin: boolean;
  readonly isActive: boolean;
}

/** The account: what is fixed about it while the sandbox runs. */
export interface SandboxAccount {
  readonly id: number;
  readonly name: string;
  readonly subdomain: string;
  /** IANA zone: dates are midnight there. */
  readonly timeZone: string;
  readonly admin: SandboxUser;
  /** May work with contacts, not with the account's settings. */
  readonly manager: SandboxUser;
  /** Has left the clinic: no longer a valid responsible user. */
  readonly dismissed: SandboxUser;
}

export function makeAccount(id: number, name: string, timeZone: string): SandboxAccount {
  const user = (offset: number, title: string, mail: string): SandboxUser => ({
    id: 8_000_000 + (id % 900_000) + offset,
    name: title,
    email: `${mail}@example.com`,
    isAdmin: false,
    isActive: true,
  });
  return {
    id,
    name,
    subdomain: `sandbox${id}`,
    timeZone,
    admin: { ...user(11, 'Администратор клиники', 'admin'), isAdmin: true },
    manager: user(26, 'Колл-центр', 'callcentre'),
    dismissed: { ...user(43, 'Бывший сотрудник', 'former'), isActive: false },
  };
}

export const usersOf = (account: SandboxAccount): readonly SandboxUser[] => [
  account.admin,
  account.manager,
  account.dismissed,
];

export const selfLink = (href: string): { readonly self: Link } => ({ self: { href } });
