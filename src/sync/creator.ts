import { UnknownOutcomeError, ValidationError } from '../amocrm/errors.ts';
import type { ContactId, WriteAnswer } from '../amocrm/model.ts';
import { createdLink, recordLink } from './acknowledge.ts';
import { composeCreate } from './compose.ts';
import { isAmoError } from './is-amo-error.ts';
import type { Pass } from './pass-context.ts';
import { problemSubject, readRefusals, reject } from './refusals.ts';
import { resolveCreates } from './resolve-creates.ts';
import type { Subject } from './subject.ts';

/** How often a batch whose creates were lost is sent anew before the pass gives up. */
const attempts = 3;

/**
 * Creates contacts, each at most once (I1): a durable intent first, then the request; what an answer names is linked;
 * what it does not name, or a request of unknown outcome, is looked for among the newest contacts before anything is
 * sent again.
 */
export async function createContacts(pass: Pass, batch: readonly Subject[]): Promise<void> {
  let remaining = batch;
  for (let attempt = 1; remaining.length > 0; attempt += 1) {
    pass.signal?.throwIfAborted();
    remaining = await createOnce(pass, remaining, attempt === attempts);
  }
}

/** @returns the rows that were certainly not created and are to be sent again. */
async function createOnce(
  pass: Pass,
  batch: readonly Subject[],
  last: boolean,
): Promise<readonly Subject[]> {
  // Ids of new contacts grow: ours, if they come to be, are above what is known now.
  const known = (await pass.state.meta.get('highestContactId')) ?? 0;
  const downTo = known as ContactId;
  await pass.state.transaction((tx) =>
    tx.intents.declare(
      batch.map(({ id }) => ({
        patientId: id,
        runId: pass.runId,
        highestContactId: downTo,
        createdAt: pass.clock.now(),
      })),
    ),
  );
  let answer: WriteAnswer;
  try {
    answer = await pass.amo.createContacts(batch.map((subject) => composeCreate(subject, pass)));
  } catch (error) {
    const endedAt = pass.clock.monotonic();
    if (error instanceof ValidationError) return await refused(pass, batch, downTo, endedAt, error);
    if (error instanceof UnknownOutcomeError) {
      pass.batches.failed(error);
      const again = await lookFor(pass, batch, downTo, endedAt);
      if (again.length > 0 && last) throw error;
      return again;
    }
    // An amoCRM error of any other kind says that nothing was applied; anything else is a bug, and stays uncertain.
    if (isAmoError(error)) {
      await pass.state.transaction((tx) => tx.intents.settle(batch.map(({ id }) => id)));
    }
    throw error;
  }
  const unnamed = await record(pass, batch, answer);
  if (unnamed.length === 0) return [];
  // Rows that the answer does not name do not count (I8).
  const again = await lookFor(pass, unnamed, downTo, pass.clock.monotonic());
  if (again.length > 0 && last) {
    throw new UnknownOutcomeError('unreadable-answer', null, pass.clock.now());
  }
  return again;
}

async function record(
  pass: Pass,
  batch: readonly Subject[],
  answer: WriteAnswer,
): Promise<readonly Subject[]> {
  const unnamed: Subject[] = [];
  await pass.state.transaction(async (tx) => {
    for (const subject of batch) {
      const contactId = answer.acknowledged.get(String(subject.id));
      if (contactId === undefined) unnamed.push(subject);
      else await recordLink(tx, createdLink(subject, contactId));
    }
  });
  pass.counts.created += batch.length - unnamed.length;
  return unnamed;
}

async function lookFor(
  pass: Pass,
  batch: readonly Subject[],
  downTo: ContactId,
  endedAt: number,
): Promise<readonly Subject[]> {
  const ids = batch.map(({ id }) => id);
  const { lost, open } = await resolveCreates(pass, ids, downTo, endedAt);
  pass.counts.uncertain += open.length;
  const again = new Set(lost);
  return batch.filter(({ id }) => again.has(id));
}

/** A 400: bad rows leave; before the others go again, the newest contacts are looked at. */
async function refused(
  pass: Pass,
  batch: readonly Subject[],
  downTo: ContactId,
  endedAt: number,
  error: ValidationError,
): Promise<readonly Subject[]> {
  const ids = batch.map(({ id }) => id);
  const { lost } = await resolveCreates(pass, ids, downTo, endedAt, true);
  const absent = new Set(lost);
  const { rows } = readRefusals(pass, error);
  const good: Subject[] = [];
  for (const subject of batch) {
    const problem = rows.get(subject.id);
    if (!absent.has(subject.id)) continue;
    if (problem === undefined) good.push(subject);
    else
      await reject(pass, subject, { code: problem.code, subject: problemSubject(pass, problem) });
  }
  if (good.length < batch.length) {
    await createContacts(pass, good);
    return [];
  }
  return await halve(pass, batch);
}

/** amoCRM refused without naming a row of ours: halves find the bad one. */
async function halve(pass: Pass, batch: readonly Subject[]): Promise<readonly Subject[]> {
  const [only] = batch;
  if (only === undefined) return [];
  if (batch.length === 1) {
    await reject(pass, only, { code: 'Refused', subject: null });
    return [];
  }
  const middle = Math.ceil(batch.length / 2);
  await createContacts(pass, batch.slice(0, middle));
  await createContacts(pass, batch.slice(middle));
  return [];
}
