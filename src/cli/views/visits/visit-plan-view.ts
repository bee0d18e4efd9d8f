import { formatNumber } from '../../../report/format.ts';
import { visitStages } from '../../../visits/stage.ts';
import { type VisitPlan, visitOutcomes } from '../../../visits/visit-plan.ts';
import type { CliContext } from '../../context.ts';
import { showCounts } from '../counted.ts';

export function showVisitPlan(
  context: Pick<CliContext, 'output' | 'text' | 'language'>,
  plan: VisitPlan,
  period: {
    readonly from: string;
    readonly to: string;
    readonly perHour: number;
    readonly priceConfirmed: boolean;
    /** Requests may be fewer; else they are at least so many. */
    readonly isAbout: boolean;
  },
): void {
  const { output, text, language } = context;
  const { from, to, perHour, priceConfirmed, isAbout } = period;
  const words = text.visits;
  const number = (count: number) => formatNumber(count, language);
  const { deals, cut } = plan;
  const total = Object.values(deals).reduce((sum, count) => sum + count, 0);
  output.data(output.paint.bold(words.title(from, to, number(total), total)));
  showCounts(
    context,
    visitStages.map((stage) => [words.stages[stage], deals[stage]]),
  );
  showCounts(context, [
    [words.cut.fork, cut.fork],
    [words.cut.cycle, cut.cycle],
    [words.cut.patient, cut.patient],
    [words.sameTime, plan.sameTime],
    ...visitOutcomes
      .filter((outcome) => outcome !== 'made' && outcome !== 'outside')
      .map((outcome) => [words.outcomes[outcome], plan[outcome]] as const),
  ]);
  if (total > 0) {
    output.data(words.requests(number(plan.requests), isAbout));
    output.data(words.hours(number(plan.hours), plan.hours, number(perHour)));
  }
  if (!priceConfirmed) output.data(words.priceOff);
  output.talk(words.onlyShown);
}
