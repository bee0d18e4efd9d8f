import { type RowProblem, UnknownOutcomeError, ValidationError } from '../amocrm/errors.ts';
import type { ContactPatch, WriteAnswer } from '../amocrm/model.ts';
import type { Link } from '../state/links.ts';
import { type KeptLists, recordLink, updatedLink } from './acknowledge.ts';
import { composeUpdate } from './compose.ts';
import { type Change, compare } from './decide.ts';
import type { Pass } from './pass-context.ts';
import { problemSubject, readRefusals, reject } from './refusals.ts';
import type { Subject } from './subject.ts';

/** How often an update of unknown outcome is sent in one pass. */
const attempts = 3;
/** Nothing commits later than this after its connection ended (SPEC); then it is read back. */
export const lateMs = 61_000;

/** An update to be made: what is wanted, the link as it is, and what differs. */
export interface Update {
  readonly subject: Subject;
  readonly link: Link;
  readonly change: Change;
  /**
   * What the pass counts it as; a `removal` marks a patient that vanished from IDENT, a `clearing` empties a field that
   * a full read has just shown to be ours.
   */
  readonly as: 'update' | 'adoption' | 'removal' | 'clearing';
}

interface Prepared extends Update {
  readonly patch: ContactPatch;
  readonly lists: KeptLists;
}

/**
 * Updates contacts: only what changed is sent, lists are read before they are replaced, and a row counts only when the
 * answer names it.
 */
export async function updateContacts(pass: Pass, batch: readonly Update[]): Promise<void> {
  const prepared = await Promise.all(batch.map((update) => prepare(pass, update)));
  await send(
    pass,
    prepared.filter((update) => update !== null),
    1,
  );
}

/** Composes the request; reads the contact first where its lists are replaced or a field of it is cleared. */
async function prepare(pass: Pass, update: Update): Promise<Prepared | null> {
  const { subject, link } = update;
  let { change } = update;
  let current = null;
  const clears = change.clear.length > 0 && update.as !== 'clearing';
  // A contact that was only found: what it holds was never compared.
  const unknown = link.status === 'orphan' && pass.mode === 'incremental';
  if (change.phones || change.emails || clears || unknown) {
    current = await pass.amo.contact(link.contactId);
    if (current === null) {
      await missing(pass, link);
      return null;
    }
    // Only what we wrote is cleared (I3): seen against what stands there now.
    change = compare(subject.hashes, link, pass.live.read(current));
  }
  const { patch, lists } = composeUpdate(subject, link, change, current, pass);
  if (patch === null) {
    const next = after({ ...update, change, lists });
    await pass.state.transaction((tx) => recordLink(tx, next, subject.hashes.phones));
    if (update.as === 'adoption') pass.counts.adopted += 1;
    else pass.counts.acknowledged += 1;
    return null;
  }
  return { ...update, change, patch, lists };
}

async function send(pass: Pass, batch: readonly Prepared[], attempt: number): Promise<void> {
  if (batch.length === 0) return;
  pass.signal?.throwIfAborted();
  let answer: WriteAnswer;
  try {
    answer = await pass.amo.updateContacts(batch.map(({ patch }) => patch));
  } catch (error) {
    if (error instanceof ValidationError) return await refused(pass, batch, error);
    if (error instanceof UnknownOutcomeError) {
      pass.batches.failed(error);
      return await repeat(pass, batch, attempt, error);
    }
    throw error;
  }
  const unnamed: Prepared[] = [];
  await pass.state.transaction(async (tx) => {
    for (const update of batch) {
      const { subject } = update;
      if (!answer.acknowledged.has(String(subject.id))) unnamed.push(update);
      else await recordLink(tx, after(update), subject.hashes.phones);
    }
  });
  const named = new Set(batch);
  for (const update of unnamed) named.delete(update);
  for (const update of named) count(pass, update);
  if (unnamed.length > 0) {
    const error = new UnknownOutcomeError('unreadable-answer', null, pass.clock.now());
    await repeat(pass, unnamed, attempt, error);
  }
}

/** The link once amoCRM has acknowledged the update. */
function after({ subject, link, change, lists, as }: Omit<Prepared, 'patch'>): Link {
  const next = updatedLink(link, subject, change, lists);
  return as === 'removal' ? { ...next, status: 'removed' } : next;
}

function count(pass: Pass, { subject, link, change, as }: Prepared): void {
  const ids = { patientId: subject.id, contactId: link.contactId };
  if (as === 'adoption') {
    pass.counts.adopted += 1;
    pass.found({ kind: 'adopted', ...ids });
  } else if (as === 'removal') {
    pass.counts.removed += 1;
    pass.found({ kind: 'removed', ...ids });
  } else {
    pass.counts.updated += 1;
  }
  if (change.drifted.length > 0) {
    pass.counts.repaired += change.drifted.length;
    pass.repaired.push({ patientId: subject.id, contactId: link.contactId });
  }
}

/**
 * An update of unknown outcome is repeated from fresh values and read back later: the old request may yet arrive and
 * put old values over the new ones.
 */
async function repeat(
  pass: Pass,
  batch: readonly Prepared[],
  attempt: number,
  error: UnknownOutcomeError,
): Promise<void> {
  await pass.state.transaction((tx) =>
    tx.intents.declareLate(
      batch.map(({ subject, link, patch }) => ({
        patientId: subject.id,
        contactId: link.contactId,
        dueAt: pass.clock.now() + lateMs,
        withName: patch.name !== undefined,
      })),
    ),
  );
  if (attempt >= attempts) throw error;
  await pass.clock.sleep(1_000 * 2 ** attempt, pass.signal);
  const patients = await pass.ident.byIds(batch.map(({ subject }) => subject.id));
  const fresh = new Map(patients.map((patient) => [patient.id, pass.subjects.make(patient)]));
  const again = await Promise.all(
    batch.map(async (update) => {
      const subject = fresh.get(update.subject.id) ?? update.subject;
      const change = compare(subject.hashes, update.link, undefined);
      return prepare(pass, { ...update, subject, change });
    }),
  );
  await send(
    pass,
    again.filter((update) => update !== null),
    attempt + 1,
  );
}

async function refused(
  pass: Pass,
  batch: readonly Prepared[],
  error: ValidationError,
): Promise<void> {
  const { rows } = readRefusals(pass, error);
  const good: Prepared[] = [];
  for (const update of batch) {
    const problem = rows.get(update.subject.id);
    if (problem === undefined) good.push(update);
    else if (isMissingContact(problem)) await missing(pass, update.link);
    else {
      const reason = { code: problem.code, subject: problemSubject(pass, problem) };
      await reject(pass, update.subject, reason);
    }
  }
  if (good.length < batch.length) return await send(pass, good, 1);
  const [only] = batch;
  if (only === undefined) return;
  if (batch.length === 1) {
    await reject(pass, only.subject, { code: 'Refused', subject: null });
    return;
  }
  const middle = Math.ceil(batch.length / 2);
  await send(pass, batch.slice(0, middle), 1);
  await send(pass, batch.slice(middle), 1);
}

/** An error on `id` is a missing contact. */
const isMissingContact = ({ path }: RowProblem): boolean => path === 'id';

/** The contact is gone: somebody may have meant it, so it is reported, not made anew (policy). */
export async function missing(pass: Pass, link: Link): Promise<void> {
  await pass.state.links.setStatus(link.patientId, 'missing');
  pass.counts.missing += 1;
  pass.found({ kind: 'missing', patientId: link.patientId, contactId: link.contactId });
}
