import { ConfigError } from '../../config/mistake.ts';
import { FleetError, fleetErrors } from '../../fleet/errors.ts';
import { FleetActions } from '../../fleet/people/fleet-actions.ts';
import { FleetUsers } from '../../fleet/people/fleet-users.ts';
import { fleetPool, fleetServer } from '../../fleet/server.ts';
import { FleetDatabase, rowsOf } from '../../fleet/tables/fleet-database.ts';
import { FleetTables } from '../../fleet/tables/fleet-tables.ts';
import type { CliContext } from '../context.ts';
import { noteAction } from '../person.ts';
import type { UserList } from './user-list.ts';

/** @returns null: the clinics of the file are no fleet. */
export async function openFleetPeople(context: CliContext): Promise<UserList | null> {
  const file = await context.clinicsFile();
  const configOf = await context.configOfEach('state');
  const placed = (file?.names ?? []).flatMap((name) => {
    const config = readable(() => configOf(name));
    return config?.state.server === undefined ? [] : [{ name, config }];
  });
  if (placed.length === 0) return null;
  const pool = fleetPool(fleetServer(placed), 2);
  const db = new FleetDatabase(pool);
  try {
    const tables = new FleetTables(pool);
    if (!(await tables.areThere())) {
      await pool.end();
      return null;
    }
    await tables.check();
    const change = async (
      work: (users: FleetUsers) => Promise<unknown>,
      action: string,
      name: string,
    ) =>
      await db.transaction(async (client) => {
        const within = {
          rows: <Row>(text: string, values: readonly unknown[] = []) =>
            rowsOf<Row>(client, text, values),
        };
        await work(new FleetUsers(within));
        await noteAction(context, { actions: new FleetActions(within) }, action, name);
      });
    return {
      isOfFleet: true,
      users: new FleetUsers(db),
      hasKeptPassword: async () => false,
      refuseUnknown: async (clinics) => {
        for (const clinic of clinics) {
          if ((await tables.clinics.find(clinic)) === null) {
            throw new FleetError(fleetErrors.unknown({ clinic }));
          }
        }
      },
      set: (user, action) => change((users) => users.set(user), action, user.name),
      remove: (name, action) => change((users) => users.remove(name), action, name),
      [Symbol.asyncDispose]: () => pool.end(),
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** One whose settings are wrong says nothing of the others. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}
