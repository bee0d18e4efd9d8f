import {
  BadRequestError,
  type RowProblem,
  UnknownOutcomeError,
  ValidationError,
} from '../../amocrm/errors/errors.ts';
import type { WriteAnswer } from '../../amocrm/model/model.ts';
import type { Repositories } from '../../state/open-state.ts';
import type { GuardedChange } from '../../state/patients/guarded-changes.ts';
import type { ChangeKind } from '../../state/record/changes.ts';
import { readContact } from '../crm/read-contact.ts';
import { noteEndedBookings } from '../guard/ended-bookings.ts';
import { recordLinks } from '../item/acknowledged/acknowledge.ts';
import { compare } from '../item/compare.ts';
import { replacedItems, writtenItems } from '../item/verdicts.ts';
import type { Pass } from '../pass/pass-context.ts';
import { neverLeft } from './is-amo-error.ts';
import { lateUpdate } from './late-updates.ts';
import { noted, RequestNote } from './noted.ts';
import {
  adopted,
  after,
  missing,
  type Prepared,
  prepareAll,
  removalOf,
  removed,
  type Update,
} from './prepare-update.ts';
import { BareRejections, halves, problemSubject, readRejections, reject } from './rejections.ts';

/** How often an update of unknown outcome is sent in one pass. */
const attempts = 3;

/**
 * Updates contacts: only what changed is sent, lists are read before they are replaced, and a row counts only when the
 * answer names it.
 */
export async function updateContacts(pass: Pass, batch: readonly Update[]): Promise<void> {
  const bare = new BareRejections();
  await send(pass, await prepareAll(pass, batch), { attempt: 1, bare });
  await bare.conclude(pass);
}

interface Attempt {
  readonly attempt: number;
  readonly bare: BareRejections;
}

async function send(pass: Pass, batch: readonly Prepared[], at: Attempt): Promise<void> {
  if (batch.length === 0) return;
  pass.signal?.throwIfAborted();
  const note = new RequestNote(pass, batch);
  const { departure } = await noted(pass, () => note.write());
  let answer: WriteAnswer;
  try {
    answer = await pass.batches.timed(batch.length, pass.amo, () =>
      pass.amo.updateContacts(
        batch.map(({ patch }) => patch),
        departure,
      ),
    );
  } catch (error) {
    if (error instanceof ValidationError || error instanceof BadRequestError) {
      await note.drop();
      return await rejected(pass, batch, error, at.bare);
    }
    if (error instanceof UnknownOutcomeError) {
      pass.batches.failed(error, batch.length);
      await pass.ledger.write(async (tx) => {
        await noteLate(pass, tx, batch);
        await note.drop(tx);
      });
      return await repeat(pass, batch, at, error);
    }
    if (neverLeft(pass, error)) await note.drop();
    throw error;
  }
  const isNamed = ({ subject }: Prepared) => answer.acknowledged.has(String(subject.id));
  const named = batch.filter(isNamed);
  const unnamed = batch.filter((update) => !isNamed(update));
  await pass.ledger.write(async (tx) => {
    await recordLinks(
      tx,
      named.map((update) => ({
        link: after(update),
        phones: update.subject.hashes.phones,
        written: { kind: kinds[update.as], items: writtenItems(update.change) },
      })),
    );
    await pass.ledger.note(tx, named.flatMap(guardedChanges));
    await tx.repairs.note(
      named.flatMap(({ subject, change }) =>
        pass.truce.repaired(subject.id, replacedItems(change).keys()),
      ),
    );
    // The note goes: what it said of these is kept with its end.
    await noteLate(pass, tx, unnamed);
    await note.drop(tx);
  });
  for (const update of named) count(pass, update);
  at.bare.judged(named.length);
  await passedOver(pass, unnamed, at);
}

/** Rows that the answer does not name: their contacts are gone, or they go again, but do not hold up all others. */
async function passedOver(pass: Pass, batch: readonly Prepared[], at: Attempt): Promise<void> {
  const there: Prepared[] = [];
  for (const update of batch) {
    if ((await readContact(pass, update.link.contactId)) !== null) there.push(update);
    // Nothing can arrive where nothing is.
    else if (await missing(pass, update.link)) {
      await pass.state.intents.removeLate(update.subject.id);
    }
  }
  if (there.length === 0) return;
  const error = new UnknownOutcomeError('unreadable-answer', null);
  if (at.attempt < attempts) await repeat(pass, there, at, error);
  else for (const { subject } of there) at.bare.add(subject, error);
}

