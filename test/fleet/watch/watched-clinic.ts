import { FleetTables } from '../../../src/fleet/tables/fleet-tables.ts';
import { poolOf } from '../../../src/state/postgres/connections.ts';
import { FleetGround } from '../fleet-ground.ts';

/** A fleet with one clinic, «Ромашка», and its tables as a machine has them. */
export async function watchedClinic() {
  const ground = await FleetGround.make();
  await ground.patients('one.db', 2);
  ground.write([{ name: 'Ромашка', schema: 'one', sandbox: await ground.account() }]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'Ромашка');
  const pool = poolOf({ ...ground.server, schema: 'ident_amocrm', tls: 'off' }, { most: 3 });
  const tables = new FleetTables(pool);
  const number = (await tables.clinics.find('Ромашка'))?.number ?? 0;
  return { ground, pool, tables, number };
}
