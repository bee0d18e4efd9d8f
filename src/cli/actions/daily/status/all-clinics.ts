import { type Standing, standing } from '../../../../health/standing.ts';
import type { CommandEnd } from '../../../command.ts';
import type { CliContext } from '../../../context.ts';
import { eachClinic } from '../../../each-clinic.ts';
import { type ClinicRow, showClinics } from '../../../views/status/clinics-view.ts';
import { clinicStatus, statusJson } from './one-clinic.ts';

/** How each clinic is, the worst first. */
export async function statusOfAll(
  context: CliContext,
  names: readonly string[],
): Promise<CommandEnd> {
  const { language, clock } = context;
  const { seen, failures, exit } = await eachClinic(context, names, (clinic) =>
    clinicStatus((...needs) => context.configOf(clinic, ...needs), clock),
  );
  const rows: readonly ClinicRow[] = [
    ...seen.map(({ clinic: name, value }) =>
      'missing' in value
        ? { name, standing: notBegun }
        : { name, seen: value, standing: standing(value.incidents) },
    ),
    ...failures.map(({ clinic: name, failure }) => ({ name, failure, standing: broken })),
  ].toSorted(worstFirst);
  showClinics(context, rows);
  const result = { clinics: rows.map((row) => rowJson(row, language)) };
  return { result, ...(exit === undefined ? {} : { exit }) };
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
