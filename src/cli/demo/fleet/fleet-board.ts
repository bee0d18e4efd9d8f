import type { FleetDatabase } from '../../../fleet/tables/fleet-database.ts';
import { fleetSchema } from '../../../fleet/tables/steps.ts';
import type { DemoClinic, FleetWorld } from './fleet-world.ts';

/** A clinic of the demo, as the table of due times and its amoCRM have it. */
export interface SeenClinic {
  readonly clinic: DemoClinic;
  /** The process that makes its pass, or made its last one; null: none did yet. */
  readonly pid: number | null;
  readonly isRunning: boolean;
  readonly contacts: number;
  /** Its first load has come to its end. */
  readonly isLoaded: boolean;
}

interface Row {
  readonly name: string;
  readonly pid: number | null;
  readonly running: boolean;
  readonly outcome: string | null;
}

/** How the clinics of the demo stand now. */
export async function seenClinics(
  { clinics }: FleetWorld,
  db: FleetDatabase,
): Promise<readonly SeenClinic[]> {
  const rows = await db.rows<Row>(
    `select c.name, m.pid, d.job is not null as running, d.outcome
      from ${fleetSchema}.fleet_due d join ${fleetSchema}.fleet_clinics c using (number)
      left join ${fleetSchema}.fleet_machines m using (machine)`,
  );
  const byName = new Map(rows.map((row) => [row.name, row]));
  return clinics.map((clinic) => {
    const row = byName.get(clinic.name);
    return {
      clinic,
      pid: row?.pid ?? null,
      isRunning: row?.running === true,
      contacts: clinic.sandbox.crm.count(),
      isLoaded: row?.outcome === 'ok',
    };
  });
}
