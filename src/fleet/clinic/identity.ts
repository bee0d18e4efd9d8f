import { hash } from 'node:crypto';
import type { ClinicConfig } from '../../clinic/clinic.ts';
import type { SourceConfig } from '../../config/parts/database-config.ts';
import type { DatabaseConfig } from '../../ident/connection/connection.ts';
import type { ClaimKind } from '../errors.ts';

/** Something of a fleet that is one clinic's alone. */
export interface Claim {
  readonly kind: ClaimKind;
  readonly value: string;
  /** A branch of it; '': the whole of it. */
  readonly part: string;
}

/** Who a clinic is, by its settings and without its secrets. */
export interface ClinicIdentity {
  readonly schema: string;
  /** Of amoCRM; null: the sandbox beside the state. */
  readonly account: string | null;
  /** By number. */
  readonly sources: readonly SourceIdentity[];
}

interface SourceIdentity {
  readonly number: number;
  readonly place: string;
  /** Chosen branches, sorted; null: the whole database. */
  readonly branches: readonly string[] | null;
  /** Whether those who never came to any branch are of it, too. */
  readonly withoutVisits: boolean;
}

export type IdentityConfig = Pick<ClinicConfig, 'amocrm' | 'sources'> & {
  readonly state: { readonly server?: { readonly schema: string } };
};

export function identityOf({ amocrm, sources, state }: IdentityConfig): ClinicIdentity {
  return {
    schema: state.server?.schema ?? '',
    account: amocrm.mock ? null : new URL(amocrm.baseUrl).host.toLowerCase(),
    sources: sources.map(sourceIdentity).toSorted((a, b) => a.number - b.number),
  };
}

function sourceIdentity({ number, connection, branches }: SourceConfig): SourceIdentity {
  return {
    number,
    place: placeOf(connection),
    branches: branches === undefined ? null : branches.names.map(folded).toSorted(),
    withoutVisits: branches?.withoutVisits ?? true,
  };
}

/** SQL Server's names of instances and databases know no case. */
function placeOf({ client, file, host, instance, port, database }: DatabaseConfig): string {
  if (client === 'sqlite') return `file ${file ?? ''}`;
  const where = instance === undefined ? `,${port}` : `\\${instance}`;
  return `${host ?? ''}${where} ${database ?? ''}`.toLowerCase();
}

const folded = (name: string): string => name.trim().toLowerCase();

/** What machines compare: the same on all of them, or the clinic's passes wait. */
export const digestOf = (identity: ClinicIdentity): string =>
  hash('sha256', JSON.stringify(identity), 'base64url').slice(0, 16);

/** What the settings alone tell of what no other clinic may have. */
export function claimsOf({ account, sources }: ClinicIdentity): readonly Claim[] {
  return [
    ...ofAccount('account', account),
    ...sources.flatMap((source) => ofDatabase('place', source.place, source)),
  ];
}

/** What is known once both sides have been asked who they are: settings can name one of them in two ways. */
export function foundClaims(
  { account, sources }: ClinicIdentity,
  found: { readonly accountId: number; readonly databases: ReadonlyMap<number, string> },
): readonly Claim[] {
  return [
    ...ofAccount('account-id', account && String(found.accountId)),
    ...sources.flatMap((source) => {
      const database = found.databases.get(source.number);
      return database === undefined ? [] : ofDatabase('database', database, source);
    }),
  ];
}

const ofAccount = (kind: 'account' | 'account-id', value: string | null): readonly Claim[] =>
  value === null ? [] : [{ kind, value, part: '' }];

function ofDatabase(
  kind: 'place' | 'database',
  value: string,
  { branches }: SourceIdentity,
): readonly Claim[] {
  return (branches ?? ['']).map((part) => ({ kind, value, part }));
}

/** Whether two clinics that claim these would write the same thing, or read it whole and in part. */
export const clash = (one: Claim, other: Claim): boolean =>
  one.kind === other.kind &&
  one.value === other.value &&
  (one.part === other.part || one.part === '' || other.part === '');
