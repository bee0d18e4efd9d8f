import type { VisitCensus } from '../../../contact/visits/visit-census.ts';
import type { Probe } from '../../../ident/ident.ts';
import type { CountedReason } from '../../../ident/visits/cancel-reasons.ts';
import { formatNumber } from '../../../report/format.ts';
import type { CliContext } from '../../context.ts';

/** What a person should know of the facts of visits before they go over. */
export interface VisitFindings {
  readonly reasons: readonly CountedReason[] | null;
  /** Null: they were not asked for. */
  readonly consent: VisitCensus['consent'] | null;
  readonly severalPlans: number | null;
}

export const visitFindings = (
  { fields }: Pick<Probe, 'fields'>,
  counts: Pick<VisitCensus, 'consent' | 'severalPlans'>,
  reasons: readonly CountedReason[] | null,
): VisitFindings => ({
  reasons,
  consent: fields.has('mailing_consent') ? counts.consent : null,
  severalPlans: fields.has('plan_left') ? counts.severalPlans : null,
});

/** Whether there is anything to say. */
export const isAsked = ({ reasons, consent, severalPlans }: VisitFindings): boolean =>
  reasons !== null || consent !== null || severalPlans !== null;

export function showVisits(
  { output, text, language }: Pick<CliContext, 'output' | 'text' | 'language'>,
  { reasons, consent, severalPlans }: VisitFindings,
): void {
  const words = text.testDb.visits;
  const number = (count: number) => formatNumber(count, language);
  if (reasons !== null) {
    output.data();
    output.data(output.paint.bold(words.reasons));
    for (const { name, meaning, count } of reasons) {
      output.data(
        `  ${name ?? text.testDb.emptyCell}  → ${words.meanings[meaning]}  ${number(count)}`,
      );
    }
    output.talk(words.reasonsHint);
  }
  if (consent !== null) {
    const { given, refused, unknown } = consent;
    output.data();
    output.data(words.consent(number(given), number(refused), number(unknown)));
  }
  if (severalPlans !== null && severalPlans > 0) {
    output.data(words.severalPlans(number(severalPlans)));
  }
}
