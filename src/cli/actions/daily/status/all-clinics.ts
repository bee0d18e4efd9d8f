import { chunks } from '../../../../chunks.ts';
import { type Standing, standing } from '../../../../health/standing.ts';
import type { CommandEnd } from '../../../command.ts';
import type { CliContext } from '../../../context.ts';
import { type Failure, failureOf } from '../../../failure.ts';
import { type ClinicRow, showClinics } from '../../../views/status/clinics-view.ts';
import { clinicStatus, statusJson } from './one-clinic.ts';

/** States that are opened at the same time. */
const atOnce = 8;

/** How each clinic is, the worst first. What is wrong with one of them hides no other. */
export async function statusOfAll(
  context: CliContext,
  names: readonly string[],
): Promise<CommandEnd> {
  const { language, signal } = context;
  const rows: ClinicRow[] = [];
  for (const some of chunks(names, atOnce)) {
    signal.throwIfAborted();
    rows.push(...(await Promise.all(some.map((name) => rowOf(context, name)))));
  }
  const sorted = rows.toSorted(worstFirst);
  showClinics(context, sorted);
  const result = { clinics: sorted.map((row) => rowJson(row, language)) };
  const failures = rows.flatMap(({ failure }) => failure ?? []);
  const [failure] = failures;
  // Of none of them anything is known: the command has failed, as it would for each.
  return failure !== undefined && failures.length === rows.length
    ? { result, exit: failure.exit }
    : { result };
}

async function rowOf(context: CliContext, name: string): Promise<ClinicRow> {
  const { clock, language, signal } = context;
  try {
    const seen = await clinicStatus((...needs) => context.configOf(name, ...needs), clock);
    if ('missing' in seen) return { name, standing: notBegun };
    return { name, seen, standing: standing(seen.incidents) };
  } catch (error) {
    const failure: Failure = failureOf(error, language, signal.reason);
    if (signal.aborted || failure.isBug) throw error;
    return { name, failure, standing: broken };
  }
}

const notBegun: Standing = { verdict: 'setup', tone: 'info', needsPerson: true };
const broken: Standing = { verdict: 'attention', tone: 'bad', needsPerson: true };

const tones: readonly Standing['tone'][] = ['bad', 'warn', 'info', 'good'];

/** Of two that are as bad, the one that nothing was carried over of for longer. */
function worstFirst(one: ClinicRow, other: ClinicRow): number {
  const byTone = tones.indexOf(one.standing.tone) - tones.indexOf(other.standing.tone);
  return byTone === 0 ? lastPass(one) - lastPass(other) : byTone;
}

const lastPass = ({ seen }: ClinicRow): number => seen?.facts.lastIncrementalAt ?? 0;

function rowJson({ name, seen, failure, standing: how }: ClinicRow, language: 'ru' | 'en'): object {
  const told = { clinic: name, verdict: how.verdict, tone: how.tone };
  if (failure !== undefined) {
    const { code, message, hint, details } = failure;
    return { ...told, error: { code, message, hint, ...details } };
  }
  return seen === undefined
    ? { ...told, installed: false, next: 'start' }
    : { ...told, ...statusJson(seen, language) };
}
