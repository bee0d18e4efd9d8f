import type { ContactId } from '../../amocrm/model/model.ts';
import { type PatientId, sourceOf } from '../../contact/model/patient-key.ts';
import { databasesOf } from '../../ident/sources/databases.ts';
import type { RejectedRow } from '../../state/patients/rejected.ts';
import { readContact } from '../crm/read-contact.ts';
import { SyncError, syncErrors } from '../errors.ts';
import { heldCodes } from '../identity/held/held.ts';
import type { Pass, SyncSetup } from '../pass/pass-context.ts';
import { type PassResult, runPass } from '../pass/run-pass.ts';
import { recall } from '../source/check-sources.ts';
import { explainPatients, type PatientView } from './explain.ts';
import { type ItemSides, sideBySide } from './side-by-side.ts';

/** What became of one patient: read, sent, held. */
export interface PatientPass {
  readonly result: PassResult;
  readonly patientId: PatientId;
  readonly contactId: ContactId | null;
  /** Before anything was written. */
  readonly decision: PatientView['decision'];
  /** A contact that was there already was found for it. */
  readonly adopts: boolean;
  /** What was, or would be, sent. */
  readonly changes: readonly ItemSides[];
  /** As both sides are now. */
  readonly items: readonly ItemSides[];
  readonly rejected: RejectedRow | null;
}

/**
 * One patient through the way that all patients go; the caller holds the pass lock. Also one that was rejected before is
 * sent, unless a person has to decide about it.
 *
 * @throws SyncError PATIENT_UNKNOWN, PATIENT_OUTSIDE
 */
export async function passPatient(
  setup: SyncSetup,
  patientId: PatientId,
  { dryRun }: { readonly dryRun: boolean },
): Promise<PatientPass> {
  const { ident, state, amo } = setup;
  const databases = databasesOf(ident);
  databases.demand([patientId]);
  const source = databases.sources.find(({ number }) => number === sourceOf(patientId));
  // As the pass will read it.
  if (source !== undefined) await recall(state, source);
  const patients = await ident.byIds([patientId]);
  if (patients.length === 0) throw new SyncError(syncErrors.patientUnknown({ id: patientId }));
  if (patients.some(({ outside }) => outside !== undefined))
    throw new SyncError(syncErrors.patientOutside({ id: patientId }));
  if (!dryRun) await state.rejected.retry({ ids: [patientId], except: heldCodes });
  let seen: { readonly pass: Pass; readonly view: PatientView } | undefined;
  const result = await runPass(setup, {
    mode: { patients: [patientId] },
    planOnly: dryRun,
    onPlan: async (pass, book) => {
      const [view] = await explainPatients(pass, book, patients);
      // A pass may plan twice: what it found at first is what was asked for.
      if (view !== undefined) seen ??= { pass, view };
    },
  });
  if (seen === undefined) throw new Error('the pass made no plan');
  const { pass, view } = seen;
  const link = await state.links.ofPatient(patientId);
  const contactId = link?.contactId ?? view.contactId;
  const contact = dryRun || contactId === null ? null : await readContact({ amo }, contactId);
  const rejected = (await state.rejected.ofPatients([patientId])).get(patientId) ?? null;
  return {
    result,
    patientId,
    contactId,
    rejected,
    decision: view.decision,
    adopts: view.decision.action === 'new' && view.contactId !== null,
    changes: view.changes,
    items: dryRun ? view.items : sideBySide(pass, view.subject, contact),
  };
}