const kinds = {
  update: 'updated',
  clearing: 'updated',
  adoption: 'adopted',
  removal: 'removed',
} as const satisfies Readonly<Record<Update['as'], ChangeKind>>;

function count(pass: Pass, update: Prepared): void {
  const { subject, link, change, as } = update;
  const ids = { patientId: subject.id, contactId: link.contactId };
  if (as === 'adoption') adopted(pass, link);
  else if (as === 'removal') removed(pass, update);
  else pass.counts.updated += 1;
  const replaced = replacedItems(change);
  pass.counts.repaired += replaced.size;
  if (replaced.size > 0) pass.repaired.push({ ...ids, replaced });
}

/** To be read back later: the old request may yet arrive and put old values over the new ones. */
async function noteLate(pass: Pass, tx: Repositories, batch: readonly Prepared[]): Promise<void> {
  if (batch.length === 0) return;
  const now = pass.clock.now();
  await tx.intents.declareLate(batch.map((update) => lateUpdate(update, now)));
  // It may have been carried out.
  await pass.ledger.note(tx, batch.flatMap(guardedChanges));
}

/** An update of unknown outcome is repeated from fresh values. */
async function repeat(
  pass: Pass,
  batch: readonly Prepared[],
  { attempt, bare }: Attempt,
  error: UnknownOutcomeError,
): Promise<void> {
  if (attempt >= attempts) throw error;
  await pass.clock.sleep(1_000 * 2 ** attempt, pass.signal);
  const again = await prepareAll(pass, await fresh(pass, batch));
  for (const part of pass.batches.parts(again)) {
    await send(pass, part, { attempt: attempt + 1, bare });
  }
}

/** What of an update the guard counts. */
const guardedChanges = ({ link, guarded, as }: Prepared): readonly GuardedChange[] =>
  as === 'removal' ? [removalOf(link)] : guarded;

/** The same updates as IDENT wants them now. */
async function fresh(pass: Pass, batch: readonly Prepared[]): Promise<readonly Update[]> {
  const patients = await pass.ident.byIds(batch.map(({ subject }) => subject.id));
  const subjects = new Map(patients.map((patient) => [patient.id, pass.subjects.make(patient)]));
  const again = batch.map((update) => {
    const subject = subjects.get(update.subject.id);
    // What concerns one field only was not read from the patient: it goes again as it was.
    const single = update.as === 'removal' || update.as === 'clearing';
    if (subject === undefined || single) return update;
    const change = compare(subject.hashes, update.link, undefined, pass.policies);
    return { ...update, subject, change, live: undefined };
  });
  await noteEndedBookings(
    pass,
    again.map(({ subject, link, change }) => ({
      subject,
      link,
      decision: { action: 'update', change },
    })),
  );
  return again;
}

async function rejected(
  pass: Pass,
  batch: readonly Prepared[],
  error: ValidationError | BadRequestError,
  bare: BareRejections,
): Promise<void> {
  const problems = await readRejections(pass, error);
  const good: Prepared[] = [];
  for (const update of batch) {
    const problem = problems.get(update.subject.id);
    if (problem === undefined) good.push(update);
    else if (isMissingContact(problem)) await missing(pass, update.link);
    else {
      const reason = { code: problem.code, subject: problemSubject(pass, problem) };
      await reject(pass, update.subject, reason);
    }
  }
  bare.judged(batch.length - good.length);
  const [first] = good;
  if (first === undefined) return;
  // Without a name, halves find the bad row.
  const parts = good.length < batch.length ? [good] : halves(good);
  if (batch.length === 1) bare.add(first.subject, error);
  else for (const part of parts) await send(pass, part, { attempt: 1, bare });
}

/** An error on `id` is a missing contact. */
const isMissingContact = ({ path }: RowProblem): boolean => path === 'id';
