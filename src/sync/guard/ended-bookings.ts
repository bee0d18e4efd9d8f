import type { PatientId } from '../../contact/model/patient-key.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import { asShown } from '../../ident/visits/ended-bookings.ts';
import type { Link } from '../../state/patients/link.ts';
import type { Subject } from '../item/subject.ts';
import { type Change, clearedItems } from '../item/verdicts.ts';
import type { Pass } from '../pass/pass-context.ts';

interface Decided {
  readonly subject: Subject;
  readonly link: Link | undefined;
  readonly decision: { readonly action: string; readonly change?: Change };
}

const shown = ['next_visit', 'next_doctor'] as const satisfies readonly FieldKey[];

/**
 * Says of whom the booking that the contact shows ended as bookings do: IDENT still has it, and it was cancelled, the
 * patient came, or its time passed. To clear that is everyday work. One that IDENT has no more is counted by the guard:
 * an emptied table would empty everybody.
 */
export async function noteEndedBookings(pass: Pass, decided: readonly Decided[]): Promise<void> {
  const losing = new Map<PatientId, Link>();
  for (const { subject, link, decision } of decided) {
    if (link === undefined || decision.change === undefined) continue;
    const cleared = clearedItems(decision.change);
    if (shown.some((key) => cleared.includes(key))) losing.set(subject.id, link);
  }
  if (losing.size === 0) return;
  for (const booking of await pass.ident.endedBookings([...losing.keys()])) {
    const acknowledged = losing.get(booking.id)?.acknowledged;
    if (acknowledged === undefined) continue;
    const { fields } = pass.subjects.make(asShown(booking)).hashes;
    const isShown = (key: FieldKey) =>
      acknowledged.has(key) && acknowledged.get(key) === fields.get(key);
    const isSame = isShown('next_visit');
    if (isSame) pass.ledger.ends(booking.id, 'next_visit');
    // Its doctor may have been another since; where its time is not shown, its doctor tells it.
    if (isSame || isShown('next_doctor')) pass.ledger.ends(booking.id, 'next_doctor');
  }
}
