import {
  type AmoError,
  BadRequestError,
  BodyRefusedError,
  type RejectedRow,
  type RowProblem,
  ValidationError,
} from '../../amocrm/errors/errors.ts';
import type { FieldId } from '../../amocrm/model/model.ts';
import { asPatientId, type PatientId } from '../../contact/model/patient-key.ts';
import type { Hold } from '../../state/patients/holds.ts';
import type { Rejection } from '../../state/patients/rejected.ts';
import { accountErrors } from '../account/errors.ts';
import { SyncError } from '../errors.ts';
import { isHeld } from '../identity/held/held.ts';
import { itemIn } from '../item/item-in.ts';
import type { Subject } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';

/**
 * Reads a 400: the rows that it names, each with its first problem. What is about a setting or a field of the account (an
 * id, a choice or a type that is no more) rejects no row: it stops the pass and names the cure.
 *
 * @throws SyncError FIELDS_CHANGED, SETTING_REFUSED.
 */
export async function readRejections(
  pass: Pass,
  error: ValidationError | BadRequestError,
): Promise<ReadonlyMap<PatientId, RowProblem>> {
  const setting = rejectedSetting(error);
  if (setting !== null) throw new SyncError(accountErrors.settingRefused({ setting }));
  const rows = new Map<PatientId, RowProblem>();
  const lost = new Set<string>();
  const rejectedValues = new Map<FieldId, number>();
  for (const row of error instanceof ValidationError ? error.rows : []) {
    const [problem] = row.errors;
    for (const { path, fieldId } of row.errors) {
      if (fieldId === null) continue;
      if (/\.(field_id|enum_id|enum_code)$/.test(path)) {
        const account = pass.fields.byId.get(fieldId);
        if (account !== undefined) lost.add(account.field.name);
      } else rejectedValues.set(fieldId, (rejectedValues.get(fieldId) ?? 0) + 1);
    }
    const id = patientOf(row);
    if (id !== null && problem !== undefined) rows.set(id, problem);
  }
  if (lost.size > 0) throw new SyncError(accountErrors.fieldsChanged({ names: [...lost] }));
  // Several rows at once with one field: rather the field has changed than they all are wrong.
  if (rejectedValues.size > 0) {
    await pass.fieldWatch.look({ urgent: Math.max(...rejectedValues.values()) > 1 });
  }
  return rows;
}

/** What every row carries comes from a setting: no patient is to blame for it. */
function rejectedSetting(error: ValidationError | BadRequestError): string | null {
  const named = (part: RegExp): boolean =>
    error instanceof ValidationError &&
    error.rows.some(({ errors }) => errors.some(({ path }) => part.test(path)));
  const about = error instanceof BadRequestError ? error.about : null;
  if (about === 'responsible-user' || named(/^responsible_user_id(\.|$)/)) {
    return 'AMOCRM_RESPONSIBLE_USER_ID';
  }
  if (about === 'tags' || named(/^(tags_to_add|tags|_embedded\.tags)(\.|$)/)) return 'AMOCRM_TAGS';
  return null;
}

/** Our request ids are patient ids. */
function patientOf(row: RejectedRow): PatientId | null {
  return asPatientId(Number(row.requestId ?? Number.NaN));
}

/** What the queue needs of a row. */
type Rejectable = Pick<Subject, 'id' | 'fingerprint' | 'hashes'>;

/** Puts a row into the rejected queue with its reason: code and field, never the value. */
export async function reject(
  pass: Pass,
  subject: Rejectable,
  problem: Pick<Rejection, 'code' | 'subject'> & Partial<Pick<Hold, 'contactId'>>,
): Promise<void> {
  await pass.ledger.write(async (tx) => {
    await tx.intents.remove([subject.id]);
    await tx.rejected.add(
      {
        patientId: subject.id,
        code: problem.code,
        subject: problem.subject,
        fingerprint: subject.fingerprint,
      },
      pass.clock.now(),
    );
    if (isHeld(problem)) {
      const { contactId = null } = problem;
      await tx.holds.save({ patientId: subject.id, contactId, decision: null });
      await pass.ledger.note(tx, [{ kind: problem.code, patientId: subject.id }]);
    }
    // Without a contact it is a known patient all the same: its phones lead no other patient to a contact.
    const linked = (await tx.links.ofPatient(subject.id)) !== undefined;
    if (!linked) await tx.links.savePhones(subject.id, subject.hashes.phones ?? []);
  });
  pass.counts.rejected += 1;
  pass.log.warn({ patientId: subject.id, ...problem }, 'row rejected');
}

/** Which item a problem is about: a field's key, or the first part of amoCRM's path. */
export function problemSubject(pass: Pass, problem: RowProblem): string | null {
  const item = problem.fieldId === null ? undefined : itemIn(pass.fields, problem.fieldId);
  return item ?? (problem.path.split('.')[0] || null);
}

/**
 * Rows of a batch that amoCRM rejected one by one without naming them, or passed over again and again. They are queued, or they would block all others
 * for ever; but where it judged no row at all, it is not about the rows, and the pass ends with amoCRM's rejection.
 */
export class BareRejections {
  readonly #rows: { readonly row: Rejectable; readonly code: string }[] = [];
  #judged = 0;
  #error: AmoError | null = null;

  /** Rows that were taken, or rejected by name. */
  judged(rows: number): void {
    this.#judged += rows;
  }

  /** @param error a rejection that names nobody, or an answer that passes the row over. */
  add(row: Rejectable, error: AmoError): void {
    const code = error instanceof BodyRefusedError ? 'BodyRefused' : 'Refused';
    this.#rows.push({ row, code });
    this.#error = error;
  }

  /** Once the whole batch is through. @throws the rejection, when it is not about the rows. */
  async conclude(pass: Pass): Promise<void> {
    if (this.#judged === 0 && this.#rows.length > 1 && this.#error !== null) throw this.#error;
    if (this.#rows.length > 0) await pass.fieldWatch.look({ urgent: true });
    for (const { row, code } of this.#rows) await reject(pass, row, { code, subject: null });
  }
}

/** The two halves in which a bad row is looked for. */
export function halves<T>(rows: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)];
}
