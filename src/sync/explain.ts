import type { AmoContact, ContactId } from '../amocrm/model.ts';
import type { PatientId } from '../contact/patient.ts';
import type { Pass } from './pass-context.ts';
import type { PlannedAction } from './pass-plan.ts';
import { type ItemSides, sideBySide } from './side-by-side.ts';
import { decidePatients, type SurveyBook } from './survey.ts';

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
  book: SurveyBook,
  limit: number,
): Promise<readonly Explanation[]> {
  const planned = await book.plan.page(0, limit);
  const actionOf = new Map(planned.map(({ patientId, action }) => [patientId, action]));
  const patients = await pass.ident.byIds(planned.map(({ patientId }) => patientId));
  const matches = await book.fresh.matches(patients.map(({ id }) => id));
  const explanations: Explanation[] = [];
  for (const { subject, link } of await decidePatients(pass, patients, book)) {
    const contactId = link?.contactId ?? matches.get(subject.id) ?? null;
    const contact: AmoContact | null =
      contactId === null ? null : await pass.amo.contact(contactId);
    const items = sideBySide(pass, subject, contact).filter(
      ({ same, ident, amo }) => !same && (ident ?? null) !== amo,
    );
    const action = actionOf.get(subject.id) ?? 'update';
    explanations.push({ patientId: subject.id, action, contactId, items });
  }
  return explanations;
}
