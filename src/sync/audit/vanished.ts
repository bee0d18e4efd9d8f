import { type PatientId, type SourceNumber, sourceOf } from '../../contact/model/patient-key.ts';
import type { LookUp } from '../../ident/patients/patient-pages.ts';
import { databasesOf } from '../../ident/sources/databases.ts';
import { keyset } from '../../keyset.ts';
import type { LinkState } from '../../state/patients/link.ts';
import { SyncError } from '../errors.ts';
import type { Pass } from '../pass/pass-context.ts';
import type { PlanBook } from '../plan/plan-patients.ts';
import { sourceErrors } from '../source/errors.ts';
import type { IdentSnapshot } from './ident-snapshot.ts';

/** Plans what follows from patients that a completed reading of IDENT did not show. */
export async function surveyVanished(
  pass: Pass,
  patients: IdentSnapshot,
  book: PlanBook,
): Promise<void> {
  const lookUp = { patients: null };
  const pages = keyset(
    (after: PatientId) => patients.seen.unshown(after, pageSize),
    ({ patientId }) => patientId,
  );
  const goneOf = new Map<SourceNumber, number>();
  for await (const links of pages) {
    const all = await vanished(pass, links, lookUp);
    await patients.seen.noteVanished(all.map(({ patientId }) => patientId));
    // Whose contact is to stay as it stands (BRANCHES) keeps it.
    const outside = await pass.state.outside.among(all.map(({ patientId }) => patientId));
    const gone = all.filter(({ patientId }) => !outside.has(patientId));
    for (const { status, patientId, contactId } of gone) {
      if (status === 'orphan') pass.found({ kind: 'orphan', patientId, contactId });
      if (status === 'linked') book.guard.count('removed', patientId);
    }
    const removed = gone.filter(({ status }) => status === 'linked');
    for (const { patientId } of removed) {
      const source = sourceOf(patientId);
      goneOf.set(source, (goneOf.get(source) ?? 0) + 1);
    }
    await book.plan.add(removed.map(({ patientId }) => ({ patientId, action: 'remove' })));
    await pass.spill();
  }
  await checkAlive(pass, goneOf);
}

/**
 * A source of several that shows nobody, or half of its patients no more, does not look alive: that is no removal. The
 * only one is watched by the guard.
 *
 * @throws SyncError SOURCE_EMPTY
 */
async function checkAlive(pass: Pass, goneOf: ReadonlyMap<SourceNumber, number>): Promise<void> {
  const databases = databasesOf(pass.ident);
  if (databases.numbers.size < 2) return;
  for (const source of databases.sources) {
    const gone = goneOf.get(source.number) ?? 0;
    if (gone <= Math.max(1, pass.allowance.in(source.number))) continue;
    const known = await pass.state.links.count('linked', source.number);
    if (gone * 2 < known) continue;
    const kind = sourceErrors.sourceEmpty({ source, gone, known });
    throw databases.blame(new SyncError(kind), source);
  }
}

const pageSize = 500;

/** Those that the reading of IDENT passed over and that are not there now either: some may have come just behind it. */
async function vanished(
  pass: Pass,
  links: readonly LinkState[],
  lookUp: LookUp,
): Promise<readonly LinkState[]> {
  // Of a source that is away nothing is known.
  const databases = databasesOf(pass.ident);
  const read = links.filter(({ patientId }) => !databases.isLost(patientId));
  const ids = read.map(({ patientId }) => patientId);
  const forgotten = await pass.state.forgotten.among(ids);
  const linked = read.filter(({ status }) => status === 'linked');
  const there = await pass.ident.byIds(
    linked.map(({ patientId }) => patientId).filter((id) => !forgotten.has(id)),
    lookUp,
  );
  const present = new Set(there.map(({ id }) => id));
  return read.filter(({ patientId }) => !forgotten.has(patientId) && !present.has(patientId));
}
