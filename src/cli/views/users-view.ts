import { formatMoment } from '../../report/format.ts';
import type { User } from '../../state/account/users.ts';
import type { CliContext } from '../context.ts';
import { showTable } from '../terminal/table.ts';

interface UsersContext {
  /** Whether the page has a password of its own. */
  readonly hasBuiltIn: boolean;
  /** Of all clinics of a fleet. */
  readonly isOfFleet: boolean;
  readonly timeZone: string;
}

export function showUsers(
  { text, output, language }: CliContext,
  users: readonly User[],
  { hasBuiltIn, isOfFleet, timeZone }: UsersContext,
): void {
  const { columns, roles, all, yes, no, none, builtInRow, builtInFleet } = text.users;
  if (users.length === 0) output.data(none);
  else {
    showTable(
      output,
      [columns.name, columns.role, columns.clinics, columns.password, columns.since],
      users.map(({ name, role, clinics, password, since }) => [
        name,
        roles[role],
        clinics?.join(', ') ?? all,
        password === null ? no : yes,
        formatMoment(since, timeZone, language),
      ]),
    );
  }
  if (hasBuiltIn) output.data(isOfFleet ? builtInFleet : builtInRow);
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
