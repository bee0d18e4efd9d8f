import { chunks } from '../../chunks.ts';
import type { SourceNumber } from '../../contact/model/patient-key.ts';
import { mostReceptions, type WantedReceptions } from '../../ident/visits/receptions.ts';
import type { State } from '../../state/open-state.ts';
import type { VisitSeen } from '../../state/visits/visit-members.ts';
import type { Reception, ReceptionId } from '../../visits/reception.ts';
import { type Visit, visitsOf } from '../../visits/visit.ts';
import { receptionOf, type VisitKey, visitKey } from '../../visits/visit-key.ts';

interface VisitsOfSource {
  readonly source: SourceNumber;
  /** Null: this database does not tell. */
  readonly read: (wanted: WantedReceptions) => Promise<readonly Reception[] | null>;
  /** Null: there is no state yet, and no visit has a deal. */
  readonly members: Pick<State['visitMembers'], 'among' | 'ofVisits'> | null;
}

/**
 * The visits that are wanted, those that have deals whole: a row that is gone leaves such a visit in pieces, which no move
 * joins, and one of them may be of any time. So whatever was seen in a visit before is read along with each of its pieces.
 */
export async function readWholeVisits(
  { source, read, members }: VisitsOfSource,
  ...wanted: readonly WantedReceptions[]
): Promise<readonly Visit[] | null> {
  const rows = new Map<ReceptionId, Reception>();
  const seen = new Map<VisitKey, VisitSeen>();
  const asked = new Set<ReceptionId>();
  let next = wanted;
  // What is read along may be of further visits.
  while (next.length > 0) {
    for (const one of next) {
      const receptions = await read(one);
      if (receptions === null) return null;
      for (const row of receptions) rows.set(row.id, row);
    }
    const missing = members === null ? [] : await missingOf(members);
    next = [...chunks(missing, mostReceptions)].map((some) => ({ with: some }));
  }
  return visitsOf([...rows.values()], (id) => {
    const visit = seen.get(visitKey(source, id));
    return visit && { key: receptionOf(visit.visit), patient: visit.patientId };
  });

  /** Receptions of known visits that were not read yet; a row that is gone is asked for once. */
  async function missingOf(
    known: NonNullable<VisitsOfSource['members']>,
  ): Promise<readonly ReceptionId[]> {
    const ids = [...rows.values()].flatMap(({ id, movedFrom }) =>
      movedFrom === null ? [id] : [id, movedFrom],
    );
    const found = await known.among([...new Set(ids)].map((id) => visitKey(source, id)));
    for (const [reception, visit] of found) seen.set(reception, visit);
    const visits = new Set([...found.values()].map(({ visit }) => visit));
    const all = (await known.ofVisits([...visits])).map(receptionOf);
    const missing = all.filter((id) => !rows.has(id) && !asked.has(id));
    for (const id of missing) asked.add(id);
    return missing;
  }
}
