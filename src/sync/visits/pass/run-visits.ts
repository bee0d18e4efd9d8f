import { AppError } from '../../../app-error.ts';
import type { SourceNumber } from '../../../contact/model/patient-key.ts';
import { today } from '../../../contact/value/dates.ts';
import { Hasher } from '../../../contact/value/hasher.ts';
import type { Databases, OpenSource } from '../../../ident/sources/databases.ts';
import { forgetfulReasons } from '../../../state/account/meta.ts';
import type { State } from '../../../state/open-state.ts';
import type { VisitLook } from '../../../state/visits/visit-looks.ts';
import type { VisitRules } from '../../../visits/rules.ts';
import { visitKeyText } from '../../../visits/visit-key.ts';
import { contradicted } from '../../creates/contradictions.ts';
import { SyncError, syncErrors } from '../../errors.ts';
import type { Allowance } from '../../guard/asking/allowance.ts';
import { noteAnswered } from '../../guard/asking/asked.ts';
import type { SyncSetup } from '../../pass/pass-context.ts';
import type { Found } from '../../run/findings/finding-log.ts';
import type { RunBook } from '../../run/run-book.ts';
import { auditDeals } from '../audit/audit-deals.ts';
import { knownAccount, type LiveAccount, liveAccount, visitIn } from '../deal/deal-account.ts';
import type { FollowTools } from '../follow/follow-tools.ts';
import { isAdoption } from '../intents.ts';
import { resolveDeals } from '../make/resolve-deals.ts';
import { survey } from '../survey/survey.ts';
import { DealGuard } from './deal-guard.ts';
import { isPending, needsSurvey, surveyedSources } from './due.ts';
import { type Looked, type Looking, type LookKind, lookAt, rejectedAmong } from './look.ts';
import { planVisits } from './plan-visits.ts';
import { responsiblesOf } from './responsibles.ts';
import { restMs } from './resting.ts';
import { VisitCounts } from './visit-counts.ts';
import { writeDeals } from './write-deals.ts';

export interface VisitsOrder {
  readonly kind: LookKind;
  /** Of a single reception: whose it is. */
  readonly source?: SourceNumber | undefined;
  /** Only told, and nothing written. */
  readonly dryRun?: boolean;
  readonly allowance: Allowance;
  /** As the pass has opened and checked them. */
  readonly databases: Databases;
}

type VisitsSetup = SyncSetup & { readonly rules: VisitRules };

type Book = Pick<RunBook, 'runId' | 'findings'>;

/**
 * The deals of visits, after the contacts of a pass; the caller holds the pass lock. Where nothing changed amoCRM is asked
 * nothing. What was looked at counts once all of it is acknowledged, or waits durably.
 *
 * @throws SyncError VISITS_NOT_SET_UP, VISITS_SETUP_GONE, VISITS_SURVEY_UNSURE; GuardError MASS_CHANGE
 */
