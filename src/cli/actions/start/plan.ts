import type { Plan } from '../../../clinic/clinic.ts';
import { formatNumber } from '../../../report/format.ts';
import type { NamedSource } from '../../../report/source-name.ts';
import { type FieldNote, fieldNotes } from '../../../sync/account/field-notes.ts';
import { checkFields } from '../../../sync/account/fields.ts';
import { type Explanation, explainPlan } from '../../../sync/command/explain.ts';
import { unreadableCounts } from '../../../sync/pass/pass-counts.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { inPass } from '../../in-pass.ts';
import { noteAction } from '../../person.ts';
import { noteText } from '../../views/fields-view.ts';
import { findingLines, unreadableLines } from '../../views/findings-view.ts';
import { sidesJson } from '../../views/patient/sides-view.ts';
import {
  showBranches,
  showExplanations,
  showFirstFill,
  showPlanCost,
  showPlanCounts,
  showRuleChanges,
} from '../../views/plan-view.ts';

interface PlanCommandOptions {
  readonly deep?: true;
  readonly verbose?: true;
  readonly limit: number;
  readonly reveal?: true;
  readonly allowMassChange?: number;
  readonly wait: boolean;
}

interface Planned extends Plan {
  readonly explanations: readonly Explanation[];
  readonly fields: readonly FieldNote[];
  readonly timeZone: string;
  readonly databases: readonly NamedSource[];
}

export async function plan(context: CliContext, options: PlanCommandOptions): Promise<CommandEnd> {
  const planned = await makePlan(context, options);
  show(context, options, planned);
  const { result, counts, cost, branches, explanations, fields } = planned;
  return {
    result: {
      mode: result.mode,
      reason: result.reason,
      ...counts,
      cost,
      fields,
      branches,
      outside: result.counts['outside'] ?? 0,
      unreadable: unreadableCounts(result.counts),
      ruleChanges: result.ruleChanges,
      ...(result.firstFill === null ? {} : { firstFill: result.firstFill }),
      ...(options.verbose
        ? {
            patients: explanations.map(({ items, ...explanation }) => ({
              ...explanation,
              items: items.map((sides) => sidesJson(sides, options.reveal ?? false)),
            })),
          }
        : {}),
    },
  };
}

async function makePlan(context: CliContext, options: PlanCommandOptions): Promise<Planned> {
  const { deep, verbose, reveal, limit, allowMassChange, wait } = options;
  return await inPass(
    context,
    { command: 'plan', wait },
    async (clinic, { databases, ...told }) => {
      let explanations: readonly Explanation[] = [];
      const planned = await clinic.plan({
        ...told,
        mode: deep ? 'deep' : 'auto',
        onPlan: async (pass, book) => {
          if (verbose) explanations = await explainPlan(pass, book, limit);
        },
        ...(allowMassChange === undefined ? {} : { allowMassChange }),
      });
      const { amo, state, timeZone } = clinic;
      if (reveal && explanations.length > 0) {
        await noteAction(context, state, 'reveal-plan', String(explanations.length));
      }
      const { excluded, extra } = clinic.options;
      const fields = fieldNotes(await checkFields({ amo, state, excluded, extra }));
      return { ...planned, explanations, fields, timeZone, databases };
    },
  );
}

function show(
  context: CliContext,
  options: PlanCommandOptions,
  { result, counts, cost, branches, explanations, fields, timeZone, databases }: Planned,
): void {
  const { output, text, language } = context;
  const reveal = options.reveal ?? false;
  const { mode, reason, planned } = result;
  const title = text.sync.modes[mode];
  output.data(
    output.paint.bold(
      reason === null ? title : text.sync.because(title, text.pass.reasons[reason] ?? reason),
    ),
  );
  showPlanCounts(context, counts);
  showRuleChanges(context, result.ruleChanges);
  showFirstFill(context, result.firstFill);
  showBranches(context, branches, result.counts['outside'] ?? 0);
  output.data();
  showPlanCost(context, cost);
  if (counts.update > 0) output.data(output.paint.dim(text.plan.costLists));
  if (fields.length > 0) {
    output.data();
    for (const note of fields) output.data(noteText(context, note));
  }
  for (const line of unreadableLines(result.counts, context)) output.data(line);
  if (result.findings.length > 0) output.data();
  for (const line of findingLines(result, context, databases)) output.data(line);
  if (!options.verbose) return;
  showExplanations(context, explanations, databases, { reveal, text, language, timeZone });
  const total = Object.values(planned).reduce((sum, count) => sum + count, 0);
  const number = (count: number) => formatNumber(count, language);
  if (explanations.length > 0) output.data();
  if (total > explanations.length) {
    output.talk(text.plan.onlyFirst(number(explanations.length), number(total)));
  }
  if (explanations.length > 0 && !reveal) output.talk(text.plan.masked);
}
