import type { User, Users } from '../../state/account/users.ts';
import { openState } from '../../state/open-state.ts';
import type { CliContext } from '../context.ts';
import { noteAction } from '../person.ts';

/** The list that a command of users works on. */
export interface UserList extends AsyncDisposable {
  /** Of all clinics of a fleet; else one clinic's own. */
  readonly isOfFleet: boolean;
  readonly users: Pick<Users, 'all' | 'find'>;
  /** Whether `ident-amocrm password` set the page's password. */
  hasKeptPassword(): Promise<boolean>;
  /** @throws FleetError FLEET_UNKNOWN_CLINIC */
  refuseUnknown(clinics: readonly string[]): Promise<void>;
  /** Puts it into the list, and writes down who did. */
  set(user: User, action: string): Promise<void>;
  remove(name: string, action: string): Promise<void>;
}

/** The list of the fleet where there is one, else that of the clinic's state. */
export async function openUserList(context: CliContext): Promise<UserList> {
  return (await fleetList(context)) ?? (await ofState(context));
}

async function ofState(context: CliContext): Promise<UserList> {
  const { config } = await context.settings('state');
  const state = await openState(config.state, context.clock);
  return {
    isOfFleet: false,
    users: state.users,
    hasKeptPassword: async () => (await state.meta.get('dashboardPassword')) !== undefined,
    refuseUnknown: async () => undefined,
    set: async (user, action) =>
      await state.transaction(async (tx) => {
        await tx.users.set(user);
        await noteAction(context, tx, action, user.name);
      }),
    remove: async (name, action) =>
      await state.transaction(async (tx) => {
        await tx.users.remove(name);
        await noteAction(context, tx, action, name);
      }),
    [Symbol.asyncDispose]: () => state.close(),
  };
}

/** What speaks with a server is loaded where a file lists clinics. */
async function fleetList(context: CliContext): Promise<UserList | null> {
  if ((await context.clinicsFile()) === null) return null;
  const { openFleetPeople } = await import('./fleet-people.ts');
  return await openFleetPeople(context);
}
