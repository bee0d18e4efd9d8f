import { BadRequestError, UnknownOutcomeError, ValidationError } from '../../amocrm/errors.ts';
import type { ContactId, WriteAnswer } from '../../amocrm/model.ts';
import { createdLink, type Recorded, recordLinks, sentHashes } from '../acknowledge.ts';
import { BareRefusals, halves } from '../bare-refusals.ts';
import { composeCreate } from '../compose.ts';
import { isAmoError } from '../is-amo-error.ts';
import type { Pass } from '../pass-context.ts';
import { problemSubject, readRefusals, reject } from '../refusals.ts';
import type { Subject } from '../subject.ts';
import { resolveCreates } from './resolve-creates.ts';

/** How often a batch whose creates were lost is sent anew before the pass gives up. */
const attempts = 3;

/**
 * Creates contacts, each at most once (I1): a durable intent first, then the request; what an answer names is linked;
 * what it does not name, or a request of unknown outcome, is looked for among the newest contacts before anything is
 * sent again.
 */
export async function createContacts(pass: Pass, batch: readonly Subject[]): Promise<void> {
  const bare = new BareRefusals();
  await create(pass, batch, bare);
  await bare.settle(pass);
}

async function create(pass: Pass, batch: readonly Subject[], bare: BareRefusals): Promise<void> {
  let remaining = batch;
  for (let attempt = 1; remaining.length > 0; attempt += 1) {
    const again: Subject[] = [];
    for (const part of pass.batches.parts(remaining)) {
      pass.signal?.throwIfAborted();
      again.push(...(await createOnce(pass, part, { last: attempt === attempts, bare })));
    }
    remaining = again;
  }
}

interface Attempt {
  /** What is lost now is not sent anew. */
  readonly last: boolean;
  readonly bare: BareRefusals;
}

/** A request that was sent, as far as looking for what became of it is concerned. */
interface Sent {
  readonly batch: readonly Subject[];
  /** Ids of new contacts grow: ours, if they come to be, are above what was known before. */
  readonly downTo: ContactId;
}

/** @returns the rows that were certainly not created and are to be sent again. */
async function createOnce(
  pass: Pass,
  batch: readonly Subject[],
  { last, bare }: Attempt,
): Promise<readonly Subject[]> {
  const rows = batch.map((subject) => composeCreate(subject, pass));
  const sent = { batch, downTo: await declare(pass, batch) };
  let answer: WriteAnswer;
  try {
    answer = await pass.batches.timed(rows.length, pass.amo, () => pass.amo.createContacts(rows));
  } catch (error) {
    const endedAt = pass.clock.monotonic();
    if (error instanceof ValidationError || error instanceof BadRequestError) {
      await refused(pass, sent, endedAt, error, bare);
      return [];
    }
    if (error instanceof UnknownOutcomeError) {
      pass.batches.failed(error, batch.length);
      const again = await lookFor(pass, sent, endedAt);
      bare.judged(batch.length - again.length);
      if (again.length > 0 && last) throw error;
      return again;
    }
    // An amoCRM error of any other kind says that nothing was applied; anything else is a bug, and stays uncertain.
    if (isAmoError(error) || isStop(pass, error)) {
      await pass.state.transaction((tx) => tx.intents.settle(batch.map(({ id }) => id)));
    }
    throw error;
  }
  const unnamed = await record(pass, batch, answer);
  bare.judged(batch.length - unnamed.length);
  if (unnamed.length === 0) return [];
  // Rows that the answer does not name do not count (I8).
  const again = await lookFor(pass, { ...sent, batch: unnamed }, pass.clock.monotonic());
  if (!last) return again;
  const error = new UnknownOutcomeError('unreadable-answer', null, pass.clock.now());
  for (const subject of again) bare.add(subject, error);
  return [];
}

/** The client's signal ends waits before a request, never a request: a stop that comes out of it was not sent. */
const isStop = ({ signal }: Pass, error: unknown): boolean =>
  signal?.aborted === true && error === signal.reason;

/** Makes the intents durable. @returns the highest contact id that was known before. */
async function declare(pass: Pass, batch: readonly Subject[]): Promise<ContactId> {
  return await pass.ledger.write(async (tx) => {
    const known = ((await tx.meta.get('highestContactId')) ?? 0) as ContactId;
    await tx.intents.declare(
      batch.map((subject) => ({
        patientId: subject.id,
        sent: sentHashes(subject),
        runId: pass.runId,
        highestContactId: known,
        createdAt: pass.clock.now(),
      })),
    );
    await pass.ledger.note(
      tx,
      batch
        .filter(({ id }) => pass.reCreating.has(id))
        .map(({ id }) => ({ kind: 're-created', patientId: id })),
    );
    // Known patients from now on, whatever becomes of the request: their phones lead no other patient to a contact.
    await tx.links.saveAllPhones(new Map(batch.map(({ id, hashes }) => [id, hashes.phones ?? []])));
    return known;
  });
}

async function record(
  pass: Pass,
  batch: readonly Subject[],
  answer: WriteAnswer,
): Promise<readonly Subject[]> {
  const unnamed: Subject[] = [];
  const named: Recorded[] = [];
  for (const subject of batch) {
    const contactId = answer.acknowledged.get(String(subject.id));
    if (contactId === undefined) unnamed.push(subject);
    else named.push({ link: createdLink(subject.id, contactId, sentHashes(subject)) });
  }
  await pass.state.transaction(async (tx) => {
    await recordLinks(tx, named);
    // What is below was looked at before the first create of this pass.
    const highest = Math.max(0, ...named.map(({ link }) => link.contactId));
    await tx.meta.raiseSurveyedContactId(highest);
  });
  pass.counts.created += batch.length - unnamed.length;
  tellReCreated(pass, batch, answer);
  return unnamed;
}

async function lookFor(pass: Pass, sent: Sent, endedAt: number): Promise<readonly Subject[]> {
  const ids = sent.batch.map(({ id }) => id);
  const { lost, open } = await resolveCreates(pass, ids, sent.downTo, endedAt);
  pass.counts.uncertain += open.length;
  const again = new Set(lost);
  return sent.batch.filter(({ id }) => again.has(id));
}

/** A 400: bad rows leave; before the others go again, the newest contacts are looked at. */
async function refused(
  pass: Pass,
  { batch, downTo }: Sent,
  endedAt: number,
  error: ValidationError | BadRequestError,
  bare: BareRefusals,
): Promise<void> {
  const ids = batch.map(({ id }) => id);
  const { lost, open } = await resolveCreates(pass, ids, downTo, endedAt, true);
  pass.counts.uncertain += open.length;
  const absent = new Set(lost);
  const problems = await readRefusals(pass, error);
  const good: Subject[] = [];
  for (const subject of batch) {
    const problem = problems.get(subject.id);
    if (!absent.has(subject.id)) continue;
    if (problem === undefined) good.push(subject);
    else
      await reject(pass, subject, { code: problem.code, subject: problemSubject(pass, problem) });
  }
  bare.judged(batch.length - good.length);
  const [first] = good;
  if (first === undefined) return;
  // Without a name, halves find the bad row.
  if (good.length < batch.length) await create(pass, good, bare);
  else if (good.length === 1) bare.add(first, error);
  else for (const half of halves(good)) await create(pass, half, bare);
}

function tellReCreated(pass: Pass, batch: readonly Subject[], answer: WriteAnswer): void {
  for (const { id } of batch) {
    const contactId = answer.acknowledged.get(String(id));
    if (contactId === undefined || !pass.reCreating.has(id)) continue;
    pass.found({ kind: 're-created', patientId: id, contactId });
  }
}
