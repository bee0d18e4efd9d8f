import { AppError } from '../../../app-error.ts';
import { type PatientId, type SourceNumber, sourceOf } from '../../../contact/model/patient-key.ts';
import { VisitCensus } from '../../../contact/visits/visit-census.ts';
import { branchFigures } from '../../../ident/branches/branch-figures.ts';
import type { Ident } from '../../../ident/ident.ts';
import { describeInstances } from '../../../ident/instances.ts';
import { takeCensus } from '../../../ident/patients/census.ts';
import { nothingRemembered, type SourceMemory } from '../../../ident/profiles/source-memory.ts';
import { numbered } from '../../../ident/sources/numbered.ts';
import { openIfThere } from '../../../state/open-state.ts';
import { sourceMemory } from '../../../sync/source/check-sources.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext, Settings } from '../../context.ts';
import type { TypedPatient } from '../../source/chosen-source.ts';
import { chosenPatient, chosenSource, type SourceOption } from '../../source/chosen-source.ts';
import { sourceBeside } from '../../source/source-beside.ts';
import { findingsJson, showFindings } from '../../views/database/database-view.ts';
import {
  figuresOf,
  type PatientFigures,
  showFigureTable,
} from '../../views/database/figures-view.ts';
import { visitFindings } from '../../views/database/visits-view.ts';

interface TestDbOptions extends SourceOption {
  readonly patientId?: readonly TypedPatient[];
}

/** Connects, and shows what the server is and what stands where; errors bring the usual causes with them. */
export async function testDb(context: CliContext, options: TestDbOptions): Promise<CommandEnd> {
  const settings = await context.settings('ident', 'state');
  const { config } = settings;
  const chosen = chosenSource(config.sources, whoseSource(options), command);
  const patientId = options.patientId?.map((one) =>
    chosenPatient(config.sources, one, { source: chosen.name }, command),
  );
  const source = sourceBeside(context, { ...settings, source: chosen }, config.state.file);
  await using opened = await source.beside(context.signal);
  const ident = numbered(opened, chosen.number);
  const memory = await rememberedOf(context, settings, chosen.number);
  if (patientId !== undefined) return await showFigures(context, ident, memory, patientId);
  // Asked beside the database: the instance that the settings lead to may be another one than IDENT's.
  const asked = source.instances();
  const server = await ident.server().catch(async (error: unknown) => {
    const told = describeInstances(await asked);
    if (told !== null) context.output.talk(told[context.language]);
    throw error;
  });
  const probe = await ident.probe(memory);
  const patients = await ident.count();
  const lists = await ident.listValues();
  const visits = new VisitCensus();
  const census = await takeCensus(visits.over(ident.all()));
  const reasons = await ident.cancelReasons();
  const stays = await ident.branches().catch(leftOut);
  const branches = stays && branchFigures(stays, probe.branches);
  settings.log.info({ patients, queryMs: Math.round(ident.queryMs) }, 'database tested');
  const instances = await asked;
  const findings = {
    server,
    probe,
    patients,
    census,
    lists,
    branches,
    instances,
    visits: visitFindings(probe, visits, reasons),
  };
  showFindings(context, findings);
  return { result: findingsJson(findings) };
}

const command = 'ident-amocrm test-db';

/** A database that tells too slowly who was where tells all else. */
function leftOut(error: unknown): null {
  if (error instanceof AppError) return null;
  throw error;
}

/** Patients whose ids name their database name it for the command. */
function whoseSource({ source, patientId = [] }: TestDbOptions): SourceOption {
  const named = patientId.find(({ isPlain }) => !isPlain);
  const number = named && String(sourceOf(named.id));
  return source === undefined ? (number === undefined ? {} : { source: number }) : { source };
}

/** What passes and people said of this database; nothing where there is no state yet. */
async function rememberedOf(
  context: CliContext,
  settings: Settings<'state'>,
  source: SourceNumber,
): Promise<SourceMemory> {
  await using state = await openIfThere(settings.config.state, context.clock);
  if (state === null) return nothingRemembered;
  return await sourceMemory({ meta: state.meta.of(source), key: state.key });
}

/** Patients' figures beside each other, those too that wait to be confirmed: for whoever knows the clinic's books. */
async function showFigures(
  context: CliContext,
  ident: Ident,
  memory: SourceMemory,
  ids: readonly PatientId[],
): Promise<CommandEnd> {
  const { origins } = await ident.probe(memory);
  const confirmed = new Map([...origins].map(([input, { source }]) => [input, source]));
  const { inputs } = await ident.probe({ ...memory, confirmed });
  const patients: readonly PatientFigures[] = figuresOf(await ident.byIds(ids));
  showFigureTable(context, { ids, patients, inputs });
  return { result: { patients } };
}
