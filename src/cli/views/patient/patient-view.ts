import { patientIdText } from '../../../contact/model/patient-key.ts';
import { reasonOf } from '../../../report/rejection-reasons.ts';
import type { PatientPass } from '../../../sync/command/patient-pass.ts';
import type { CliContext } from '../../context.ts';
import { itemName, type ValueStyle } from './shown-value.ts';
import { showSides } from './sides-view.ts';

/** One patient: both sides, what was sent, how it ended. */
export function showPatient(
  context: Pick<CliContext, 'output' | 'text'>,
  passed: PatientPass,
  { dryRun, style }: { readonly dryRun: boolean; readonly style: ValueStyle },
): void {
  const { output, text } = context;
  const words = text.patient;
  const { paint } = output;
  const { patientId, contactId, changes, items, rejected } = passed;
  output.data(paint.bold(words.title(patientIdText(patientId), contactId)));
  output.data();
  const sent = new Set(changes.map(({ item }) => item));
  showSides(output, { items, sent }, style);
  output.data();
  const arrow = dryRun ? words.legend.planned : words.legend.sent;
  output.data(paint.dim([...(sent.size > 0 ? [arrow] : []), words.legend.same].join('   ')));
  const outcome = outcomeOf(passed, text, dryRun);
  output.data(rejected === null ? outcome : paint.yellow(outcome));
  if (rejected !== null) {
    const { field, code, meaning, advice } = reasonOf(rejected, style.language);
    output.data(`  ${field === '' ? '' : `${field}: `}${meaning} (${code})`);
    output.data(`  ${advice}`);
  }
  if (dryRun) output.talk(words.dry);
  if (!style.reveal) output.talk(text.plan.masked);
}

function outcomeOf(
  { decision, adopts, changes, rejected }: PatientPass,
  text: CliContext['text'],
  dryRun: boolean,
): string {
  const { actions, plans } = text.patient;
  const { action } = decision;
  if (action === 'waiting' || action === 'missing' || action === 'uncertain')
    return actions[action];
  if (action === 'identity-changed') return actions[action];
  if (rejected !== null && !dryRun) return actions.rejected;
  const said = dryRun ? plans : actions;
  if (adopts) return said.adopt;
  if (action === 'new') return said.create;
  if (changes.length === 0) return actions.unchanged;
  return said.update(changes.map((sides) => itemName(sides, text)).join(', '));
}
