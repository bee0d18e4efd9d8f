import { isRead, type Probe, type ServerInfo } from '../../ident/ident.ts';
import type { CommandDeclaration, CommandEnd } from '../command.ts';
import type { CliContext } from '../context.ts';
import { formatNumber } from '../locale/format.ts';

export const declareTestDb: CommandDeclaration = (parent, { text, action }) => {
  parent.command('test-db').description(text.testDb.description).action(action(testDb));
};

/** Connects, and shows what the server is and what the probe finds; errors bring the usual causes with them. */
async function testDb(context: CliContext): Promise<CommandEnd> {
  const settings = await context.settings('ident');
  const { useIdent } = await import('../runtime.ts');
  await using resources = new AsyncDisposableStack();
  const ident = await useIdent(resources, context, settings);
  const server = await ident.server();
  const probe = await ident.probe();
  const patients = await ident.count();
  settings.log.info({ patients, queryMs: Math.round(ident.queryMs) }, 'database tested');
  await show(context, { server, probe, patients });
  return {
    result: {
      server: server.version,
      database: server.identity,
      serverTime: server.now,
      patients,
      changeSources: probe.changeSources,
      fields: Object.fromEntries(probe.fields),
    },
  };
}

interface Findings {
  readonly server: ServerInfo;
  readonly probe: Probe;
  readonly patients: number;
}

async function show(
  { output, text, language }: CliContext,
  { server, probe, patients }: Findings,
): Promise<void> {
  const { contactFields } = await import('../../contact/catalogue.ts');
  const { renderTable } = await import('../table.ts');
  const words = text.testDb;
  const { paint } = output;
  const line = (name: string, value: string) => output.data(`${paint.dim(`${name}:`)} ${value}`);
  line(words.server, server.version);
  line(words.database, server.identity);
  line(words.serverTime, server.now.replace('T', ' '));
  line(words.patients, formatNumber(patients, language));
  line(words.changes, probe.changeSources.join(', ') || words.noChangeSources);
  output.data();

  const colours = {
    found: paint.green,
    computed: paint.green,
    unconfirmed: paint.yellow,
    lost: paint.red,
    missing: paint.yellow,
    off: paint.dim,
  };
  const reports = contactFields.map((field) => ({
    field,
    ...(probe.fields.get(field.key) ?? { status: 'missing' as const, source: null }),
  }));
  const { no, field, key, status, source } = words.columns;
  output.data(
    renderTable(
      [{ title: no, align: 'right' }, ...[field, key, status, source].map((title) => ({ title }))],
      reports.map((report) => [
        report.field.no,
        report.field.name,
        report.field.key,
        colours[report.status](words.status[report.status]),
        report.source ?? '',
      ]),
      paint,
    ),
  );
  output.data();
  const ready = reports.filter(({ status }) => isRead(status)).length;
  output.data(paint.bold(words.summary(ready, reports.length)));
  if (reports.some((report) => report.status === 'missing')) output.talk(words.missingHint);
}
