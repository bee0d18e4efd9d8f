import { branchWords } from '../../report/branch-words.ts';
import { formatDuration, formatNumber } from '../../report/format.ts';
import { itemWords } from '../../report/item-names.ts';
import { findingText } from '../../report/run-report.ts';
import { type NamedSource, namedPatient } from '../../report/source-name.ts';
import type { PlannedBranches } from '../../sync/branches/planned-branches.ts';
import type { Explanation } from '../../sync/command/explain.ts';
import type { ItemSides } from '../../sync/command/side-by-side.ts';
import { ruleText } from '../../sync/guard/asking/words.ts';
import type { RuleChange } from '../../sync/guard/rule-changes.ts';
import type { FirstFill } from '../../sync/plan/first-fills.ts';
import type { PlanCost } from '../../sync/plan/plan-cost.ts';
import type { PlanCounts } from '../../sync/plan/plan-counts.ts';
import type { CliContext } from '../context.ts';
import { itemName, shownValue, type ValueStyle } from './patient/shown-value.ts';

type Shown = Pick<CliContext, 'output' | 'text' | 'language'>;

/** `+ ~ − = !` with counts. */
export function showPlanCounts({ output, text, language }: Shown, counts: PlanCounts): void {
  const words = text.plan;
  const { paint } = output;
  const number = (count: number) => formatNumber(count, language);
  const { waiting, identity, uncertain, missing } = counts.blocked;
  const blocked = waiting + identity + uncertain + missing;
  const why = Object.entries(counts.blocked).flatMap(([kind, count]) =>
    count === 0 ? [] : [words.blocked[kind as keyof typeof counts.blocked](number(count))],
  );
  const rows: readonly (readonly [string, number, string])[] = [
    [paint.green('+'), counts.create, words.counts.create],
    [paint.yellow('~'), counts.update, words.counts.update + adoptions()],
    [paint.red('−'), counts.remove, words.counts.remove],
    [paint.dim('='), counts.unchanged, words.counts.unchanged],
    [paint.red('!'), blocked, [words.counts.blocked, ...why].join('; ')],
  ];
  const width = Math.max(...rows.map(([, count]) => number(count).length));
  for (const [sign, count, what] of rows) {
    const line = `${number(count).padStart(width)}  ${what}`;
    output.data(`  ${sign} ${count === 0 ? paint.dim(line) : line}`);
  }

  function adoptions(): string {
    return counts.adopt === 0 ? '' : `; ${words.counts.adopt}: ${number(counts.adopt)}`;
  }
}

/** What changes because this version has other rules. */
export function showRuleChanges(
  { output, text, language }: Shown,
  changes: readonly RuleChange[],
): void {
  if (changes.length === 0) return;
  output.data();
  output.data(text.plan.rules);
  for (const change of changes) output.data(`  ${ruleText(change, language)}`);
}

/** Whom the choice of branches takes and leaves, before anybody is carried over. */
export function showBranches(
  { output, text, language }: Shown,
  planned: readonly PlannedBranches[],
  outside: number,
): void {
  for (const { source, branches } of planned) {
    output.data();
    output.data(text.plan.branches(planned.length > 1 ? source : null));
    if (branches === null) output.data(`  ${text.plan.branchesUnknown}`);
    for (const one of branches ?? []) output.data(`  ${branchWords(one, language)}`);
  }
  if (outside > 0) output.data(text.plan.outside(formatNumber(outside, language)));
}

/** What was asked for just now is new to every contact, and to the robots that watch for changes. */
export function showFirstFill({ output, text, language }: Shown, fill: FirstFill | null): void {
  if (fill === null) return;
  const names = fill.fields.map((key) => `«${itemWords(key)[language]}»`).join(', ');
  output.data();
  output.data(
    output.paint.yellow(
      text.plan.firstFill(names, formatNumber(fill.contacts, language), fill.contacts),
    ),
  );
}

export function showPlanCost({ output, text, language }: Shown, cost: PlanCost): void {
  const words = text.plan;
  const number = (count: number) => formatNumber(count, language);
  if (cost.writes === 0) {
    output.data(words.nothing);
    return;
  }
  output.data(
    words.cost(
      number(cost.requests),
      cost.requests,
      number(cost.reads),
      number(cost.writes),
      formatDuration(cost.durationMs, language),
    ),
  );
}

/** Per patient, per field: before → after. */
export function showExplanations(
  { output, text }: Shown,
  explanations: readonly Explanation[],
  databases: readonly NamedSource[],
  style: ValueStyle,
): void {
  const words = text.plan;
  const { paint } = output;
  const nameWidth = Math.max(
    0,
    ...explanations.flatMap(({ items }) => items.map((one) => itemName(one, text).length)),
  );
  const width = Math.max(Math.min(Math.floor((output.width - nameWidth - 9) / 2), 60), 12);
  const signs = {
    create: paint.green('+'),
    adopt: paint.yellow('~'),
    update: paint.yellow('~'),
    acknowledge: paint.dim('='),
    remove: paint.red('−'),
    'identity-changed': paint.red('!'),
  };
  const notes: Partial<Record<Explanation['action'], string>> = {
    adopt: findingText('adopted')[style.language].label,
    remove: words.removal,
    acknowledge: words.acknowledge,
    'identity-changed': words.identity,
  };
  const value = (sides: ItemSides, side: string | null) =>
    shownValue(sides, side, { ...style, width }) || paint.dim(words.empty);
  for (const { patientId, contactId, action, items } of explanations) {
    const ids = [
      words.patient(namedPatient(databases, patientId)),
      ...(contactId === null ? [] : [words.contact(contactId)]),
    ];
    const note = notes[action];
    output.data();
    output.data(
      `${signs[action]} ${paint.bold(ids.join(' · '))}${note === undefined ? '' : paint.dim(`  ${note}`)}`,
    );
    for (const sides of items) {
      const name = itemName(sides, text).padEnd(nameWidth);
      const after = value(sides, sides.ident ?? null);
      const before = contactId === null ? '' : `${value(sides, sides.amo)} `;
      output.data(`    ${paint.dim(name)}  ${before}→ ${after}`);
    }
  }
}
