import type { ContactId } from '../../../amocrm/model/model.ts';
import { AppError } from '../../../app-error.ts';
import type { Clinic } from '../../../clinic/clinic.ts';
import {
  type PatientId,
  parsePatientId,
  patientIdText,
} from '../../../contact/model/patient-key.ts';
import { itemWords } from '../../../report/item-names.ts';
import { findingSeverity, findingText } from '../../../report/run-report.ts';
import { type PatientPass, passPatient } from '../../../sync/command/patient-pass.ts';
import { type ApiTools, record } from '../api-tools.ts';
import type { Answer, Handlers } from '../handlers.ts';
import type { IdentDesk } from '../ident-desk.ts';
import { keyOf } from '../patient-key.ts';
import { underLock } from '../under-lock.ts';
import { viewPatient } from './patient-view.ts';

type Match = Answer<'searchPatients'>['matches'][number];

const mostEvents = 100;

export function patientHandlers(
  tools: ApiTools,
  desk: IdentDesk,
): Handlers<'searchPatients' | 'patient' | 'revealPatient' | 'syncPatient' | 'patientHistory'> {
  const { clinic } = tools;
  const { state } = clinic;
  return {
    searchPatients: async ({ body }) => ({ matches: await search(clinic, desk, body.value) }),
    patient: async ({ params }) =>
      await viewPatient(tools, desk, keyOf(params.patientId), { reveal: false }),
    revealPatient: async ({ params: { patientId } }) => {
      // Written down first: what was not recorded is not shown.
      await record(clinic, 'reveal', patientIdText(keyOf(patientId)));
      return await viewPatient(tools, desk, keyOf(patientId), { reveal: true });
    },
    syncPatient: async ({ params: { patientId } }) => {
      const id = keyOf(patientId);
      await record(clinic, 'sync-patient', patientIdText(id));
      const passed = await underLock(clinic, 'patient', () =>
        clinic.connected((setup) => passPatient(setup, id, { dryRun: false })),
      );
      return {
        outcome: outcomeOf(passed),
        runId: passed.result.runId,
        sent: passed.changes.map(({ item }) => item),
        requests: passed.result.requests,
        view: await viewPatient(tools, desk, id, { reveal: false }),
      };
    },
    patientHistory: async ({ params: { patientId } }) => {
      const findings = await state.findings.ofPatient(keyOf(patientId), mostEvents);
      const actions = await state.actions.latest(mostEvents, {
        subject: patientIdText(keyOf(patientId)),
      });
      const events = [
        ...findings.map(({ at, runId, kind, subject }) => ({
          ...{ type: 'finding' as const, at, runId, kind },
          severity: findingSeverity(kind),
          text: findingText(kind),
          subject: subject === null ? null : itemWords(subject),
        })),
        ...actions.map(({ at, actor, action }) => ({
          ...{ type: 'action' as const, at, actor, action },
        })),
      ];
      return { events: events.toSorted((a, b) => b.at - a.at).slice(0, mostEvents) };
    },
  };
}

/** A number may be any of the three: all that fit are told. */
async function search(
  { state }: Clinic,
  desk: IdentDesk,
  value: string,
): Promise<readonly Match[]> {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : null;
  const named = parsePatientId(value);
  const found: { patientId: PatientId; foundBy: Match['foundBy'] }[] = [];
  if (number !== null && number > 0) {
    // Links decide whether there is such a contact.
    const link = (await state.links.ofContacts([number as ContactId])).get(number as ContactId);
    if (link !== undefined) found.push({ patientId: link.patientId, foundBy: 'contact-id' });
  }
  try {
    const ids = await desk.ask(async (ident) => ({
      byId: named === null ? [] : await ident.byIds([named]),
      byCard: await ident.withCardNumber(value),
    }));
    found.unshift(
      ...ids.byId.map(({ id }) => ({ patientId: id, foundBy: 'patient-id' as const })),
      ...ids.byCard.map((patientId) => ({ patientId, foundBy: 'card-number' as const })),
    );
  } catch (error) {
    // The database is away: what the state knows may be what is looked for.
    if (found.length === 0 || !(error instanceof AppError)) throw error;
  }
  const links = await state.links.ofPatients(found.map(({ patientId }) => patientId));
  return found.map((one) => ({ ...one, contactId: links.get(one.patientId)?.contactId ?? null }));
}

function outcomeOf({
  decision,
  adopts,
  changes,
  rejected,
}: PatientPass): Answer<'syncPatient'>['outcome'] {
  const { action } = decision;
  if (action === 'waiting' || action === 'missing' || action === 'uncertain') return action;
  if (action === 'identity-changed') return action;
  if (rejected !== null) return 'rejected';
  if (adopts) return 'adopted';
  if (action === 'new' || action === 're-create') return 'created';
  return changes.length === 0 ? 'unchanged' : 'updated';
}