export async function runVisits(
  given: VisitsSetup,
  book: Book,
  asked: VisitsOrder,
): Promise<VisitCounts> {
  const setup = { ...given, state: given.state.inRun(book.runId) };
  const { rules, options, clock, amo, signal, state } = setup;
  const counts = new VisitCounts();
  const account = await knownAccount(state, rules);
  const due = await state.meta.get('deepDue');
  // What the state knows of contacts is in doubt: they come before their deals.
  if (forgetfulReasons.has(due) || due === contradicted) {
    if (asked.dryRun === true) throw new SyncError(syncErrors.deepPassFirst());
    counts.add('dealsUnread', 1);
    return counts;
  }
  const rest = await state.meta.get('dealsRest');
  if (asked.kind === 'changed' && asked.allowance.most === 0 && clock.now() < (rest?.until ?? 0)) {
    counts.add('dealsResting', 1);
    return counts;
  }
  // What stopped a look at all of them, only such a look finds again.
  const isAnew =
    asked.kind === 'changed' && rest?.by === 'whole' && clock.now() >= (rest.againAt ?? 0);
  const order: VisitsOrder = isAnew ? { ...asked, kind: 'whole' } : asked;
  const hasher = new Hasher(state.key);
  const looking: Looking = {
    state,
    account,
    hasher,
    rules,
    now: clock.now(),
    timeZone: options.timeZone,
    since: await sinceOf(setup, order),
  };
  const sources = await loadedSources(state, order);
  /** The account itself is looked at before anything is written to it. */
  const openTools = async (note: FollowTools['note']): Promise<FollowTools & LiveAccount> => ({
    ...(await liveAccount(setup, account, rules)),
    leads: amo.leads,
    state,
    clock,
    runId: book.runId,
    signal,
    hasher,
    fields: account.fields,
    note,
    visitOf: visitIn(account.keyField),
  });
  if (order.dryRun === true) {
    const { looked } = await lookAtAll(setup, looking, sources, order.kind);
    counts.add('dealsUnread', sources.length - looked.length);
    await planVisits(state, looked, () => openTools(async () => undefined), counts);
    return counts;
  }
  const guard = await DealGuard.open({
    state,
    now: looking.now,
    allowance: order.allowance,
    limits: options.guard,
    sources: sources.map(({ number }) => number),
    loaded: new Set((await state.meta.ofSources('visitsLoaded')).keys()),
  });
  let opened: (FollowTools & LiveAccount) | null = null;
  // Whether a visit has a deal is known once what was sent is decided.
  if (await isPending(setup, order.kind)) {
    opened = await openTools(guard.note);
    await resolveDeals(opened, counts);
  }
  let { looked, away } = await lookAtAll(setup, looking, sources, order.kind);
  counts.add('dealsUnread', sources.length - looked.length);
  counts.add('dealsRejected', rejectedAmong(looked));
  // Of a single visit, or of some of the databases, the others may stand as they did.
  const isAll = async () =>
    typeof order.kind === 'string' &&
    away.length === 0 &&
    sources.length === (await loadedNumbers(state, order.databases)).length;
  const numbers = looked.map(({ source }) => source);
  const makes = looked.some(({ fresh }) => fresh.length > 0);
  const moves = looked.some((one) => one.followed.length + one.reassigned.length > 0);
  const isOpen =
    (await state.visitUpdates.all()).length > 0 ||
    (await state.visitIntents.all()).some(isAdoption);
  const { room, next } = await guard.portion(rules.perHour);
  // Whether deals of this state have doubles is not put off until something has to be written.
  const isDoubted = guard.hasDeals && (await needsSurvey(state, numbers, 'changed'));
  if (!moves && !isOpen && !isDoubted && (!makes || room === 0)) {
    const fresh = looked.flatMap((one) => one.fresh);
    counts.add('dealsPortion', fresh.length);
    const looks = fresh.map(
      ({ visit, patientId }): VisitLook => ({ visit, patientId, at: next, for: 'portion' }),
    );
    await keep(setup, order, { looked, looks, guard: null, isAll: await isAll() });
    return counts;
  }
  const tools = opened ?? (await openTools(guard.note));
  if (await needsSurvey(state, numbers, order.kind)) {
    const read = sources.filter(({ number }) => numbers.includes(number));
    const surveying = { ...looking, amo, signal, self: tools.self, visitOf: tools.visitOf };
    const found = await survey(surveying, read, order.databases.numbers);
    for (const lead of found.foreign) {
      book.findings.add({ kind: 'deal-foreign', subject: String(lead) });
    }
    for (const { visit, patientId } of found.doubled) {
      book.findings.add({ kind: 'deal-doubled', patientId, subject: visitKeyText(visit) });
    }
    // What it linked is followed now.
    const again = await lookAtAll(setup, looking, read, order.kind);
    looked = again.looked;
    away = [...away, ...again.away];
    counts.add('dealsUnread', read.length - looked.length);
  }
  const found = (finding: Found) => book.findings.add(finding);
  if (order.kind === 'whole') {
    const { places } = account;
    for (const one of await auditDeals(tools, { looked, places })) found(one);
  }
  const looks = await writeDeals(tools, {
    looked,
    guard,
    account,
    counts,
    rules,
    found,
    makesIn: await surveyedSources(state),
    visits: tools.visits,
    responsibles: (ids) => responsiblesOf(setup, tools.visits, ids),
  });
  await keep(setup, order, { looked, looks, guard, isAll: await isAll() });
  return counts;
}

