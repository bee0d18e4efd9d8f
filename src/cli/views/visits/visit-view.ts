import {
  patientIdJson,
  patientIdText,
  type SourceNumber,
} from '../../../contact/model/patient-key.ts';
import { formatMoment, formatNumber } from '../../../report/format.ts';
import { dealOf } from '../../../visits/deal/deal.ts';
import { quietUntil } from '../../../visits/quiet.ts';
import type { Visit } from '../../../visits/visit.ts';
import { outcomeOf, type Planning } from '../../../visits/visit-plan.ts';
import { lastDay } from '../../../visits/window.ts';
import type { CliContext } from '../../context.ts';

/** Shows the deal of one visit, whole. @returns the same for programs */
export function showVisit(
  { output, text, language }: Pick<CliContext, 'output' | 'text' | 'language'>,
  visit: Visit,
  planning: Planning,
  shown: {
    readonly source: SourceNumber;
    readonly timeZone: string;
    readonly priceConfirmed: boolean;
  },
) {
  const words = text.visits;
  const { source, timeZone, priceConfirmed } = shown;
  const { lead, members, cut } = visit;
  const deal = dealOf(visit, { source, timeZone, now: planning.clinicNow });
  const outcome = outcomeOf(visit, planning);
  const waits = outcome === 'waiting';
  const until = waits ? quietUntil(lead, deal.stage, planning, planning.now) : null;
  const { fields } = deal;
  const { from, to } = planning.window;
  // There may be none yet.
  const isOutside = outcome === 'outside' && from < to;
  const line = (what: string, value: string | null) => {
    if (value !== null) output.data(`  ${what}: ${value}`);
  };
  output.data(output.paint.bold(deal.name));
  line(words.one.outcome, words.outcomes[outcome]);
  line(words.one.days, isOutside ? `${from.slice(0, 10)} – ${lastDay(planning.window)}` : null);
  line(words.one.until, until === null ? null : formatMoment(until, timeZone, language));
  line(words.one.stage, words.stages[deal.stage]);
  line(words.one.key, fields.visit_key);
  line(words.one.patient, lead.patient === null ? null : patientIdText(lead.patient));
  line(words.one.members, members.length > 1 ? members.join(' → ') : null);
  line(words.one.branch, fields.visit_branch);
  line(words.one.doctor, fields.visit_doctor);
  line(words.one.reason, fields.visit_cancel_reason);
  line(
    words.one.price,
    deal.price === null ? words.one.priceUnknown : formatNumber(deal.price, language),
  );
  if (!priceConfirmed) output.data(words.priceOff);
  output.talk(words.onlyShown);
  return {
    ...deal,
    priceConfirmed,
    outcome,
    until,
    members,
    cut,
    patientId: lead.patient === null ? null : patientIdJson(lead.patient),
  };
}
