import { exitCode } from '../../../app-error.ts';
import { folded } from '../../../config/file/names.ts';
import { addClinic } from '../../../fleet/add.ts';
import { FleetError, fleetErrors } from '../../../fleet/errors.ts';
import { migrateFleet } from '../../../fleet/migrate.ts';
import { withoutPass } from '../../../fleet/pass-lock.ts';
import { fleetPool } from '../../../fleet/server.ts';
import { poolSizes } from '../../../fleet/sessions.ts';
import { FleetTables } from '../../../fleet/tables/fleet-tables.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { tellFailures } from '../../each-clinic.ts';
import { failureOf } from '../../ends/failure.ts';
import { personAtTerminal } from '../../person.ts';
import { fileClinics } from './file-clinics.ts';

/** The deploy step: all tables get the shape of this version. */
export async function migrate(context: CliContext): Promise<CommandEnd> {
  const { output, text, language, signal, clock } = context;
  const words = text.fleet;
  const { server } = await fileClinics(context);
  const report = await migrateFleet(server, {
    clock,
    signal,
    onWait: () => output.talk(words.othersMigrate),
    onStop: (stopped) => output.talk(stopped ? words.stops : words.goesOn),
    onClinic: (name) => output.talk(words.migrating(name)),
  });
  const failed = report.clinics.flatMap(({ name, error }) =>
    error === null ? [] : [{ clinic: name, failure: failureOf(error, language, signal.reason) }],
  );
  const migrated = report.clinics.length - failed.length;
  output.data(words.migrated(migrated));
  return {
    result: { steps: report.steps, migrated, errors: tellFailures(context, failed) },
    exit: failed.length === 0 ? exitCode.ok : exitCode.failed,
  };
}

/** Takes a clinic of the file into the fleet, or says that what the file says of it holds. */
export async function add(
  context: CliContext,
  { start = false }: { readonly start?: boolean },
  name: string,
): Promise<CommandEnd> {
  const { output, text, clock, signal } = context;
  const words = text.fleet;
  const { clinics, unread, server } = await fileClinics(context);
  const wrong = unread.find((one) => folded(one.name) === folded(name));
  if (wrong !== undefined) throw wrong.error;
  const clinic = clinics.find((one) => folded(one.name) === folded(name));
  if (clinic === undefined) {
    // Says which ones there are.
    await context.configOf(name);
    throw new FleetError(fleetErrors.unknown({ clinic: name }));
  }
  await using pool = fleetPool(server, poolSizes.fleet);
  const report = await addClinic(clinic, {
    pool,
    clock,
    signal,
    start: start ? personAtTerminal(context) : null,
  });
  output.data(words[report.done](clinic.name, report.schema));
  if (report.keyFile !== null) output.talk(words.key(report.keyFile));
  if (start) output.talk(words.started);
  else if (clinic.config.sync.firstLoad === 'ask') output.talk(words.notStarted(clinic.name));
  return { result: { clinic: clinic.name, ...report, started: start } };
}

/** No machine makes its passes any more; its state stays. */
export async function remove(context: CliContext, _: unknown, name: string): Promise<CommandEnd> {
  const { text, clock, signal } = context;
  const { server } = await fileClinics(context);
  await using pool = fleetPool(server, poolSizes.fleet);
  const tables = new FleetTables(pool);
  await tables.check();
  const known = await tables.clinics.find(name);
  if (known === null) throw new FleetError(fleetErrors.unknown({ clinic: name }));
  const { number, schema } = known;
  await tables.clinics.retire(number);
  context.output.talk(text.fleet.removing(name));
  // What it claims is free for another clinic only when nobody writes for this one any more.
  await withoutPass({ ...server, schema }, { number, clock, signal, wait: true }, () =>
    tables.clinics.remove(number),
  );
  context.output.data(text.fleet.removed(name));
  return { result: { removed: name } };
}
