import { existsSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import type { PatientId } from '../../contact/patient.ts';
import type { PatientInput } from '../../contact/table.ts';
import type { Census } from '../../ident/census.ts';
import type { Ident, Probe, ServerInfo } from '../../ident/ident.ts';
import {
  describeInstances,
  type OfferedInstance,
  offeredInstances,
} from '../../ident/instances.ts';
import type { ListValues } from '../../ident/list-values.ts';
import { nothingRemembered, type SourceMemory } from '../../ident/source-memory.ts';
import type { CommandDeclaration, CommandEnd } from '../command.ts';
import type { CliContext, Settings } from '../context.ts';
import type { PatientFigures } from '../views/figures-view.ts';

interface TestDbOptions {
  readonly patientId?: readonly PatientId[];
}

export const declareTestDb: CommandDeclaration = (parent, { text, action }) => {
  const words = text.testDb;
  parent
    .command('test-db')
    .description(words.description)
    .option('--patient-id <N,N,…>', words.patientId, (list) => idsOf(list, words.patientIds))
    .action(action(testDb));
};

function idsOf(list: string, refusal: string): readonly PatientId[] {
  const ids = list.split(',').map((part) => part.trim());
  if (ids.length > 20 || !ids.every((part) => /^[1-9]\d{0,14}$/.test(part))) {
    throw new InvalidArgumentError(refusal);
  }
  // Whether there is such a patient, IDENT tells.
  return ids.map((part) => Number(part) as PatientId);
}

/** What the database has, as a person is shown it. */
export interface Findings {
  readonly server: ServerInfo;
  readonly probe: Probe;
  readonly patients: number;
  readonly census: Census;
  readonly lists: ReadonlyMap<PatientInput, ListValues>;
  /** Of the server, where it tells. */
  readonly instances: readonly OfferedInstance[];
}

/** Connects, and shows what the server is and what stands where; errors bring the usual causes with them. */
async function testDb(context: CliContext, { patientId }: TestDbOptions): Promise<CommandEnd> {
  const settings = await context.settings('ident', 'state');
  const { useIdentBeside } = await import('../runtime.ts');
  await using resources = new AsyncDisposableStack();
  const { file } = settings.config.state;
  const ident = await useIdentBeside(resources, context, settings, file);
  const memory = await rememberedOf(context, settings);
  if (patientId !== undefined) return await showFigures(context, ident, memory, patientId);
  const { takeCensus } = await import('../../ident/census.ts');
  const { findingsJson, showFindings } = await import('../views/database-view.ts');
  // Asked beside the database: the instance that the settings lead to may be another one than IDENT's.
  const asked = offeredInstances(settings.config.ident.connection, context.signal);
  const server = await ident.server().catch(async (error: unknown) => {
    const told = describeInstances(await asked);
    if (told !== null) context.output.talk(told[context.language]);
    throw error;
  });
  const probe = await ident.probe(memory);
  const patients = await ident.count();
  const lists = await ident.listValues();
  const census = await takeCensus(ident.all());
  settings.log.info({ patients, queryMs: Math.round(ident.queryMs) }, 'database tested');
  const findings = { server, probe, patients, census, lists, instances: await asked };
  showFindings(context, findings);
  return { result: findingsJson(findings) };
}

/** What passes and people said of this database; nothing where there is no state yet. */
async function rememberedOf(
  context: CliContext,
  settings: Settings<'state'>,
): Promise<SourceMemory> {
  if (!existsSync(settings.config.state.file)) return nothingRemembered;
  const { useState } = await import('../runtime.ts');
  const { sourceMemory } = await import('../../sync/source/check-sources.ts');
  await using resources = new AsyncDisposableStack();
  return await sourceMemory(await useState(resources, context, settings));
}

/** Patients' figures beside each other, those too that wait to be confirmed: for whoever knows the clinic's books. */
async function showFigures(
  context: CliContext,
  ident: Ident,
  memory: SourceMemory,
  ids: readonly PatientId[],
): Promise<CommandEnd> {
  const { figuresOf, showFigureTable } = await import('../views/figures-view.ts');
  const { origins } = await ident.probe(memory);
  const confirmed = new Map([...origins].map(([input, { source }]) => [input, source]));
  const { inputs } = await ident.probe({ ...memory, confirmed });
  const patients: readonly PatientFigures[] = figuresOf(await ident.byIds(ids));
  showFigureTable(context, { ids, patients, inputs });
  return { result: { patients } };
}
