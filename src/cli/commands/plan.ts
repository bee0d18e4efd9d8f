import type { FieldNote } from '../../sync/account/field-notes.ts';
import type { Explanation } from '../../sync/command/explain.ts';
import { unreadableCounts } from '../../sync/pass/pass-counts.ts';
import type { PassResult } from '../../sync/pass/run-pass.ts';
import type { PlanCost } from '../../sync/plan/plan-cost.ts';
import type { PlanCounts } from '../../sync/plan/plan-counts.ts';
import { type CommandDeclaration, type CommandEnd, integerArgument } from '../command.ts';
import type { CliContext } from '../context.ts';
import { inPass } from '../in-pass.ts';
import { formatNumber } from '../locale/format.ts';

interface PlanCommandOptions {
  readonly deep?: true;
  readonly verbose?: true;
  readonly limit: number;
  readonly reveal?: true;
  readonly allowMassChange?: number;
  readonly wait: boolean;
}

export const declarePlan: CommandDeclaration = (parent, { text, action }) => {
  const { pass, plan: words } = text;
  parent
    .command('plan')
    .description(words.description)
    .option('--deep', pass.deep)
    .option('--verbose', words.verbose)
    .option('--limit <N>', words.limit, integerArgument(1, 10_000, text), 20)
    .option('--reveal', pass.reveal)
    .option('--allow-mass-change <N>', pass.allowMassChange, integerArgument(1, 1_000_000, text))
    .option('--no-wait', pass.noWait)
    .action(action(plan));
};

interface Planned {
  readonly result: PassResult;
  readonly counts: PlanCounts;
  readonly cost: PlanCost;
  readonly explanations: readonly Explanation[];
  readonly fields: readonly FieldNote[];
  readonly timeZone: string;
}

async function plan(context: CliContext, options: PlanCommandOptions): Promise<CommandEnd> {
  const planned = await makePlan(context, options);
  await show(context, options, planned);
  const { result, counts, cost, explanations, fields } = planned;
  const { sidesJson } = await import('../views/sides-json.ts');
  return {
    result: {
      ...{ mode: result.mode, reason: result.reason, ...counts, cost, fields },
      unreadable: unreadableCounts(result.counts),
      ruleChanges: result.ruleChanges,
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
  const { deep, verbose, limit, allowMassChange, wait } = options;
  const { runPass } = await import('../../sync/pass/run-pass.ts');
  const { explainPlan } = await import('../../sync/command/explain.ts');
  const { planCost } = await import('../../sync/plan/plan-cost.ts');
  const { planCounts } = await import('../../sync/plan/plan-counts.ts');
  const { checkFields } = await import('../../sync/account/fields.ts');
  const { fieldNotes } = await import('../../sync/account/field-notes.ts');
  return await inPass(context, { command: 'plan', wait }, async ({ settings, setup }) => {
    let reads = 0;
    let explanations: readonly Explanation[] = [];
    const result = await runPass(setup, {
      mode: deep ? 'deep' : 'auto',
      planOnly: true,
      onPlan: async (pass, book) => {
        reads = pass.amo.counters.requests;
        if (verbose) explanations = await explainPlan(pass, book, limit);
      },
      ...(allowMassChange === undefined ? {} : { allowMassChange }),
    });
    const { amocrm, sync, timeZone, excluded } = settings.config;
    const fields = fieldNotes(await checkFields({ amo: setup.amo, state: setup.state, excluded }));
    const cost = planCost(result.planned, { reads, batchSize: sync.batchSize, rate: amocrm.rate });
    return { result, counts: planCounts(result), cost, explanations, fields, timeZone };
  });
}

async function show(
  context: CliContext,
  options: PlanCommandOptions,
  { result, counts, cost, explanations, fields, timeZone }: Planned,
): Promise<void> {
  const { output, text, language } = context;
  const reveal = options.reveal ?? false;
  const { showExplanations, showPlanCost, showPlanCounts, showRuleChanges } = await import(
    '../views/plan-view.ts'
  );
  const { findingLines, unreadableLines } = await import('../views/findings-view.ts');
  const { mode, reason, planned } = result;
  const title = text.sync.modes[mode];
  output.data(
    output.paint.bold(
      reason === null ? title : text.sync.because(title, text.pass.reasons[reason] ?? reason),
    ),
  );
  showPlanCounts(context, counts);
  showRuleChanges(context, result.ruleChanges);
  output.data();
  showPlanCost(context, cost);
  if (counts.update > 0) output.data(output.paint.dim(text.plan.costLists));
  if (fields.length > 0) {
    const { noteText } = await import('../views/fields-view.ts');
    output.data();
    for (const note of fields) output.data(noteText(context, note));
  }
  for (const line of unreadableLines(result.counts, context)) output.data(line);
  if (result.findings.length > 0) output.data();
  for (const line of findingLines(result, context)) output.data(line);
  if (!options.verbose) return;
  showExplanations(context, explanations, { reveal, text, language, timeZone });
  const total = Object.values(planned).reduce((sum, count) => sum + count, 0);
  const number = (count: number) => formatNumber(count, language);
  if (explanations.length > 0) output.data();
  if (total > explanations.length) {
    output.talk(text.plan.onlyFirst(number(explanations.length), number(total)));
  }
  if (explanations.length > 0 && !reveal) output.talk(text.plan.masked);
}
