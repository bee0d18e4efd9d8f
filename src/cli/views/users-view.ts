import { formatMoment } from '../../report/format.ts';
import type { User } from '../../state/account/users.ts';
import type { CliContext } from '../context.ts';
import { renderTable } from '../terminal/table.ts';

interface UsersContext {
  /** Whether the page has a password of its own. */
  readonly hasBuiltIn: boolean;
  /** Of all clinics of a fleet. */
  readonly isOfFleet: boolean;
  readonly timeZone: string;
}

export function usersTable(
  { text, output, language }: CliContext,
  users: readonly User[],
  { hasBuiltIn, isOfFleet, timeZone }: UsersContext,
): string {
  const { columns, roles, all, yes, no, none, builtInRow, builtInFleet } = text.users;
  const rows = users.map(({ name, role, clinics, password, since }) => [
    name,
    roles[role],
    clinics?.join(', ') ?? all,
    password === null ? no : yes,
    formatMoment(since, timeZone, language),
  ]);
  const titles = [columns.name, columns.role, columns.clinics, columns.password, columns.since];
  const table = renderTable(
    titles.map((title) => ({ title })),
    rows,
    output.paint,
  );
  return [
    rows.length === 0 ? none : table,
    ...(hasBuiltIn ? [isOfFleet ? builtInFleet : builtInRow] : []),
  ].join('\n');
}

/** What `--json` says: never a hash. */
export const usersJson = (users: readonly User[]): readonly object[] =>
  users.map(({ name, role, clinics, password, since }) => ({
    name,
    role,
    clinics,
    hasPassword: password !== null,
    since: new Date(since).toISOString(),
  }));
