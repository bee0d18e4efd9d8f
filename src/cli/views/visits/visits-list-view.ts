import { patientIdJson, patientIdText } from '../../../contact/model/patient-key.ts';
import { formatMoment, formatNumber } from '../../../report/format.ts';
import { type NamedSource, sourceNameOf } from '../../../report/source-name.ts';
import { dealRejectionText, dealSubject } from '../../../report/visits/deal-rejections.ts';
import { visitFate } from '../../../report/visits/visit-fate.ts';
import { visitWords } from '../../../report/visits/visit-words.ts';
import type { VisitDealRow } from '../../../state/visits/visit-deals.ts';
import type { WaitingVisit } from '../../../state/visits/visit-looks.ts';
import type { RejectedVisit } from '../../../state/visits/visit-rejected.ts';
import type { ListedVisit, VisitListKind } from '../../../sync/visits/standing/listed-visits.ts';
import { startOf, type VisitStanding } from '../../../sync/visits/standing/visit-standing.ts';
import { visitKeyText } from '../../../visits/visit-key.ts';
import type { CliContext } from '../../context.ts';
import { showWrappedTable } from '../../terminal/table.ts';
import { wrapped } from '../../terminal/wrapped.ts';

type Shown = Pick<CliContext, 'output' | 'text' | 'language'>;

/** For people; a program is given all. */
const mostShown = 200;
/** Of what becomes of a visit. */
const leastColumn = 24;

/** Visits day by day, with what becomes of their deals. */
export function showVisitDays(
  context: Shown,
  visits: readonly VisitStanding[],
  { from, to, isOn }: { readonly from: string; readonly to: string; readonly isOn: boolean },
): void {
  const { output, text, language } = context;
  const words = text.visits.list;
  const { stages } = visitWords[language];
  output.data(
    output.paint.bold(words.title(from, to, formatNumber(visits.length, language), visits.length)),
  );
  const days = Map.groupBy(visits.slice(0, mostShown), (one) => startOf(one).slice(0, 10));
  const { time, patient, stage, deal, fate } = words.columns;
  for (const [day, own] of days) {
    output.data('');
    output.data(output.paint.bold(day));
    const rows = own.map((one) => {
      const { patient: id } = one.visit.lead;
      return [
        startOf(one).slice(11, 16),
        id === null ? '—' : patientIdText(id),
        stages[one.stage],
        one.deal === undefined ? '—' : String(one.deal.leadId),
        visitFate(one, language),
      ];
    });
    showWrappedTable(output, [time, patient, stage, deal, fate], rows, leastColumn);
  }
  showRest(context, visits.length);
  if (!isOn) output.talk(words.off);
}

/** Visits that the state tells of: whom people lead, who waits and until when, what was rejected and why. */
export function showListedVisits(
  context: Shown,
  visits: readonly ListedVisit[],
  { kind, timeZone }: { readonly kind: VisitListKind; readonly timeZone: string },
): void {
  const { output, text, language } = context;
  const words = text.visits.list;
  if (visits.length === 0) {
    output.data(words.none[kind]);
    return;
  }
  const { patient, visit, deal } = words.columns;
  const moment = (at: number) => formatMoment(at, timeZone, language);
  const rows = visits
    .slice(0, mostShown)
    .map((one) => [
      ...[patientIdText(one.patientId), visitKeyText(one.visit)],
      one.deal === undefined ? '—' : String(one.deal.leadId),
      ...toldOf(one, context, moment),
    ]);
  showWrappedTable(output, [patient, visit, deal, ...words.told[kind]], rows, leastColumn);
  showRest(context, visits.length);
  for (const code of new Set(visits.flatMap(({ rejected }) => rejected?.code ?? []))) {
    const { advice } = dealRejectionText(code)[language];
    output.data(wrapped(`${output.paint.yellow('•')} ${code}: ${advice}`, output.width, '  '));
  }
  const about = words.about[kind];
  if (about !== '') output.talk(wrapped(about, output.width));
}

function toldOf(
  { deal, wait, rejected }: ListedVisit,
  { text, language }: Shown,
  moment: (at: number) => string,
): readonly string[] {
  const words = text.visits.list;
  if (rejected !== undefined) {
    const { code, subject, fingerprint } = rejected;
    const about = subject === null ? '' : `${dealSubject(subject)[language]}: `;
    const why = `${about}${dealRejectionText(code)[language].meaning}`;
    return [fingerprint === '' ? `${why} (${words.retrying})` : why];
  }
  if (wait !== undefined) {
    const until = wait.for === 'contact' ? '—' : moment(wait.at);
    return [until, visitWords[language].waits[wait.for]];
  }
  return [deal?.put ? visitWords[language].stages[deal.put.as] : words.neverPut];
}

function showRest({ output, text, language }: Shown, count: number): void {
  const hidden = count - mostShown;
  if (hidden > 0)
    output.data(output.paint.dim(text.visits.list.more(formatNumber(hidden, language))));
}

/** A visit as IDENT shows it, for programs: ids and codes, no values of a person. */
export function standingJson(standing: VisitStanding, sources: readonly NamedSource[]) {
  const { key, visit, stage, outcome } = standing;
  const { patient, start, branch } = visit.lead;
  return {
    visit: visitKeyText(key),
    start,
    stage,
    branch,
    outcome,
    ...patientJson(patient, sources),
    ...knownJson(standing),
  };
}

/** The same of one that the state alone tells of. */
export function listedJson(listed: ListedVisit, sources: readonly NamedSource[]) {
  const { visit, patientId } = listed;
  return {
    visit: visitKeyText(visit),
    ...patientJson(patientId, sources),
    ...knownJson(listed),
  };
}

function patientJson(patient: ListedVisit['patientId'] | null, sources: readonly NamedSource[]) {
  if (patient === null) return { patientId: null };
  const source = sourceNameOf(sources, patient);
  return { patientId: patientIdJson(patient), ...(source !== null && { source }) };
}

const knownJson = ({ deal, wait, rejected }: Pick<ListedVisit, 'deal' | 'wait' | 'rejected'>) => ({
  deal: deal === undefined ? null : dealJson(deal),
  waits: wait === undefined ? null : waitJson(wait),
  rejected: rejected === undefined ? null : rejectedJson(rejected),
});

const dealJson = ({ leadId: id, status, put, isTouched }: VisitDealRow) => ({
  id,
  status,
  put: put?.as ?? null,
  changedByPeople: isTouched,
});

/** A contact has no time: it is waited for until it is there. */
const waitJson = ({ for: what, since, at }: WaitingVisit) => ({
  for: what,
  since,
  until: what === 'contact' ? null : at,
});

const rejectedJson = ({ code, subject, firstAt, attempts, fingerprint }: RejectedVisit) => ({
  code,
  subject,
  firstAt,
  attempts,
  retrying: fingerprint === '',
});
