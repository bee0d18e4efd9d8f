import type { ContactId } from '../../../amocrm/model/model.ts';
import { AppError } from '../../../app-error.ts';
import type { Clinic } from '../../../clinic/clinic.ts';
import {
  type PatientId,
  parsePatientId,
  patientIdText,
  patientKey,
  personIdOf,
  type SourceNumber,
  sourceOf,
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
    revealPatient: async ({ params: { patientId } }, { who }) => {
      // Written down first: what was not recorded is not shown.
      await record(clinic, who, 'reveal', patientIdText(keyOf(patientId)));
      return await viewPatient(tools, desk, keyOf(patientId), { reveal: true });
    },
    syncPatient: async ({ params: { patientId } }, { who }) => {
      const id = keyOf(patientId);
      await record(clinic, who, 'sync-patient', patientIdText(id));
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

/** A plain number is anybody's who has it, in whatever source. */
function idIn(source: SourceNumber, value: string): PatientId | null {
  const named = parsePatientId(value);
  if (named === null) return null;
  if (/^\s*\d+\s*$/.test(value)) return patientKey(source, personIdOf(named));
  return sourceOf(named) === source ? named : null;
}

/** A number may be any of the three: all that fit are told. */
async function search(
  { state, sources }: Clinic,
  desk: IdentDesk,
  value: string,
): Promise<readonly Match[]> {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : null;
  const found: { patientId: PatientId; foundBy: Match['foundBy'] }[] = [];
  if (number !== null && number > 0) {
    // Links decide whether there is such a contact.
    const link = (await state.links.ofContacts([number as ContactId])).get(number as ContactId);
    if (link !== undefined) found.push({ patientId: link.patientId, foundBy: 'contact-id' });
  }
  const failures: AppError[] = [];
  const inIdent: typeof found = [];
  for (const source of sources) {
    const id = idIn(source.number, value);
    try {
      const ids = await desk.ask(
        async (ident) => ({
          byId: id === null ? [] : await ident.byIds([id]),
          byCard: await ident.withCardNumber(value),
        }),
        source,
      );
      inIdent.push(
        ...ids.byId.map((patient) => ({ patientId: patient.id, foundBy: 'patient-id' as const })),
        ...ids.byCard.map((patientId) => ({ patientId, foundBy: 'card-number' as const })),
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failures.push(error);
    }
  }
  found.unshift(...inIdent);
  // A database is away: what the state and the others know may be what is looked for.
  if (found.length === 0 && failures[0] !== undefined) throw failures[0];
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
