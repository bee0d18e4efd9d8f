import { UnreadableFieldError } from '../../amocrm/errors/errors.ts';
import type { AmoContact } from '../../amocrm/model/model.ts';
import type { IdentSnapshot } from '../audit/ident-snapshot.ts';
import { highestBelievable, SurveyMark } from '../creates/absence/marks.ts';
import { type Span, spanOf } from '../creates/absence/whole-reading.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';
import { inTurns } from '../plan/turns.ts';
import { contactPages } from './contact-pages.ts';
import type { CrmSnapshot } from './crm-snapshot.ts';
import { FirstPage } from './first-page.ts';

/** More contacts with our id in a form that nobody knows are no mishaps: amoCRM writes it in another way. */
const mostOddIds = 20;

/** What another reading of the same list is held against. */
export interface FirstReading {
  /** Monotonic milliseconds. */
  readonly begunAt: number;
  /** Where each page stood; null: they were not in the order that was asked for. */
  readonly spans: readonly Span[] | null;
  /** How far it may count as looked through, should it turn out to be whole. */
  readonly survey: SurveyMark;
}

interface ReadBeside {
  /** IDENT, to be read in step with it. */
  readonly patients?: IdentSnapshot | undefined;
  /** Where it may have been asked for before. */
  readonly firstPage?: FirstPage;
}

/**
 * Reads every contact of the account into the snapshot. By page number a row can be skipped when another vanishes
 * meanwhile: presence is proved, absence never.
 *
 * @throws UnreadableFieldError
 */
export async function fullRead(
  pass: Pass,
  snapshot: CrmSnapshot,
  { patients, firstPage }: ReadBeside = {},
): Promise<FirstReading> {
  // As many as last time, and at least those that we know.
  const seenBefore = (await pass.state.meta.get('contactsSeen')) ?? 0;
  const expected = Math.max(seenBefore, await pass.state.links.count());
  const { answer, begunAt, begun } = (firstPage ?? new FirstPage(pass)).take();
  const survey = new SurveyMark(begun);
  const spans: Span[] = [];
  let inOrder = true;
  let odd = 0;
  let seen = 0;
  for await (const { contacts } of contactPages(pass.amo, 'id-asc', expected, answer)) {
    pass.signal?.throwIfAborted();
    for (const contact of contacts) {
      const fieldId = pass.live.oddId(contact);
      if (fieldId !== null) odd += 1;
      if (fieldId !== null && odd > mostOddIds) throw new UnreadableFieldError(contact.id, fieldId);
    }
    const live: LiveContact[] = [];
    for await (const some of inTurns(contacts)) {
      for (const contact of some) live.push(pass.live.read(contact));
    }
    await snapshot.add(live, { holding: await patients?.compare(live) });
    await noteOddPhones(pass, contacts, live);
    seen += contacts.length;
    survey.add(contacts);
    const span = spanOf(contacts, 'id-asc');
    if (span === 'out-of-order') inOrder = false;
    else spans.push(span);
    pass.onProgress?.({ phase: 'read-crm', done: seen, total: expected || null });
    await patients?.keepStep(seen / expected);
    await pass.betweenPages?.();
  }
  // amoCRM may well have fewer.
  while (patients !== undefined && (await patients.step())) {
    pass.onProgress?.({ phase: 'read-ident', done: patients.read, total: patients.total });
    await pass.betweenPages?.();
  }
  await pass.state.oddPhones.removeUnseen(pass.runId);
  await pass.state.meta.set('contactsSeen', seen);
  await snapshot.filled();
  // What it showed is there: ids of new contacts are above it.
  const known = (await pass.state.meta.get('highestContactId')) ?? 0;
  await pass.state.meta.raiseHighestContactId(await highestBelievable(snapshot, known));
  return { begunAt, spans: inOrder ? spans : null, survey };
}

/** What a look-up by phone would not find: of contacts that carry nobody, since no other may be taken over. */
async function noteOddPhones(
  { live, state, runId }: Pass,
  contacts: readonly AmoContact[],
  seen: readonly LiveContact[],
): Promise<void> {
  const free = contacts.filter((_, at) => {
    const one = seen[at];
    return one?.patientId === null && one.carriesUnknown !== true;
  });
  const phones = free.flatMap((contact) =>
    live.oddPhones(contact).map((hash) => ({ hash, contactId: contact.id })),
  );
  await state.oddPhones.note(phones, runId);
}
