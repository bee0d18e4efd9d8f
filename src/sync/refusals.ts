import type { RejectedRow as RefusedRow, RowProblem, ValidationError } from '../amocrm/errors.ts';
import type { PatientId } from '../contact/patient.ts';
import { SyncError, syncErrors } from './errors.ts';
import type { Pass } from './pass-context.ts';
import type { Subject } from './subject.ts';

/** What a refused request says of its rows. */
export interface Refusals {
  readonly rows: ReadonlyMap<PatientId, RowProblem>;
  /** True when it names no row of ours: the batch has to be halved to find the bad one. */
  readonly unnamed: boolean;
}

/**
 * Reads a 400. What is about a field of the account (an id or a choice that is no more) rejects no row: it stops the
 * pass and names the cure.
 *
 * @throws SyncError FIELDS_CHANGED.
 */
export function readRefusals(pass: Pass, error: ValidationError): Refusals {
  const rows = new Map<PatientId, RowProblem>();
  let unnamed = error.rows.length === 0;
  const lost = new Set<string>();
  for (const row of error.rows) {
    const [problem] = row.errors;
    for (const { path, fieldId } of row.errors) {
      if (!/\.(field_id|enum_id)$/.test(path)) continue;
      const account = fieldId === null ? undefined : pass.fields.byId.get(fieldId);
      if (account !== undefined) lost.add(account.field.name);
    }
    const id = patientOf(row);
    if (id === null || problem === undefined) unnamed = true;
    else rows.set(id, problem);
  }
  if (lost.size > 0) throw new SyncError(syncErrors.fieldsChanged({ names: [...lost] }));
  return { rows, unnamed };
}

/** Our request ids are patient ids. */
function patientOf(row: RefusedRow): PatientId | null {
  const id = Number(row.requestId ?? Number.NaN);
  // We sent it ourselves, as a patient's id.
  return Number.isSafeInteger(id) && id > 0 ? (id as PatientId) : null;
}

/** Puts a row into the rejected queue with its reason: code and field, never the value. */
export async function reject(
  pass: Pass,
  subject: Pick<Subject, 'id' | 'fingerprint'>,
  problem: { readonly code: string; readonly subject: string | null },
): Promise<void> {
  await pass.state.transaction(async (tx) => {
    await tx.intents.settle([subject.id]);
    await tx.rejected.add(
      {
        patientId: subject.id,
        code: problem.code,
        subject: problem.subject,
        fingerprint: subject.fingerprint,
      },
      pass.clock.now(),
    );
  });
  pass.counts.rejected += 1;
  pass.log.warn({ patientId: subject.id, ...problem }, 'row rejected');
}

/** Which item a problem is about: a field's key, or the first part of amoCRM's path. */
export function problemSubject(pass: Pass, problem: RowProblem): string | null {
  if (problem.fieldId !== null) {
    const account = pass.fields.byId.get(problem.fieldId);
    if (account !== undefined) return account.field.key;
    if (problem.fieldId === pass.fields.phone.fieldId) return 'phones';
    if (problem.fieldId === pass.fields.email.fieldId) return 'emails';
  }
  return problem.path.split('.')[0] || null;
}
