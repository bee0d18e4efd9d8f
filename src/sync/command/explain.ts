import type { AmoContact, ContactId } from '../../amocrm/model/model.ts';
import type { Patient } from '../../contact/model/patient.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { readContact } from '../crm/read-contact.ts';
import type { Subject } from '../item/subject.ts';
import { isWritten as isSent } from '../item/verdicts.ts';
import type { Pass } from '../pass/pass-context.ts';
import type { PlannedAction } from '../plan/pass-plan.ts';
import { type Decided, decidePatients, type PlanBook } from '../plan/plan-patients.ts';
import { type ItemSides, sideBySide } from './side-by-side.ts';

/** What a plan means for one patient: only the items that would change. */
export interface Explanation {
  readonly patientId: PatientId;
  readonly action: PlannedAction;
  readonly contactId: ContactId | null;
  readonly items: readonly ItemSides[];
}

/** The first `limit` patients of a plan, before and after; "before" is read from amoCRM, since nothing of it is kept. */
export async function explainPlan(
  pass: Pass,
  book: PlanBook,
  limit: number,
): Promise<readonly Explanation[]> {
  const planned = await book.plan.first(limit);
  const patients = await pass.ident.byIds(planned.map(({ patientId }) => patientId));
  const shown = new Map(
    (await explainPatients(pass, book, patients)).map((one) => [one.subject.id, one]),
  );
  const links = await pass.state.links.ofPatients(planned.map(({ patientId }) => patientId));
  return planned.map(({ patientId, action }) => ({
    patientId,
    action,
    // A patient that is to be marked as removed is no more in IDENT: there is nothing to compare.
    contactId: shown.get(patientId)?.contactId ?? links.get(patientId)?.contactId ?? null,
    items: shown.get(patientId)?.changes ?? [],
  }));
}

/** A patient under way to its contact, for people to look at. */
export interface PatientView {
  readonly subject: Subject;
  readonly decision: Decided['decision'];
  readonly contactId: ContactId | null;
  /** Everything, as both sides have it now. */
  readonly items: readonly ItemSides[];
  /** What would be written of it. */
  readonly changes: readonly ItemSides[];
}

/** What the plan in `book` means for these patients, whether it names them or not. */
export async function explainPatients(
  pass: Pass,
  book: PlanBook,
  patients: readonly Patient[],
): Promise<readonly PatientView[]> {
  const matches = await book.fresh.matches(patients.map(({ id }) => id));
  const views: PatientView[] = [];
  for (const { subject, decision, link } of await decidePatients(pass, patients, book)) {
    const contactId = link?.contactId ?? matches.get(subject.id) ?? null;
    const contact: AmoContact | null =
      contactId === null ? null : await readContact(pass, contactId);
    const items = sideBySide(pass, subject, contact);
    const changes = items.filter((sides) => isWritten(decision, sides));
    views.push({ subject, decision, contactId, items, changes });
  }
  return views;
}

/** A value that is not ours stays, however much it differs: what is written is what was decided. */
function isWritten(decision: Decided['decision'], { item, ident, amo, same }: ItemSides): boolean {
  if (decision.action === 'update') {
    return isSent(decision.change.verdicts.get(item));
  }
  const differs = !same && (ident ?? null) !== amo;
  if (decision.action === 'identity-changed') return differs;
  const isNew = decision.action === 'new' || decision.action === 're-create';
  return isNew && differs && ident !== null && ident !== undefined;
}