/** From which day on visits have deals: by the setting, else from the day on which they were switched on. */
async function sinceOf(
  { state, rules, clock, options }: VisitsSetup,
  { dryRun = false }: VisitsOrder,
): Promise<string> {
  if (rules.since !== null) return rules.since;
  const known = await state.meta.get('visitsFrom');
  if (known !== undefined) return known;
  const day = today(clock.now(), options.timeZone);
  if (!dryRun) await state.meta.set('visitsFrom', day);
  return day;
}

/** Whose patients were carried over, also where their database is away: contacts come before deals. */
async function loadedNumbers(
  { meta }: Pick<State, 'meta'>,
  { numbers }: Pick<Databases, 'numbers'>,
): Promise<readonly SourceNumber[]> {
  const cursors = await meta.ofSources('cursor');
  return [...numbers].filter((number) => cursors.has(number));
}

/** Those of them that are read. */
async function loadedSources(
  state: Pick<State, 'meta'>,
  { databases, source }: Pick<VisitsOrder, 'databases' | 'source'>,
): Promise<readonly OpenSource[]> {
  const loaded = new Set(await loadedNumbers(state, databases));
  return databases.sources.filter(
    ({ number }) => loaded.has(number) && (source === undefined || number === source),
  );
}

/** One of several sources that cannot be read holds up no other. */
async function lookAtAll(
  { log, signal }: VisitsSetup,
  looking: Looking,
  sources: readonly OpenSource[],
  kind: LookKind,
): Promise<{ readonly looked: readonly Looked[]; readonly away: readonly SourceNumber[] }> {
  const looked: Looked[] = [];
  const away: SourceNumber[] = [];
  for (const source of sources) {
    signal?.throwIfAborted();
    try {
      const one = await lookAt(looking, source, kind);
      if (one === null)
        log.warn({ source: source.number }, 'this database does not tell of receptions');
      else looked.push(one);
    } catch (error) {
      if (sources.length < 2 || !(error instanceof AppError)) throw error;
      log.warn({ source: source.number, code: error.code }, 'visits of a source could not be read');
      away.push(source.number);
    }
  }
  return { looked, away };
}

interface Kept {
  readonly looked: readonly Looked[];
  readonly looks: readonly VisitLook[];
  readonly guard: DealGuard | null;
  /** Whether whatever stopped deals before would have been found. */
  readonly isAll: boolean;
}

/** What was looked at counts from now on. */
async function keep(
  { state, clock }: VisitsSetup,
  { kind, allowance }: VisitsOrder,
  { looked, looks, guard, isAll }: Kept,
): Promise<void> {
  const now = clock.now();
  const visits = looked.flatMap((one) => one.visits);
  await state.transaction(async (tx) => {
    const rest = await tx.meta.get('dealsRest');
    if (isAll) await tx.meta.clear('dealsRest');
    else if (rest !== undefined && kind === 'whole') {
      await tx.meta.set('dealsRest', { ...rest, againAt: now + restMs });
    }
    if (typeof kind === 'string') await tx.meta.set('dealsLookedAt', now);
    if (kind === 'whole' && isAll) await tx.meta.set('dealsAuditedAt', now);
    await noteAnswered(tx, 'deals', {
      by: kind === 'whole' ? 'deep' : 'incremental',
      isAllowed: allowance.most > 0,
      isWhole: typeof kind === 'string',
      sources: looked.map(({ source }) => source),
    });
    const all = [...looked.flatMap((one) => one.looks), ...looks];
    await tx.visitLooks.replace(visits, all, now);
    await guard?.record(tx, new Set(visits));
    const waits = (await tx.visitLooks.counts()).get('portion') ?? 0;
    for (const { source, members, next } of looked) {
      for (const { receptions, ...seen } of members) await tx.visitMembers.note(seen, receptions);
      if (next === null) continue;
      const own = tx.meta.of(source);
      if (next.cursor === null) await own.clear('visitCursor');
      else await own.set('visitCursor', next.cursor);
      await own.set('visitDays', next.days);
      if (waits === 0 && (await own.get('visitsSurveyed')) !== undefined) {
        await own.set('visitsLoaded', true);
      }
    }
  });
}
