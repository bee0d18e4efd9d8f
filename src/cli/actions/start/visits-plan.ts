import { Temporal } from 'temporal-polyfill';
import { chunks } from '../../../chunks.ts';
import type { PatientId } from '../../../contact/model/patient.ts';
import { today, wallClockAt } from '../../../contact/value/dates.ts';
import { numbered } from '../../../ident/sources/numbered.ts';
import { formatNumber } from '../../../report/format.ts';
import { isThere, openState } from '../../../state/open-state.ts';
import { type Chain, chainsOf } from '../../../visits/chains.ts';
import { visitStages } from '../../../visits/stage.ts';
import { isWithin, planVisits, type VisitPlan } from '../../../visits/visit-plan.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext, Settings } from '../../context.ts';
import { chosenSource, type SourceOption } from '../../source/chosen-source.ts';
import { sourceBeside } from '../../source/source-beside.ts';
import { countedLines } from '../../views/counted.ts';

interface VisitsPlanOptions extends SourceOption {
  readonly from?: string;
  readonly days: number;
}

/** Shows which deals the visits of a stretch of time would be. Reads IDENT and the state, and writes nothing. */
export async function visitsPlan(
  context: CliContext,
  { from: wanted, days, source: named }: VisitsPlanOptions,
): Promise<CommandEnd> {
  const settings = await context.settings('ident', 'state');
  const { config } = settings;
  const chosen = chosenSource(
    config.sources,
    named === undefined ? {} : { source: named },
    command,
  );
  const source = sourceBeside(context, { ...settings, source: chosen }, config.state.file);
  await using opened = await source.beside(context.signal);
  const ident = numbered(opened, chosen.number);
  const at = context.clock.now();
  const from = wanted ?? today(at, config.timeZone);
  const to = Temporal.PlainDate.from(from).add({ days }).toString();
  const receptions = await ident.receptions({ from: startOf(from), to: startOf(to) });
  if (receptions === null) {
    context.output.data(context.text.visits.notTold);
    return { result: { from, to, plan: null } };
  }
  const window = { from: startOf(from), to: startOf(to) };
  const chains = chainsOf(receptions).filter((chain) => isWithin(chain, window));
  const linked = await withContact(context, settings, chains);
  const plan = planVisits(chains, {
    now: wallClockAt(at, config.timeZone),
    hasContact: (patient) => linked.has(patient),
  });
  show(context, plan, [from, to]);
  return { result: { from, to, plan } };
}

const command = 'ident-amocrm visits plan';

const startOf = (day: string): string => `${day}T00:00:00`;

/** Whose contact is there; nobody's where there is no state yet. */
async function withContact(
  { clock }: CliContext,
  { config }: Settings<'state'>,
  chains: readonly Chain[],
): Promise<ReadonlySet<PatientId>> {
  if (!(await isThere(config.state))) return new Set();
  await using state = await openState(config.state, clock);
  const ids = new Set(chains.flatMap(({ lead: { patient } }) => (patient === null ? [] : patient)));
  const linked = new Set<PatientId>();
  for (const some of chunks([...ids], 500)) {
    const links = await state.links.ofPatients(some);
    for (const { patientId, status } of links.values()) {
      if (status === 'linked') linked.add(patientId);
    }
  }
  return linked;
}

function show(
  { output, text, language }: CliContext,
  { deals, cut, withoutContact, withoutPatient, requests }: VisitPlan,
  [from, to]: readonly [string, string],
): void {
  const words = text.visits;
  const number = (count: number) => formatNumber(count, language);
  const total = Object.values(deals).reduce((sum, count) => sum + count, 0);
  output.data(output.paint.bold(words.title(from, to, number(total), total)));
  const shown = (counts: readonly (readonly [string, number])[]) => {
    const some = counts.filter(([, count]) => count > 0);
    for (const line of countedLines(some, language)) output.data(line);
  };
  shown(visitStages.map((stage) => [words.stages[stage], deals[stage]]));
  shown([
    [words.cut.fork, cut.fork],
    [words.cut.cycle, cut.cycle],
    [words.cut.patient, cut.patient],
    [words.withoutContact, withoutContact],
    [words.withoutPatient, withoutPatient],
  ]);
  if (total > 0) output.data(words.requests(number(requests)));
  output.talk(words.onlyShown);
}
